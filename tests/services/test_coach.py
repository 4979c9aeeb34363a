"""Tests of `router.services.coach`."""

from dataclasses import replace
from datetime import timedelta

import pytest

from router.adapters.storage.memory import open_memory
from router.core.coaching.own_request import Oneself
from router.core.errors import InvalidRequest
from router.services.coach import Coach
from tests.core.coaching.own import CATALOG
from tests.factories import NOON, caller, decision_record, facts, ledger_entry
from tests.fakes import FixedClock

ADA = Oneself(key_id="key_1", user="ada")


async def coach(*days_ago: int, user: str = "ada") -> Coach:
    stores = open_memory()
    for number, days in enumerate(days_ago):
        at, id_, who = NOON - timedelta(days=days), f"dec_{number}", caller(user=user)
        entry = ledger_entry(id=f"led_{number}", decision_id=id_, at=at, who=who, cost_usd="1")
        await stores.ledger.append(entry, decision_record(id=id_, on=facts(who=who, at=at)))
    return Coach(
        traffic=stores.own_traffic,
        choices=stores.coach_choices,
        catalog=lambda: CATALOG,
        clock=FixedClock(),
    )


async def test_only_ones_own_requests_of_the_days_count() -> None:
    asked = await coach(1, 6, 8, 29, 31)
    assert (await asked(ADA)).requests == 4
    assert (await asked(ADA, days=7)).requests == 2
    assert (await asked(replace(ADA, user="bob"))).requests == 0


@pytest.mark.parametrize("days", [0, -1, 91])
async def test_other_numbers_of_days_are_refused(days: int) -> None:
    with pytest.raises(InvalidRequest, match="1 to 90"):
        await (await coach())(ADA, days=days)


async def test_a_choice_that_is_not_named_stays() -> None:
    asked = await coach()
    await asked.choose(ADA, has_digest=False)
    chosen = await asked.choose(ADA, has_headers=True)
    assert (chosen.has_digest, chosen.has_headers) == (False, True)
    assert await asked.choice(ADA) == chosen

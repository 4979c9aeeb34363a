"""What is peculiar to tallies in PostgreSQL? The rest is in tests/contracts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from router.adapters.storage.postgres.connection import Database
from router.adapters.storage.postgres.tallies import BESIDE, UNDER, PostgresTallies
from router.core.moments import to_micros
from router.core.rollout.limit import Metric
from router.core.rollout.tally import Tally
from tests.adapters.storage.postgres.booked import book
from tests.adapters.storage.postgres.plans import plan_of
from tests.factories import NOON, caller, decision_record, facts, ledger_entry

HOUR = timedelta(hours=1)


async def tally(database: Database) -> Tally:
    return await PostgresTallies(database).under("pol-1", since=NOON, until=NOON + HOUR)


@pytest.mark.parametrize("query", [UNDER, BESIDE])
def test_requests_are_found_by_their_time_and_judged_by_index(
    postgres_url: str, query: str
) -> None:
    book(postgres_url, (ledger_entry(), decision_record()))

    given: tuple[object, ...] = (to_micros(NOON), to_micros(NOON + HOUR), "", "", True, [])
    plan = plan_of(postgres_url, query, *given)

    for index in ("at_us_idx", "decision_pkey", "feedback_by_decision"):
        assert index in plan
    assert "Seq Scan" not in plan


async def test_great_amounts_do_not_overflow(postgres_url: str, database: Database) -> None:
    """Squares of nano-USD would: ten thousand dollars are 10^13 of them."""
    for number in range(3):
        entry = ledger_entry(id=f"led_{number}", decision_id=f"dec_{number}", cost_usd="10000")
        book(postgres_url, (entry, decision_record(id=f"dec_{number}")))

    cost = (await tally(database)).of(Metric.COST)

    assert (cost.y, cost.yy) == (30_000, 3e8)


@pytest.mark.parametrize("lot", ["", 'a \\u0000 \\ and "quoted"', "中\n", "nul \0 inside"])
async def test_callers_and_lots_may_hold_any_text(
    postgres_url: str, database: Database, lot: str
) -> None:
    for number in range(2):
        known = replace(facts(who=caller(team="a\0b\\u0000\\")), lot=lot)
        entry = ledger_entry(id=f"led_{number}", decision_id=f"dec_{number}")
        book(postgres_url, (entry, decision_record(id=f"dec_{number}", on=known)))

    found = await tally(database)

    assert found.requests == 2
    assert found.of(Metric.ERRORS).conversations == (1 if lot else 2)

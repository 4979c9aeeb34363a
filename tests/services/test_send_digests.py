"""Tests of `router.services.send_digests`."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from typing_extensions import override

from classifier.labels import Complexity
from router.adapters.storage.memory import open_memory
from router.adapters.storage.memory_own import MemoryCoachChoices
from router.adapters.storage.stores import Stores
from router.core.coaching.own_request import Oneself
from router.core.errors import LedgerUnavailable
from router.core.key import VirtualKey
from router.core.notices.notice import Notice
from router.core.tier import Tier
from router.services.coach import Coach
from router.services.send_digests import SendDigests
from tests.core.coaching.own import CATALOG
from tests.factories import assessment, caller, decision_record, facts, ledger_entry, shape
from tests.fakes import FixedClock

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
ADA = "ada@example.com"


@dataclass
class Office:
    stores: Stores
    clock: FixedClock

    @property
    def digests(self) -> SendDigests:
        """Those of one more process."""
        coach = Coach(
            traffic=self.stores.own_traffic,
            choices=self.stores.coach_choices,
            catalog=lambda: CATALOG,
            clock=self.clock,
        )
        return SendDigests(
            coach=coach, keys=self.stores.keys, notices=self.stores.notices, clock=self.clock
        )

    async def told(self) -> list[Notice]:
        return [one.notice for one in await self.stores.notices.latest(most=99)]


@pytest.fixture
async def office() -> Office:
    """Ada asked for premium by name for trivial work; so did Eve, whom only claims name."""
    stores = open_memory()
    for name, user in (("a", ADA), ("a2", ADA), ("b", "bob"), ("c", None)):
        await stores.keys.add(VirtualKey(id=f"key_{name}", name=name, user=user), secret=name)
    said = assessment(complexity=Complexity.TRIVIAL)
    for number in range(20):
        who = caller(user=(ADA, "eve@example.com", "bob", "x")[number % 4])
        at, id_ = MONDAY - timedelta(hours=7 * number + 1), f"dec_{number}"
        entry = ledger_entry(id=f"led_{number}", decision_id=id_, at=at, who=who, cost_usd="1")
        entry = replace(entry, deployment="large", tier=Tier.PREMIUM)
        on = facts(who=who, at=at, said=said, asked=shape(requested_model="premium"))
        await stores.ledger.append(entry, decision_record(id=id_, on=on))
    return Office(stores, FixedClock(at=MONDAY))


async def test_only_people_whose_key_bears_an_address_are_written_to(office: Office) -> None:
    assert await office.digests.send_due() == 1
    (notice,) = await office.told()
    assert notice.to == (ADA,)
    assert "5 requests asked for premium by name" in notice.text


async def test_nobody_gets_two_of_a_week_whichever_process_sends(office: Office) -> None:
    assert await office.digests.send_due() == 1
    office.clock.advance(86_400)
    assert await office.digests.send_due() == 0
    assert len(await office.told()) == 1


async def test_before_monday_morning_nothing_is_sent(office: Office) -> None:
    office.clock.at = MONDAY.replace(hour=6)
    assert await office.digests.send_due() == 0
    assert await office.told() == []


async def test_who_switched_it_off_gets_none(office: Office) -> None:
    coach = office.digests.coach
    await coach.choose(Oneself(key_id="key_a", user=ADA), has_digest=False)
    assert await office.digests.send_due() == 0
    assert await office.told() == []


async def test_without_a_tip_nothing_is_sent(office: Office) -> None:
    office.clock.at = MONDAY + timedelta(weeks=2)
    assert await office.digests.send_due() == 0
    assert await office.told() == []


async def test_after_a_crash_between_keeping_and_writing_down_there_is_one(office: Office) -> None:
    class Away(MemoryCoachChoices):
        @override
        async def served(self, person: str, week: str) -> bool:
            raise LedgerUnavailable("The disk is full.")

    broken = replace(office.stores, coach_choices=Away())
    with pytest.raises(LedgerUnavailable):
        await Office(broken, office.clock).digests.send_due()
    assert len(await office.told()) == 1
    await office.digests.send_due()
    assert len(await office.told()) == 1

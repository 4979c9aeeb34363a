"""Tests of `router.services.show_behaviour`."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from typing_extensions import override

from router.adapters.storage.memory import MemoryLedger
from router.adapters.storage.memory_evidence import MemoryFeedback
from router.adapters.storage.memory_history import MemoryHistory
from router.core.behaviour.asked import BehaviourBy
from router.core.errors import NotYours
from router.core.history import Recorded, Span
from router.core.key import Role, VirtualKey
from router.services.analyse_behaviour import AnalyseBehaviour
from router.services.show_behaviour import ShowBehaviour
from tests.factories import NOON, caller, catalog, decision_record, facts, ledger_entry
from tests.fakes import FixedClock


class CountedHistory(MemoryHistory):
    """Counts how often it is read."""

    reads = 0

    @override
    def read(self, span: Span) -> Iterator[Recorded]:
        self.reads += 1
        return super().read(span)


class Shown:
    """Six people of each of two teams, each of whom asked something yesterday."""

    def __init__(self) -> None:
        self.clock, self.ledger = FixedClock(), MemoryLedger()
        self.history = CountedHistory(self.ledger.booked)
        analyse = AnalyseBehaviour(
            history=self.history, feedback=MemoryFeedback(), catalog=catalog, clock=self.clock
        )
        self.show = ShowBehaviour(analyse, clock=self.clock)

    async def plant(self) -> "Shown":
        for number in range(12):
            who = caller(team=("search", "pay")[number % 2], user=f"user-{number}")
            at, id_ = NOON - timedelta(days=1), f"dec_{number}"
            record = decision_record(id=id_, on=facts(who=who, at=at))
            entry = ledger_entry(id=f"led_{number}", decision_id=id_, at=at, who=who)
            await self.ledger.append(entry, record)
        return self

    async def teams(self, role: Role, *, team: str | None = None) -> list[str]:
        key = VirtualKey(id="key_1", name="k", role=role, team="search", user="user-0")
        report = await self.show(key, BehaviourBy.TEAM, days=30, team=team)
        return [row.group for row in report.rows]


@pytest.mark.parametrize("role", [Role.ADMIN, Role.FINANCE, Role.AUDITOR])
async def test_who_sees_the_use_of_all_sees_all_teams_or_one(role: Role) -> None:
    shown = await Shown().plant()
    assert await shown.teams(role) == ["pay", "search"]
    assert await shown.teams(role, team="pay") == ["pay"]


async def test_a_lead_sees_its_own_team_and_no_other() -> None:
    shown = await Shown().plant()
    assert await shown.teams(Role.TEAM_LEAD) == ["search"]
    assert await shown.teams(Role.TEAM_LEAD, team="search") == ["search"]
    with pytest.raises(NotYours, match="sees the team 'search'"):
        await shown.teams(Role.TEAM_LEAD, team="pay")


async def test_a_member_sees_no_team() -> None:
    with pytest.raises(NotYours, match="GET /v1/usage/me"):
        await (await Shown().plant()).teams(Role.MEMBER)


async def test_a_report_is_made_once_a_day() -> None:
    shown = await Shown().plant()

    await shown.teams(Role.ADMIN)
    await shown.teams(Role.FINANCE)
    assert shown.history.reads == 1

    shown.clock.at += timedelta(days=1)
    await shown.teams(Role.ADMIN)
    assert shown.history.reads == 2


async def test_the_reports_that_are_kept_are_bounded() -> None:
    shown = await Shown().plant()
    await shown.teams(Role.ADMIN)
    for number in range(64):
        await shown.teams(Role.ADMIN, team=f"team-{number}")
    before = shown.history.reads

    await shown.teams(Role.ADMIN, team="team-63")
    assert shown.history.reads == before
    await shown.teams(Role.ADMIN)
    assert shown.history.reads == before + 1

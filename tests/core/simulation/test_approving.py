"""Tests of `router.core.simulation.approving`."""

from dataclasses import replace
from decimal import Decimal

import pytest

from classifier.labels import Priority
from router.core.approvals.approval import Verdict
from router.core.simulation.approving import approver_of, ballot_on, decided_at, wanted_usd
from router.core.simulation.calendar import DAY_S, HOUR_S
from router.core.simulation.draw import Draw
from tests.core.simulation.small import ask, calendar, plan, request

COMPANY = plan(people=200).company
LEAD = replace(COMPANY.people[0], hours_ahead=2)


def test_one_asks_for_the_work_that_one_knows_of_and_a_little_more() -> None:
    estimate = Decimal("0.10")

    assert wanted_usd(request(), estimate) == Decimal("2.40")
    assert wanted_usd(replace(request(), batch_size=1_000), estimate) == Decimal(120)
    assert wanted_usd(request(), Decimal(0)) == Decimal("0.50")


def test_the_lead_of_the_team_decides_and_nobody_on_their_own() -> None:
    of_member = approver_of(COMPANY, "key-developer-002")
    of_lead = approver_of(COMPANY, "key-developer-001")

    assert of_member is not None
    assert of_member.name == "developer-001"
    assert of_lead is not None
    assert of_lead.name == "finance-001"


@pytest.mark.parametrize(
    ("priority", "limit_usd"),
    [(Priority.LOW, None), (Priority.NORMAL, Decimal("2.00")), (Priority.HIGH, Decimal(4))],
)
def test_play_is_denied_and_what_is_not_urgent_gets_half(
    priority: Priority, limit_usd: Decimal | None
) -> None:
    ballot = ballot_on(request(asked=ask(priority=priority)), Decimal(4))

    assert ballot.limit_usd == limit_usd
    assert (ballot.verdict is Verdict.DENY) == (limit_usd is None) == bool(ballot.message)


@pytest.mark.parametrize(
    ("asked_h", "day", "earliest_h"),
    [(10.0, 0, 10.0), (3.0, 0, 7.0), (20.0, 1, 7.0), (3 * 24 + 20.0, 6, 7.0), (4 * 24 + 8.0, 6, 7)],
    ids=["at work", "before work", "after work", "on Friday night", "on Saturday"],
)
def test_approvers_decide_in_their_own_working_hours(
    asked_h: float, day: int, earliest_h: float
) -> None:
    for number in range(50):
        at_s = decided_at(asked_h * HOUR_S, LEAD, calendar=calendar(), draw=Draw(1, number))
        hour = at_s % DAY_S / HOUR_S

        if day:
            assert int(at_s // DAY_S) == day
        assert at_s >= asked_h * HOUR_S
        assert calendar().is_workday(int(at_s // DAY_S))
        assert hour >= earliest_h or int(at_s // DAY_S) > day

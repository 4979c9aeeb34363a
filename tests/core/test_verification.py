"""Tests of `router.core.verification`."""

from dataclasses import replace
from decimal import Decimal

import pytest

from router.core.history import Booking, Recorded
from router.core.ledger import Outcome
from router.core.usage import Usage, UsageUnit
from router.core.verification import Fault, Sums, examine, takes_too_much
from tests.factories import catalog, decision_record, ledger_entry

RIGHT = Booking(
    cost_nanos=1_000 * 100 + 100 * 400,
    usage=Usage(input_tokens=1_000, output_tokens=100),
    outcome=Outcome.COMPLETED,
    error_code=None,
    deployment="small",
    price_version="test",
)


def faults(*bookings: Booking) -> list[Fault]:
    recorded = Recorded(decision_record(), bookings)
    return [one.fault for one in examine(recorded, catalog())]


def test_a_cost_that_follows_from_its_usage_is_right() -> None:
    assert faults(RIGHT) == []


def test_what_is_counted_in_units_needs_no_tokens() -> None:
    by_units = replace(RIGHT, usage=Usage(units=2, unit=UsageUnit.IMAGES), cost_nanos=0)

    assert faults(by_units) == []


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        (replace(RIGHT, cost_nanos=RIGHT.cost_nanos + 1), Fault.COST),
        (replace(RIGHT, cost_nanos=0), Fault.COST),
        (replace(RIGHT, price_version="other"), Fault.UNKNOWN_PRICE),
        (replace(RIGHT, deployment="gone"), Fault.UNKNOWN_PRICE),
        (replace(RIGHT, usage=Usage(), cost_nanos=0), Fault.NO_TOKENS),
    ],
)
def test_what_does_not_agree_is_named(wrong: Booking, fault: Fault) -> None:
    assert faults(RIGHT, wrong) == [fault]


@pytest.mark.parametrize(
    "special",
    [
        replace(RIGHT, outcome=Outcome.LOST, cost_nanos=9),
        replace(RIGHT, outcome=Outcome.CORRECTED, cost_nanos=-9),
        replace(RIGHT, outcome=Outcome.REFUSED, deployment=None, cost_nanos=0),
        replace(RIGHT, outcome=Outcome.FAILED, usage=Usage(), cost_nanos=0),
    ],
)
def test_lost_calls_corrections_and_refusals_cost_what_they_say(special: Booking) -> None:
    assert faults(special) == []


def test_without_its_catalog_no_price_is_known() -> None:
    (doubt,) = examine(Recorded(decision_record(id="dec_7"), (RIGHT,)), None)
    assert (doubt.fault, doubt.decision_id) == (Fault.UNKNOWN_PRICE, "dec_7")


def test_corrections_must_point_somewhere_and_leave_something() -> None:
    booked = ledger_entry(id="led_1", cost_usd="1")
    less = replace(
        ledger_entry(id="led_2", cost_usd="0"),
        outcome=Outcome.CORRECTED,
        corrects="led_1",
        cost_usd=Decimal("-0.75"),
    )
    assert list(takes_too_much("dec_1", [booked, less])) == []
    (doubt,) = takes_too_much("dec_1", [booked, less, replace(less, id="led_3")])
    assert (doubt.fault, doubt.words) == (Fault.NEGATIVE, "led_1 is corrected to USD -0.5")
    (doubt,) = takes_too_much("dec_1", [replace(less, corrects="led_9")])
    assert doubt.fault is Fault.NOWHERE


def test_sums_are_by_outcome() -> None:
    sums = Sums()
    sums.add([RIGHT, RIGHT, replace(RIGHT, outcome=Outcome.LOST, cost_nanos=7)])
    assert sums.entries == {Outcome.COMPLETED: 2, Outcome.LOST: 1}
    assert sums.nanos[Outcome.LOST] == 7

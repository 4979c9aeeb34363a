"""Tests of `router.core.history`."""

from dataclasses import replace
from decimal import Decimal

import pytest

from router.core.history import Booking, Recorded
from router.core.ledger import Outcome
from router.core.money import to_nanos
from router.core.price import cost_of
from router.core.traffic import AUDIT_CALLER
from router.core.usage import Usage
from tests import factories

PRICE = factories.price(input_usd="2", output_usd="8", request_usd="0.01")
USED = Usage(input_tokens=1_000, output_tokens=10)


def booking(nanos: int = 5, usage: Usage = USED, outcome: Outcome = Outcome.COMPLETED) -> Booking:
    return Booking(nanos, usage, outcome, None, "small", "v1")


def test_a_call_costs_at_another_price_what_the_ledger_would_have_booked() -> None:
    assert booking().nanos_at(PRICE) == to_nanos(cost_of(USED, PRICE))
    assert booking(usage=Usage()).nanos_at(PRICE) == to_nanos(Decimal("0.01"))


@pytest.mark.parametrize(
    "free",
    [
        booking(0, Usage(), Outcome.FAILED),
        booking(-5, Usage()),
        Booking(0, Usage(), Outcome.REFUSED, "policy_denied", None, None),
    ],
    ids=["failed and used nothing", "correction", "nobody was called"],
)
def test_what_is_no_call_or_used_nothing_is_free_at_any_price(free: Booking) -> None:
    assert free.nanos_at(PRICE) == 0


def test_a_failed_call_that_used_tokens_costs_them() -> None:
    assert booking(outcome=Outcome.FAILED).nanos_at(PRICE) > 0


def test_what_is_booked_is_the_sum_with_corrections() -> None:
    record = factories.decision_record()
    assert Recorded(record, (booking(7), booking(-7), booking(5))).booked_nanos == 5


def test_audits_are_told_by_their_own_caller() -> None:
    own = factories.decision_record(on=factories.facts(who=AUDIT_CALLER))
    assert Recorded(own, ()).is_audit
    assert not Recorded(factories.decision_record(), ()).is_audit


def test_what_failed_after_units_were_used_is_not_free() -> None:
    at = replace(factories.price(), unit_usd=Decimal("0.04"))

    assert booking(usage=Usage(), outcome=Outcome.FAILED).nanos_at(at) == 0
    assert booking(usage=Usage(units=2), outcome=Outcome.FAILED).nanos_at(at) == 80_000_000

"""Tests of `router.core.replay`."""

from dataclasses import replace

import pytest
from hypothesis import given

from router.core.facts import Facts
from router.core.history import Recorded
from router.core.ledger import Outcome
from router.core.replay import Difference, replay
from router.core.routing import Rulebook
from router.core.tier import Tier
from router.core.usage import Usage
from tests import factories, strategies
from tests.core.plan.recording import recorded

DENIED = factories.rulebook(
    factories.policy({"when": {"priority": "normal"}, "then": {"deny": "Not here."}})
)


@given(book=strategies.rulebooks(), known=strategies.generated_facts(), usage=strategies.usages())
def test_any_decision_comes_out_the_same(book: Rulebook, known: Facts, usage: Usage) -> None:
    assert replay(recorded(known, book, usage=usage), book).is_identical


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"deployment": "large"}, "deployment"),
        ({"tier": Tier.PREMIUM}, "tier"),
        ({"rule_id": "other"}, "rule"),
        ({"reason": "because."}, "reason"),
    ],
)
def test_each_field_of_a_decision_is_compared(change: dict[str, object], field: str) -> None:
    kept = recorded()
    decision = replace(kept.decision, **change)  # type: ignore[arg-type]
    found = replay(Recorded(decision, kept.bookings), factories.rulebook())
    assert field in [difference.field for difference in found.differences]
    assert not found.is_identical


def test_the_words_of_a_refusal_and_its_code_are_compared() -> None:
    kept = recorded(rulebook=DENIED)
    assert replay(kept, DENIED).is_identical
    other = replace(kept.bookings[0], error_code="no_capable_deployment")
    changed = Recorded(replace(kept.decision, reason="Not there."), (other,))
    assert replay(changed, DENIED).differences == (
        Difference("refusal", "Not there.", kept.decision.reason),
        Difference("error code", "no_capable_deployment", "policy_denied"),
    )


def test_a_refusal_that_is_served_now_differs_in_all_fields() -> None:
    found = replay(recorded(rulebook=DENIED), factories.rulebook())
    assert [one.field for one in found.differences] == [
        *("deployment", "tier", "rule", "refusal", "error code")
    ]
    assert found.differences[0] == Difference("deployment", "-", "middle")


def test_a_booked_cost_that_is_wrong_by_a_nano_dollar_is_found() -> None:
    kept = recorded()
    (booking,) = kept.bookings
    wrong = replace(booking, cost_nanos=booking.cost_nanos + 1)
    (difference,) = replay(Recorded(kept.decision, (wrong,)), factories.rulebook()).differences
    assert difference.field == "cost"
    assert difference.recorded == "0.001800001 USD"
    assert difference.again == "0.0018 USD"


def test_another_version_of_the_price_is_told() -> None:
    kept = recorded()
    wrong = replace(kept.bookings[0], price_version="older")
    (difference,) = replay(Recorded(kept.decision, (wrong,)), factories.rulebook()).differences
    assert difference == Difference("price version", "older", "test")


def test_failed_calls_and_corrections_do_not_differ() -> None:
    failed = recorded(usage=Usage(), outcome=Outcome.FAILED)
    assert replay(failed, factories.rulebook()).is_identical
    kept = recorded()
    (booking,) = kept.bookings
    correction = replace(booking, cost_nanos=-booking.cost_nanos, usage=Usage())
    corrected = Recorded(kept.decision, (booking, correction))
    assert replay(corrected, factories.rulebook()).is_identical


def test_without_its_rulebook_nothing_is_compared_and_nothing_is_identical() -> None:
    found = replay(recorded(), None)
    assert not found.is_known
    assert not found.is_identical
    assert (found.policy_version, found.catalog_version) == ("pol-1", "cat-1")

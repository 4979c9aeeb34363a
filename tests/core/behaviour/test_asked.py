"""Tests of `router.core.behaviour.asked`."""

from dataclasses import replace

import pytest

from classifier.labels import Complexity, Priority
from router.core.behaviour.asked import Asked, BehaviourBy, asked_of
from router.core.deployment import Kind
from router.core.history import Booking, Recorded
from router.core.ledger import DecisionRecord, Outcome
from router.core.tier import Tier
from router.core.traffic import AUDIT_CALLER
from router.core.usage import Usage
from tests.factories import assessment, caller, catalog, decision_record, facts, shape

CATALOG = catalog()
TRIVIAL = assessment(complexity=Complexity.TRIVIAL)


def booking(
    nanos: int = 10_000_000,
    *,
    outcome: Outcome = Outcome.COMPLETED,
    deployment: str | None = "large",
    output_tokens: int = 200,
) -> Booking:
    return Booking(
        cost_nanos=nanos,
        usage=Usage(input_tokens=1_000, output_tokens=output_tokens),
        outcome=outcome,
        error_code=None,
        deployment=deployment,
        price_version=None,
    )


def premium(record: DecisionRecord | None = None) -> DecisionRecord:
    known = record or decision_record(on=facts(said=TRIVIAL))
    return replace(known, tier=Tier.PREMIUM, deployment="large")


def found(record: DecisionRecord, *bookings: Booking) -> Asked | None:
    return asked_of(Recorded(record, bookings or (booking(),)), CATALOG)


def seen(record: DecisionRecord, *bookings: Booking) -> Asked:
    one = found(record, *bookings)
    assert one is not None
    return one


def test_groups_are_those_of_the_caller_and_the_task() -> None:
    who = replace(caller(team="search", environment="ci"), department="product")
    one = seen(decision_record(on=facts(who=who)))

    assert [one.group(by) for by in BehaviourBy] == ["search", "atlas", "drafting", "product", "ci"]
    assert (one.person, one.spent_nanos) == ("ada", 10_000_000)


def test_a_task_of_which_the_classifier_was_unsure_is_none() -> None:
    unsure = seen(decision_record(on=facts(said=assessment(is_abstained=True))))
    assert unsure.task == "unsure"


def test_trivial_work_on_premium_has_a_price_on_economy() -> None:
    # 1,000 tokens in at 0.1 and 200 out at 0.4 USD a million
    assert seen(premium()).economy_nanos == 180_000


@pytest.mark.parametrize(
    "said",
    [
        assessment(complexity=Complexity.MODERATE),
        assessment(complexity=Complexity.TRIVIAL, priority=Priority.HIGH),
        assessment(complexity=Complexity.TRIVIAL, is_abstained=True),
    ],
)
def test_harder_important_or_unsure_work_has_none(said: object) -> None:
    record = decision_record(on=replace(facts(), assessment=said))  # type: ignore[arg-type]
    assert seen(premium(record)).economy_nanos is None


def test_trivial_work_elsewhere_has_none() -> None:
    assert seen(decision_record(on=facts(said=TRIVIAL))).economy_nanos is None


def test_corrections_change_what_was_spent_and_not_how_it_ended() -> None:
    cancelled = booking(outcome=Outcome.CANCELLED)
    correction = booking(-4_000_000, outcome=Outcome.CORRECTED)

    one = seen(decision_record(), cancelled, correction)

    assert (one.spent_nanos, one.is_cancelled) == (6_000_000, True)


@pytest.mark.parametrize(
    ("most", "choices", "output", "is_cut"),
    [(200, 1, 200, True), (200, 1, 199, False), (200, 2, 399, False), (10, 1, 10, False)],
)
def test_an_answer_is_cut_where_it_took_all_that_was_permitted(
    most: int, choices: int, output: int, *, is_cut: bool
) -> None:
    known = facts(asked=shape(max_output_tokens=most, choices=choices))
    one = seen(decision_record(on=known), booking(output_tokens=output))
    assert one.is_cut is is_cut


def test_of_three_choices_the_output_of_two_is_spare() -> None:
    known = facts(asked=shape(choices=3))
    # 300 tokens out at 25 USD a million, two thirds of it
    record = decision_record(on=known)
    assert seen(record, booking(output_tokens=300)).spare_nanos == 5_000_000
    assert seen(record, booking(deployment="gone")).spare_nanos == 0
    assert seen(decision_record()).spare_nanos is None


@pytest.mark.parametrize(
    ("record", "booked"),
    [
        (decision_record(), booking(outcome=Outcome.REFUSED, deployment=None)),
        (decision_record(), booking(outcome=Outcome.CORRECTED)),
        (decision_record(on=facts(who=AUDIT_CALLER)), booking()),
        (decision_record(on=facts(asked=shape(kind=Kind.EMBEDDING))), booking()),
    ],
)
def test_refusals_corrections_alone_audits_and_embeddings_are_left_out(
    record: DecisionRecord, booked: Booking
) -> None:
    assert found(record, booked) is None

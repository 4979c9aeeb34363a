"""Tests of `router.core.feedback_tally`."""

from dataclasses import replace
from decimal import Decimal

import pytest

from router.core.feedback import Feedback, Verdict
from router.core.feedback_tally import FEWEST_PEOPLE, OTHERS, FeedbackBy, Heard, tally
from router.core.traffic import ServedRequest
from tests.factories import NOON, caller, facts, ledger_entry

SAID = Feedback(id="fb", decision_id="dec", at=NOON, key_id="key_1", verdict=Verdict.ACCEPTED)


def heard(team: str, person: int, **said: object) -> Heard:
    who = caller(team=team, user=f"{team}-{person}")
    served = ServedRequest(entry=ledger_entry(who=who, cost_usd="0.5"), facts=facts(who=who))
    return Heard(served=served, feedback=replace(SAID, **said))  # type: ignore[arg-type]


def crowd(team: str, people: int) -> list[Heard]:
    return [heard(team, person) for person in range(people)]


def groups(of: list[Heard], by: FeedbackBy = FeedbackBy.TEAM) -> dict[str, int]:
    return {row.group: row.answers for row in tally(of, by)}


def test_groups_of_five_people_are_shown_and_smaller_ones_are_merged() -> None:
    said = [*crowd("a", 7), *crowd("b", FEWEST_PEOPLE), *crowd("c", 4), *crowd("d", 1)]

    assert groups(said) == {"a": 7, "b": 5, OTHERS: 5}


def test_many_answers_of_few_people_are_still_few_people() -> None:
    said = [*crowd("a", 5), *crowd("b", 6), *[heard("c", 1) for _ in range(50)]]

    assert groups(said) == {OTHERS: 55, "b": 6}


def test_a_group_that_stands_alone_among_the_small_ones_cannot_be_found_by_subtraction() -> None:
    assert groups([*crowd("a", 9), *crowd("b", 6), *crowd("c", 2)]) == {"a": 9, OTHERS: 8}


def test_fewer_than_five_in_all_are_one_group() -> None:
    assert groups([*crowd("a", 2), *crowd("b", 1)]) == {OTHERS: 3}
    assert groups([]) == {}


def test_all_that_was_said_is_counted_and_summed() -> None:
    said = [
        *crowd("a", 4),
        heard("a", 5, verdict=Verdict.REJECTED, outcome_value_usd=Decimal("-3.5")),
        heard("a", 6, verdict=Verdict.EDITED, outcome_value_usd=Decimal(10)),
        heard("a", 7, verdict=None, score=0.25),
        heard("a", 8, verdict=None, outcome_value_usd=Decimal(1)),
    ]

    (row,) = tally(said, FeedbackBy.TEAM)

    assert (row.answers, row.accepted, row.edited, row.rejected) == (8, 4, 1, 1)
    assert row.mean_score == pytest.approx((4 + 0.5 + 0 + 0.25) / 7)
    assert (row.value_usd, row.cost_usd) == (Decimal("7.5"), Decimal(4))


def test_where_nothing_was_scored_there_is_no_mean() -> None:
    said = [heard("a", person, verdict=None) for person in range(5)]

    assert [row.mean_score for row in tally(said, FeedbackBy.TEAM)] == [None]


@pytest.mark.parametrize(
    ("by", "group"),
    [
        (FeedbackBy.DEPLOYMENT, "small"),
        (FeedbackBy.TASK, "drafting"),
        (FeedbackBy.TIER, "economy"),
        (FeedbackBy.TEAM, "a"),
    ],
)
def test_groups_are_named_after_what_they_are_grouped_by(by: FeedbackBy, group: str) -> None:
    assert groups(crowd("a", 5), by) == {group: 5}


def test_nobody_can_group_by_person() -> None:
    assert {by.value for by in FeedbackBy} == {"deployment", "task", "tier", "team"}

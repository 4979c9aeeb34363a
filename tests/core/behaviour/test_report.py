"""Tests of `router.core.behaviour.report`."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from router.core.behaviour.asked import BehaviourBy
from router.core.behaviour.report import BehaviourReport, report_of
from router.core.behaviour.tally import Tallies
from router.core.crowd import OTHERS
from tests.core.behaviour.asking import asked
from tests.factories import NOON


def report(
    teams: Mapping[str, int], *, scores: Mapping[str, float] | None = None
) -> BehaviourReport:
    """Of teams with so many people, each of whom asked something of their own for a dollar."""
    tallies = Tallies(BehaviourBy.TEAM, scores=scores or {})
    for team, people in teams.items():
        for number in range(people):
            name = f"{team}-{number}"
            nanos = 10**9
            tallies.add(
                [
                    asked(
                        decision_id=name,
                        person=name,
                        team=team,
                        fingerprint=name,
                        spent_nanos=nanos,
                        economy_nanos=nanos // 4 if number == 0 else None,
                    )
                ]
            )
    since = NOON - timedelta(days=30)
    return report_of(tallies.groups, BehaviourBy.TEAM, since=since, until=NOON)


def test_groups_stand_in_the_order_of_their_names_and_others_last() -> None:
    found = report({"b": 9, "a": 7, "Z": 3, "c": 2})
    assert [row.group for row in found.rows] == ["a", "b", OTHERS]
    assert not found.is_hidden


def test_productive_and_wasted_are_what_was_spent() -> None:
    (row,) = report({"a": 8}).rows

    assert (row.people, row.requests, row.spent_usd) == (8, 8, Decimal(8))
    assert (row.productive_usd, row.wasted_usd) == (Decimal("7.25"), Decimal("0.75"))
    trivial = row.wastes[0]
    assert (trivial.kind, trivial.requests, trivial.share) == ("trivial_on_premium", 1, 0.125)


def test_fewer_than_five_people_in_all_are_not_shown() -> None:
    found = report({"a": 2, "b": 2})
    assert found.rows == ()
    assert found.is_hidden


def test_what_judges_said_is_shown_where_there_were_five() -> None:
    few = {f"a-{number}": 0.0 for number in range(4)}
    (quiet,) = report({"a": 8}, scores=few).rows
    assert quiet.accepted is None
    assert "rejected" not in {waste.kind for waste in quiet.wastes}
    assert quiet.wasted_usd == Decimal("0.75")

    (heard,) = report({"a": 8}, scores={**few, "a-7": 1.0}).rows
    assert heard.accepted is not None
    assert (heard.accepted.judged, heard.accepted.accepted) == (5, 1)
    assert heard.accepted.usd == Decimal(5)
    assert heard.wasted_usd == Decimal(4)
    assert heard.wastes[-1].saved_usd == Decimal(4)


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 9)))
def test_no_difference_of_shown_rows_and_their_sum_tells_of_fewer_than_five(
    teams: dict[str, int],
) -> None:
    found = report(teams)

    shown = sum(row.people for row in found.rows)
    assert all(row.people >= 5 for row in found.rows)
    assert shown == (0 if found.is_hidden else sum(teams.values()))


def test_amounts_are_rounded() -> None:
    tallies = Tallies(BehaviourBy.TEAM, scores={})
    tallies.add(asked(person=str(number), spent_nanos=123_456) for number in range(5))

    (row,) = report_of(tallies.groups, BehaviourBy.TEAM, since=NOON, until=NOON).rows

    assert row.spent_usd == Decimal("0.0006")

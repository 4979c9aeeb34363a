"""Tests of `router.core.finding`."""

from datetime import timedelta

import pytest

from router.core.caller import Caller
from router.core.finding import Subject, SubjectKind, subjects_of
from tests.contracts.test_findings import finding
from tests.factories import NOON, caller


def test_a_finding_counts_until_its_end_or_until_somebody_lifts_it() -> None:
    one = finding()

    assert one.is_open(NOON)
    assert not one.is_open(one.until)
    assert not one.lifted(NOON, by="ada").is_open(NOON)
    assert one.until == NOON + timedelta(minutes=30)


def test_rules_name_that_of_a_key_plainly_and_others_by_what_they_are_of() -> None:
    team = finding(subject=Subject(SubjectKind.TEAM, "search"))

    assert (finding().name, team.name) == ("burst", "team:burst")


def test_what_was_said_of_it_stays_where_nothing_new_is_said() -> None:
    said = finding().lifted(NOON, by="ada", is_false=True)

    assert said.lifted(NOON, by="eve").is_false is True


def test_whoever_is_not_named_is_not_watched() -> None:
    assert [str(one) for one in subjects_of(caller())] == [
        "key:key_1",
        "user:ada",
        "team:search",
        "project:atlas",
    ]
    assert [str(one) for one in subjects_of(Caller(key_id="k"))] == ["key:k"]


def test_a_subject_is_read_as_it_is_written_and_nothing_else_is() -> None:
    odd = Subject(SubjectKind.USER, "a:b")

    assert Subject.parse(str(odd)) == odd
    with pytest.raises(ValueError, match="planet"):
        Subject.parse("planet:mars")

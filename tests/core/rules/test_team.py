"""Tests of `router.core.rules.team`."""

import pytest
from pydantic import ValidationError

from router.core.rules.team import TeamIs
from tests.factories import caller, facts

KNOWN = facts(who=caller(team="one"))


@pytest.mark.parametrize(
    ("written", "matches"),
    [("one", True), (["two", "one"], True), ("two", False), ("ONE", False), ("on", False)],
)
def test_matches_whole_names_only(written: object, matches: bool) -> None:
    assert TeamIs.model_validate(written).matches(KNOWN) is matches


def test_tells_what_it_saw_and_wanted() -> None:
    condition = TeamIs(("two", "three"))

    assert condition.observed(KNOWN) == "team is one"
    assert condition.wanted() == "two or three"


def test_refuses_an_empty_list() -> None:
    with pytest.raises(ValidationError):
        TeamIs.model_validate([])

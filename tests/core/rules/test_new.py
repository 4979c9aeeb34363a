"""Tests of `router.core.rules.new`."""

from dataclasses import replace

import pytest
from pydantic import ValidationError

from router.core.finding import SubjectKind
from router.core.rules.new import IsNew, Newcomer
from tests.factories import facts

CONDITION = IsNew.model_validate(["team", "project"])


@pytest.mark.parametrize(
    ("new", "matches"),
    [((), False), (("key",), False), (("project",), True), (("key", "team"), True)],
)
def test_one_newcomer_suffices(new: tuple[str, ...], matches: bool) -> None:
    assert CONDITION.matches(replace(facts(), new=new)) is matches


def test_whoever_is_watched_can_be_new() -> None:
    assert {one.value for one in Newcomer} == {kind.value for kind in SubjectKind}


def test_tells_what_it_saw_and_wanted() -> None:
    assert CONDITION.observed(facts()) == "new: nothing"
    assert CONDITION.observed(replace(facts(), new=("key", "user"))) == "new: key, user"
    assert CONDITION.wanted() == "team or project"


def test_refuses_what_nobody_watches() -> None:
    with pytest.raises(ValidationError):
        IsNew.model_validate("department")

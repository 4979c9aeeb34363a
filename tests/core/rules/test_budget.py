"""Tests of `router.core.rules.budget`."""

from dataclasses import replace

import pytest
from pydantic import ValidationError

from router.core.budget import BudgetState
from router.core.rules.budget import BudgetIs
from router.core.rules.space import is_covered
from tests.factories import facts

COMPANY = BudgetState(id="company", share_used=0.8, share_elapsed=0.5)
TEAM = BudgetState(id="team", share_used=0.2, share_elapsed=0.1)
KNOWN = replace(facts(), budgets=(COMPANY, TEAM))


@pytest.mark.parametrize(
    ("written", "matches"),
    [
        ({"share_used": {"at_least": 0.8}}, True),
        ({"share_used": {"at_least": 0.81}}, False),
        ({"pace": {"at_least": 2}}, True),
        ({"pace": {"at_least": 2.1}}, False),
        ({"share_used": {"at_least": 0.8}, "pace": {"at_least": 1.5}}, True),
        ({"id": "team", "share_used": {"at_least": 0.8}}, False),
        ({"id": "team", "share_used": {"at_most": 0.5}}, True),
        ({"id": "other", "share_used": {"at_most": 10}}, False),
    ],
)
def test_matches_where_a_budget_is_used_so(written: object, matches: bool) -> None:
    assert BudgetIs.model_validate(written).matches(KNOWN) is matches


def test_share_and_pace_must_hold_of_the_same_budget() -> None:
    condition = BudgetIs.model_validate(
        {"share_used": {"at_least": 0.8}, "pace": {"at_least": 1.8}}
    )

    assert not condition.matches(KNOWN)


def test_never_matches_where_no_budget_applies() -> None:
    assert not BudgetIs.model_validate({"share_used": {"at_most": 10}}).matches(facts())


def test_a_budget_of_some_deployments_is_meant_only_by_its_name() -> None:
    known = replace(
        facts(), budgets=(replace(COMPANY, id="stored:premium", is_by_deployment=True),)
    )
    used = {"share_used": {"at_least": 0.5}}

    assert not BudgetIs.model_validate(used).matches(known)
    assert BudgetIs.model_validate(used).observed(known) == "no budget applies"
    assert BudgetIs.model_validate({"id": "stored:premium", **used}).matches(known)


def test_tells_what_it_saw() -> None:
    any_of_them = BudgetIs.model_validate({"share_used": {"at_least": 0.9}})
    one = BudgetIs.model_validate({"id": "team", "share_used": {"at_least": 0.9}})

    assert any_of_them.observed(KNOWN) == (
        "budget company is 80% used at pace 1.60 and budget team is 20% used at pace 2.00"
    )
    assert one.observed(KNOWN) == "budget team is 20% used at pace 2.00"
    assert any_of_them.observed(facts()) == "no budget applies"
    assert one.observed(facts()) == "budget team does not apply"


def test_tells_what_it_wanted() -> None:
    written = {"id": "team", "share_used": {"at_least": 0.9}, "pace": {"at_most": 2}}

    assert BudgetIs.model_validate(written).wanted() == (
        "team with share used at least 0.9, pace at most 2.0"
    )
    assert BudgetIs.model_validate({"pace": {"at_least": 1.2}}).wanted() == (
        "any with pace at least 1.2"
    )


def test_much_and_little_of_one_budget_leave_requests_without_it() -> None:
    much, little = (
        BudgetIs.model_validate({"id": "team", "share_used": bounds}).boxes()
        for bounds in ({"at_least": 0.5}, {"at_most": 0.5})
    )

    assert not is_covered({}, (*much, *little))
    assert is_covered(
        much[0], BudgetIs.model_validate({"id": "team", "pace": {"at_least": 0}}).boxes()
    )


def test_of_any_budget_only_the_same_text_is_known_to_be_the_same() -> None:
    more, most = (
        BudgetIs.model_validate({"share_used": {"at_least": share}}).boxes() for share in (0.8, 0.9)
    )

    assert is_covered(most[0], most)
    assert not is_covered(most[0], more)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ({"id": "company"}, "write share_used, pace or both"),
        ({"share_used": {"at_least": 80}}, "write 0.8 for 80 %"),
        ({"used": {"at_least": 0.8}}, "Extra inputs"),
        ({"share_used": 0.8}, "valid dictionary"),
    ],
)
def test_refuses_what_says_nothing_of_a_budget(written: object, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        BudgetIs.model_validate(written)

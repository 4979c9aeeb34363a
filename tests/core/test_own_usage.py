"""Tests of `router.core.own_usage`."""

from dataclasses import replace
from datetime import timedelta

import pytest

from router.core.budget import BudgetState
from router.core.caller import Caller
from router.core.coaching.own_request import Oneself
from router.core.finding import Finding, Subject, SubjectKind
from router.core.own_usage import is_asked_by, is_of, is_readable, own_subjects, why_in_force
from tests.approving import approval
from tests.factories import NOON, caller

ADA = Oneself(key_id="key_9", user="ada", team="search")
NOBODY = Oneself(key_id="key_9")
OF_USER = Finding(
    id="fnd_1",
    kind="burst",
    subject=Subject(SubjectKind.USER, "ada"),
    opened_at=NOON,
    last_at=NOON,
    until=NOON + timedelta(hours=1),
    score=2.0,
    explanation="Many.",
    team="search",
)


@pytest.mark.parametrize(
    ("oneself", "who", "is_own"),
    [
        (ADA, caller(user="ada", team="search"), True),
        (ADA, caller(user="ada", team="ads"), False),
        (ADA, caller(user="grace", team="search"), False),
        (replace(ADA, team=None), caller(user="ada", team="ads"), True),
        (NOBODY, caller(user="ada"), False),
        (NOBODY, Caller(key_id="key_9", user="grace"), True),
    ],
)
def test_own_are_those_of_the_user_in_the_team_and_those_of_the_key(
    oneself: Oneself, who: Caller, *, is_own: bool
) -> None:
    assert is_of(oneself, who) is is_own


def test_an_approval_is_of_whoever_asked_and_of_whom_it_is_for() -> None:
    of_grace = replace(approval(), caller=caller(user="grace"), asked_by="key_2")
    assert not is_asked_by(ADA, of_grace)
    assert is_asked_by(ADA, replace(of_grace, asked_by="key_9"))
    assert is_asked_by(ADA, replace(of_grace, caller=caller(user="ada")))


def test_findings_are_looked_for_of_the_key_and_of_a_user_that_there_is() -> None:
    assert [str(one) for one in own_subjects(ADA)] == ["key:key_9", "user:ada"]
    assert [str(one) for one in own_subjects(NOBODY)] == ["key:key_9"]


def test_figures_of_a_user_are_read_in_the_team_and_those_of_a_key_by_its_holder() -> None:
    assert is_readable(ADA, OF_USER)
    assert not is_readable(ADA, replace(OF_USER, team="ads"))
    assert not is_readable(ADA, replace(OF_USER, team=None))
    of_key = replace(OF_USER, subject=Subject(SubjectKind.KEY, "key_9"), team="ads")
    assert is_readable(ADA, of_key)


def test_it_is_told_how_far_a_budget_is_and_how_fast() -> None:
    state = BudgetState(id="company", share_used=0.824, share_elapsed=0.5)
    told = why_in_force("company", [replace(state, id="other", share_used=0.1), state])
    assert told == "82.4 % of the budget 'company' are used, 1.65 times as fast as planned."
    assert why_in_force("gone", [state]) == "It belongs to the budget 'gone'."

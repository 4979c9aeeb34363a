"""Tests of `router.core.guide.matrix`: what the table says is what is decided."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.labels import Complexity, Priority, Task
from router.core.caller import UNASSIGNED, Caller
from router.core.effects import Stickiness
from router.core.errors import ApprovalRequired, NoCapableDeployment, PolicyDenied
from router.core.facts import Facts
from router.core.guide.matrix import Answer, Ending, matrix_of
from router.core.routing import Rulebook, decide
from router.core.tier import Tier
from tests import factories
from tests.core.guide.wordings import policy_of
from tests.strategies import TEAMS, rulebooks

LABELS = st.tuples(st.sampled_from(Priority), st.sampled_from(Complexity), st.sampled_from(Task))
ENDINGS = {
    PolicyDenied: Ending.DENIED,
    ApprovalRequired: Ending.APPROVAL,
    NoCapableDeployment: Ending.NOBODY,
}


def facts_of(labels: tuple[Priority, Complexity, Task], team: str | None) -> Facts:
    """Facts of a short request to `auto` in production, made without the code that is tested."""
    priority, complexity, task = labels
    return factories.facts(
        said=factories.assessment(priority=priority, complexity=complexity, task=task),
        who=Caller(key_id="key_1", team=team or UNASSIGNED),
    )


def is_told(answer: Answer, facts: Facts, *, book: Rulebook) -> bool:
    """Whether the decision is the one that the answer tells."""
    try:
        return decide(facts, book).tier in answer.tiers
    except tuple(ENDINGS) as refusal:
        return answer == Answer(ending=ENDINGS[type(refusal)])


@settings(max_examples=50)
@given(rulebooks(), LABELS, st.sampled_from([None, *TEAMS]), st.none() | st.floats(-3, 3))
def test_deciding_a_request_of_a_cell_gives_what_the_cell_says(
    book: Rulebook,
    labels: tuple[Priority, Complexity, Task],
    team: str | None,
    difficulty: float | None,
) -> None:
    priority, complexity, task = labels
    cell = matrix_of(book, at=factories.NOON, team=team).of(priority, complexity)
    answer = cell.others.get(task, cell.answer)
    facts = facts_of(labels, team)
    if len(answer.tiers) > 1:  # whatever the text is like
        said = replace(facts.assessment, difficulty=difficulty)
        facts = replace(facts, assessment=said)

    assert is_told(answer, facts, book=book)


@settings(max_examples=50)
@given(rulebooks())
def test_what_cannot_be_told_is_decided_so(book: Rulebook) -> None:
    said = replace(
        factories.assessment(is_abstained=True),
        priority_probabilities=dict.fromkeys(Priority, 1 / len(Priority)),
    )
    facts = factories.facts(said=said, who=Caller(key_id="key_1"))

    answer = matrix_of(book, at=factories.NOON, team=None).unsure

    assert is_told(answer, facts, book=book)


def test_one_tier_stands_in_a_cell_unless_costs_are_weighed() -> None:
    book = factories.rulebook(
        policy_of(
            {"when": {"priority": "low"}, "then": {"tier": "economy"}},
            {"when": {"priority": "normal"}, "then": {"best_value": {"value_usd": 1}}},
            {"when": {"complexity": "moderate"}, "then": {"cap": "standard"}},
            {"when": {"complexity": "demanding"}, "then": {"floor": "standard"}},
        )
    )

    matrix = matrix_of(book, at=factories.NOON, team=None)

    told = [matrix.of(p, Complexity.MODERATE).answer.words for p in Priority]
    assert told == ["economy", "economy or standard", "standard"]
    assert matrix.of(Priority.NORMAL, Complexity.TRIVIAL).answer.tiers == tuple(Tier)
    hard = matrix.of(Priority.NORMAL, Complexity.DEMANDING).answer
    assert hard.words == "standard or premium"


def test_only_tiers_within_the_region_are_weighed() -> None:
    deployments = factories.catalog().deployments
    there = (replace(deployments[0], region="eu"), replace(deployments[2], region="eu"))
    weighs = {"best_value": {"value_usd": 1}, "region": "eu"}
    policy = policy_of({"when": {"priority": "low"}, "then": weighs})
    book = factories.rulebook(policy, of=factories.catalog(*there, deployments[1]))

    cell = matrix_of(book, at=factories.NOON, team=None).of(Priority.LOW, Complexity.TRIVIAL)

    assert cell.answer.words == "economy or premium"


def test_tasks_that_fare_otherwise_are_kept_apart() -> None:
    book = factories.rulebook(
        policy_of({"when": {"task": "math", "priority": "low"}, "then": {"tier": "premium"}})
    )

    cell = matrix_of(book, at=factories.NOON, team=None).of(Priority.LOW, Complexity.TRIVIAL)

    assert cell.answer == Answer(tiers=(Tier.STANDARD,))
    assert cell.others == {Task.MATH: Answer(tiers=(Tier.PREMIUM,))}


def test_a_conversation_that_would_stay_put_does_not_blur_the_table() -> None:
    stays = {"when": {"tools": False}, "then": {"stickiness": Stickiness.ALWAYS.value}}
    book = factories.rulebook(policy_of(stays))

    assert {c.answer.words for c in matrix_of(book, at=factories.NOON, team=None).cells} == {
        "standard"
    }


@pytest.mark.parametrize(
    ("effect", "words"), [("deny", "refused"), ("require_approval", "needs approval")]
)
def test_what_is_stopped_is_told(effect: str, words: str) -> None:
    stops = {"when": {"priority": "high"}, "then": {effect: "Ask."}}

    matrix = matrix_of(factories.rulebook(policy_of(stops)), at=factories.NOON, team=None)

    assert matrix.of(Priority.HIGH, Complexity.TRIVIAL).answer.words == words
    assert matrix.of(Priority.LOW, Complexity.TRIVIAL).answer.words == "standard"


def test_the_moment_is_named_only_where_rules_depend_on_it() -> None:
    night = {"when": {"time": {"from": "22:00", "until": "06:00"}}, "then": {"tier": "economy"}}
    asleep = factories.NOON.replace(hour=23)

    by_night = matrix_of(factories.rulebook(policy_of(night)), at=asleep, team=None)
    always = matrix_of(factories.rulebook(policy_of()), at=asleep, team=None)

    assert (by_night.at, always.at) == (asleep, None)
    assert by_night.unsure.words == "economy"

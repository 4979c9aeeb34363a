"""Tests of `router.core.quality`."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.labels import Complexity, Task
from router.core.facts import Facts
from router.core.quality import (
    TIER_ABILITIES,
    USUAL_DIFFICULTY,
    ability_of,
    difficulty_of,
    p_good,
)
from router.core.tier import TIERS, Tier
from tests.factories import assessment, deployment, facts

LOGITS = st.floats(min_value=-50, max_value=50)


def asking(difficulty: float | None, *, task: Task = Task.QA, abstained: bool = False) -> Facts:
    said = replace(assessment(), difficulty=difficulty, task=task, is_abstained=abstained)
    return facts(said=said)


@given(LOGITS, LOGITS, st.floats(min_value=-20, max_value=20))
def test_a_harder_prompt_is_never_likelier_to_be_answered_well(
    one: float, other: float, ability: float
) -> None:
    target = replace(deployment(), abilities={"default": ability})
    easier, harder = sorted((one, other))

    chances = [p_good(asking(difficulty), target) for difficulty in (easier, harder)]

    assert chances[0] >= chances[1]
    assert 0 < chances[1] < 1


def test_half_of_the_answers_are_good_where_difficulty_equals_ability() -> None:
    target = replace(deployment(), abilities={"default": 0.7})

    assert p_good(asking(0.7), target) == pytest.approx(0.5)


def test_where_difficulty_was_not_measured_it_is_the_usual_one_of_the_complexity() -> None:
    usual = {c: difficulty_of(facts(said=assessment(complexity=c))) for c in Complexity}

    assert usual == USUAL_DIFFICULTY
    assert sorted(usual.values()) == [usual[c] for c in Complexity]
    assert p_good(asking(None), deployment()) == p_good(
        asking(usual[Complexity.MODERATE]), deployment()
    )


def test_the_ability_at_the_task_wins_over_that_at_any() -> None:
    target = replace(deployment(), abilities={"default": 0.0, "math": 2.0})

    assert ability_of(target, Task.MATH).value == 2.0
    assert ability_of(target, Task.QA).value == 0.0
    assert not ability_of(target, Task.QA).is_assumed


def test_a_guessed_task_does_not_count_where_the_classifier_abstains() -> None:
    target = replace(deployment(), abilities={"default": 0.0, "math": 5.0})

    sure = p_good(asking(0.0, task=Task.MATH), target)
    unsure = p_good(asking(0.0, task=Task.MATH, abstained=True), target)

    assert unsure == pytest.approx(0.5)
    assert sure is not None
    assert sure > 0.9


@pytest.mark.parametrize("tier", list(Tier))
def test_an_unknown_deployment_has_the_ability_of_its_tier_and_says_so(tier: Tier) -> None:
    found = ability_of(deployment(tier=tier), Task.QA)

    assert found.value == TIER_ABILITIES[tier]
    assert found.is_assumed


def test_better_tiers_are_assumed_to_be_abler() -> None:
    assumed = [TIER_ABILITIES[tier] for tier in TIERS]

    assert assumed == sorted(set(assumed))

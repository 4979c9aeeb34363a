"""Tests of `router.core.mutants.killing`."""

from typing import Any

import pytest

from router.core.cases.given import Given
from router.core.cases.ruling import ruling, telling_apart
from router.core.cases.variant import with_policy
from router.core.mutants.equivalence import why_equivalent
from router.core.mutants.killing import find_killer
from router.core.mutants.mutant import mutants
from router.core.policy import Policy
from router.core.routing import Rulebook
from tests.core.mutants.conditions import CONDITIONS
from tests.factories import catalog, rulebook

BUDGET = {"id": "all", "limit_usd": 10, "per": "month"}


def book(*rules: dict[str, Any]) -> Rulebook:
    complete = [{"id": f"r{n}", "reason": "because", **rule} for n, rule in enumerate(rules)]
    written = {"version": 1, "name": "test", "budgets": [BUDGET], "rules": complete}
    return rulebook(Policy.model_validate(written), of=catalog(aliases={"gpt-*": "auto"}))


def all_killed(original: Rulebook) -> None:
    """Every change is proved to decide nothing, or facts are found that show what it does."""
    for mutant in mutants(original.policy):
        if why_equivalent(mutant, original) is not None:
            continue
        found = find_killer(mutant, original)
        assert found is not None, str(mutant)
        facts = Given.model_validate(found.given).facts()
        assert ruling(facts, original).equals(found.wanted)
        assert not ruling(facts, with_policy(original, mutant.policy)).equals(found.wanted)


@pytest.mark.parametrize("when", CONDITIONS, ids=str)
def test_facts_are_found_for_every_change_of_a_condition(when: dict[str, Any]) -> None:
    all_killed(book({"when": when, "then": {"tier": "premium"}}))


@pytest.mark.parametrize(
    "then",
    [
        {"tier": "economy", "floor": "standard"},
        {"deployment": "large", "guideline": "Be brief."},
        {"cheapest_sufficient": {"p_good": 0.5}},
        {"max_tokens": 500},
        {"reasoning_effort": "low"},
        {"deny": "No.", "cap": "standard"},
        {"headers": {"x-a": "1", "x-b": "2"}},
        {"canary": {"share": 0.5, "tier": "premium"}},
        {"shadow": {"share": 0.1, "tier": "premium"}},
    ],
    ids=str,
)
def test_facts_are_found_for_every_change_of_an_effect(then: dict[str, Any]) -> None:
    all_killed(book({"when": {"priority": "low"}, "then": then}))


def test_facts_are_found_where_two_rules_meet() -> None:
    first = {"when": {"team": "legal"}, "then": {"cap": "standard"}}
    second = {"when": {"tokens": {"at_least": 9_000}}, "then": {"cap": "economy"}}
    all_killed(book(first, second))


def test_facts_that_show_it_plainly_are_preferred_to_other_stand_ins() -> None:
    original = book({"when": {"priority": "low"}, "then": {"cap": "standard"}})
    (mutant,) = [one for one in mutants(original.policy) if one.change == "left out"]
    found = find_killer(mutant, original)
    assert found is not None
    assert "rule" in telling_apart(found.wanted, found.mutated)


def test_nothing_is_found_where_nothing_differs() -> None:
    original = book(
        {"when": {"priority": "low"}, "then": {"tier": "economy"}},
        {"when": {"priority": "low"}, "then": {"tier": "premium"}},
    )
    (mutant,) = [
        one for one in mutants(original.policy) if (one.rule_id, one.change) == ("r1", "left out")
    ]
    assert find_killer(mutant, original) is None

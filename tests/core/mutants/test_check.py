"""Tests of `router.core.mutants.check`."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from router.core.cases.case import Case
from router.core.cases.ruling import ruling
from router.core.cases.variant import with_policy
from router.core.facts import Facts
from router.core.mutants.check import check, concerns
from router.core.mutants.mutant import mutants
from router.core.routing import Rulebook
from tests.factories import policy, rulebook
from tests.strategies import generated_facts, rulebooks

BOOK = rulebook(
    policy(
        {"when": {"priority": "low"}, "then": {"tier": "economy"}},
        {"when": {"priority": "high"}, "then": {"tier": "premium"}},
    )
)


def case(expect: dict[str, Any], **given: Any) -> Case:
    return Case.model_validate({"given": given, "expect": expect})


def test_without_cases_every_change_that_decides_something_is_missed() -> None:
    result = check([], BOOK)
    assert result.killed == 0
    assert {str(one.mutant) for one in result.missed} >= {
        "r0: left out", "r0: tier economy to standard", "r1: priority turned round",
        "default: tier standard to premium",
    }  # fmt: skip
    assert result.idle == ()
    assert {str(mutant) for mutant, _ in result.equivalent} == {"r0: after r1"}


def test_a_case_for_each_killer_leaves_nothing_missed() -> None:
    cases = [
        case({"tier": "economy", "rule": "r0"}, priority="low"),
        case({"tier": "standard", "rule": "default"}, priority="normal"),
        case({"tier": "premium", "rule": "r1"}, priority="high"),
        case({"tier": "standard", "rule": "default"}, priority="low", abstained=True),
    ]
    result = check([(one, one.given.facts()) for one in cases], BOOK)
    assert (result.missed, result.idle) == ((), ())
    assert result.killed > 10


def test_a_change_without_effect_and_without_proof_is_told_apart() -> None:
    book = rulebook(policy({"when": {"priority": "low"}, "then": {"cap": "premium"}}))
    result = check([], book)
    assert result.missed != ()  # another cap
    assert "r0: left out" in {str(one.mutant) for one in result.idle}


@settings(max_examples=5, deadline=None)
@given(rulebooks(), st.lists(generated_facts(), min_size=5, max_size=10))
def test_facts_that_a_change_does_not_concern_are_decided_alike(
    book: Rulebook, known: list[Facts]
) -> None:
    """So that only cases that the changed rule matches need to be tried."""
    for mutant in mutants(book.policy):
        changed = with_policy(book, mutant.policy)
        for facts in known:
            if not concerns(mutant, facts, policy=book.policy):
                assert ruling(facts, changed).equals(ruling(facts, book)), str(mutant)

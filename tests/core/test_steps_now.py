"""Tests of `router.core.steps_now`."""

from dataclasses import replace

from classifier.labels import Priority
from router.core.budget import BudgetState
from router.core.ladder import rule_of, strictest_first
from router.core.policy import Policy
from router.core.policy_budget import PolicyBudget
from router.core.steps_now import steps_now
from tests.factories import facts


def policy() -> Policy:
    """A budget with two steps, of which one is for low priority alone."""
    steps = [{"at": 0.5, "coach": True}, {"at": 0.8, "for": ["low"], "cap": "economy"}]
    ladder = PolicyBudget.model_validate(
        {"id": "company", "limit_usd": 100, "per": "month", "steps": steps}
    )
    named = {step.rule_id("company"): step for step in ladder.steps}
    rules = strictest_first((rule_of(s, ladder, owner="us") for s in ladder.steps), named)
    return Policy(version=1, name="p", budgets=(ladder,), rules=tuple(rules))


def told(share: float) -> dict[str, tuple[Priority, ...]]:
    state = BudgetState(id="company", share_used=share, share_elapsed=0.5)
    found = steps_now(policy(), replace(facts(), budgets=(state,)))
    return {str(one.step): one.priorities for one in found}


def test_a_step_comes_with_the_priorities_that_it_holds_for() -> None:
    assert told(0.4) == {}
    assert told(0.6) == {"company at 50%: coach": tuple(Priority)}
    assert told(0.9) == {
        "company at 50%: coach": tuple(Priority),
        "company at 80%: cap economy": (Priority.LOW,),
    }


def test_what_the_request_was_classified_as_does_not_matter() -> None:
    state = BudgetState(id="company", share_used=0.9, share_elapsed=0.5)
    unsure = facts().assessment
    unsure = replace(unsure, is_abstained=True, priority=Priority.HIGH)
    found = steps_now(policy(), replace(facts(said=unsure), budgets=(state,)))
    assert [one.priorities for one in found if one.step.at == 0.8] == [(Priority.LOW,)]

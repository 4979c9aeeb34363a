import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.cases.variant import with_rules
from router.core.ladder import rule_of, strictest_first
from router.core.lint.finding import Subject
from router.core.lint.shadowed import check
from router.core.policy import Policy
from router.core.policy_budget import PolicyBudget
from tests import strategies
from tests.core.lint.subjects import TODAY, found, rule, subject, texts

ECONOMY, PREMIUM = {"tier": "economy"}, {"tier": "premium"}
CAP = {"cap": "standard"}
NO = {"deny": "Not in this house."}


def test_a_rule_behind_a_broader_one_is_found() -> None:
    two = subject(rule({"team": ["a", "b"]}, ECONOMY), rule({"team": "a", "tools": True}, PREMIUM))
    assert found(check, two) == [("shadowed-rule", ("rules", 1))]
    assert texts(check, two) == [
        "Rule 'r1' never takes effect: whatever it matches is decided by rule 'r0'. Move it up, or "
        "delete it."
    ]


def test_rules_that_only_together_leave_nothing_are_named_together() -> None:
    three = subject(
        rule({"tools": True}, ECONOMY),
        rule({"tools": False, "team": "a"}, PREMIUM),
        rule({"team": "a"}, {"best_value": {"value_usd": 1}}),
    )
    (text,) = texts(check, three)
    assert "is decided by rules 'r0' and 'r1'." in text


def test_an_effect_of_which_another_rule_always_decides_is_found() -> None:
    two = subject(rule({"team": "a"}, ECONOMY), rule({"team": "a", "tools": True}, PREMIUM | CAP))
    assert found(check, two) == [("shadowed-effect", ("rules", 1, "then", "tier"))]


def test_whatever_is_refused_needs_nothing_else_wherever_the_refusal_stands() -> None:
    assert found(check, subject(rule({"team": "a"}, ECONOMY), rule({"team": ["a", "b"]}, NO))) == [
        ("shadowed-rule", ("rules", 0))
    ]
    approved = rule({"team": "a"}, {"require_approval": "Ask the platform team."})
    assert found(check, subject(approved, rule({"team": "a"}, NO))) == [
        ("shadowed-rule", ("rules", 0))
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (rule({"team": "a"}, ECONOMY), rule({"team": "a"}, CAP)),  # another kind of effect
        (rule({"team": "a", "tools": True}, ECONOMY), rule({"team": "a"}, PREMIUM)),  # broader
        (rule({"team": "a"}, ECONOMY), rule({"team": "b"}, PREMIUM)),  # other facts
        (rule({"team": "a"}, {"guideline": "One."}), rule({"team": "a"}, {"guideline": "Two."})),
        (rule({"team": "a"}, {"canary": {"share": 0.1, "tier": "premium"}}),
         rule({"team": "a"}, ECONOMY)),  # what is not drawn goes on
        (rule({"team": "a"}, NO), rule({"team": ["a", "b"]}, ECONOMY)),
        (rule({"requested_model": "gpt-*"}, ECONOMY), rule({"requested_model": "gpt-4"}, PREMIUM)),
    ],
)  # fmt: skip
def test_no_alarm_is_raised_where_something_is_left(
    first: dict[str, object], second: dict[str, object]
) -> None:
    assert found(check, subject(first, second)) == []


def test_a_rule_that_never_matches_is_not_told_of_twice() -> None:
    never = rule({"priority": "low", "abstained": True}, ECONOMY)
    assert found(check, subject(rule({"team": "a"}, ECONOMY), never)) == []


@given(st.data())
def test_a_rule_that_is_told_of_can_be_deleted_and_nothing_changes(data: st.DataObject) -> None:
    policy = data.draw(strategies.policies())
    dead = {one.at[1] for one in check(Subject(policy=policy, today=TODAY))
            if one.code.name == "shadowed-rule"}  # fmt: skip
    rest = Policy.model_validate(
        policy.model_dump(mode="python", by_alias=True, exclude_none=True)
        | {"rules": [one for place, one in enumerate(policy.rules) if place not in dead]}
    )
    facts = data.draw(strategies.generated_facts())
    before, after = policy.directive(facts), rest.directive(facts)
    assert before.deny == after.deny
    if before.deny is None and before.require_approval is None:
        assert before == after


def test_a_quarantine_leaves_nothing_to_other_rules_and_a_denial_nothing_to_it() -> None:
    halt = {"quarantine": "Look at the log first."}
    two = subject(rule({"team": "a"}, halt), rule({"team": "a", "tools": True}, ECONOMY))
    assert found(check, two) == [("shadowed-rule", ("rules", 1))]
    denied = subject(rule({"team": "a", "tools": True}, halt), rule({"team": "a"}, NO))
    assert found(check, denied) == [("shadowed-rule", ("rules", 0))]


def test_what_needs_approval_may_pass_with_a_grant_and_then_other_rules_count() -> None:
    ask = {"require_approval": "Ask the platform team."}
    two = subject(rule({"team": "a"}, ask), rule({"team": "a", "tools": True}, ECONOMY))
    assert found(check, two) == []


def test_of_demands_for_approval_the_stricter_hides_the_other_wherever_it_stands() -> None:
    ask = {"require_approval": "Ask the platform team."}
    dear = {"require_approval": {"ask": "Ask the platform team.", "above_usd": 2}}
    hidden = subject(rule({"team": "a"}, ask), rule({"team": "a", "tools": True}, dear))
    assert found(check, hidden) == [("shadowed-rule", ("rules", 1))]
    both = subject(rule({"team": "a"}, dear), rule({"team": "a", "tools": True}, ask))
    assert found(check, both) == []


def test_a_step_takes_nothing_from_rules_and_loses_nothing_to_them() -> None:
    capped = [rule({"team": "a"}, {"cap": "premium"}), rule({"tools": True}, CAP)]
    fine = _laddered([{"at": 0.5, "cap": "standard"}], *capped)
    assert found(check, fine) == []
    lost = _laddered([{"at": 0.5, "cap": "economy"}, {"at": 0.9, "cap": "standard"}])
    assert found(check, lost) == [("shadowed-rule", ("rules", 1))]


def _laddered(steps: list[dict[str, object]], *rules: dict[str, object]) -> Subject:
    budget = PolicyBudget.model_validate(
        {"id": "all", "limit_usd": 5, "per": "day", "steps": steps}
    )
    named = {step.rule_id("all"): step for step in budget.steps}
    climbed = strictest_first((rule_of(s, budget, owner="us") for s in budget.steps), named)
    plain = subject(*rules).policy
    return Subject(
        policy=with_rules(plain, [*climbed, *plain.rules], budgets=(budget,)), today=TODAY
    )

"""Tests of `router.core.guide.rule_lines`: the first line that fits is the one that holds."""

import pytest
from hypothesis import given

from router.core.effects import Then
from router.core.facts import Facts
from router.core.guide.effect_words import KINDS
from router.core.guide.rule_lines import concerning, lines_of, subject
from router.core.policy import Policy
from tests.core.guide.wordings import policy_of, text_of
from tests.strategies import generated_facts, policies

FIRST_WINS = sorted(KINDS.keys() - {"goal", "canary", "guideline", "headers"})


def first_fitting(policy: Policy, kind: str, *, facts: Facts) -> str | None:
    """The rule of the first line on `kind` whose conditions the facts meet."""
    rules = {rule.id: rule for rule in policy.rules}
    told = (
        line.rule_id for block in lines_of(kind, policy.rules, title="") for line in block.lines
    )
    fitting = (rules[rule_id] for rule_id in told if rules[rule_id].matches(facts))
    # A canary alone decides for those who are drawn; nobody is drawn without a lot.
    chosen = (rule.id for rule in fitting if kind != "goal" or facts.lot or rule.goal is not None)
    return next(chosen, None)


@given(policies(), generated_facts())
def test_the_first_line_that_fits_tells_the_effect_in_force(policy: Policy, facts: Facts) -> None:
    directive = policy.directive(facts)

    for kind in FIRST_WINS:
        effect = getattr(directive, kind)
        assert first_fitting(policy, kind, facts=facts) == (effect and effect.rule_id)
    if not facts.lot:
        chosen = first_fitting(policy, "goal", facts=facts)
        assert directive.use.rule_id == (chosen or "default")


@given(policies(), generated_facts())
def test_rules_that_are_left_out_for_a_team_never_decide_for_it(
    policy: Policy, facts: Facts
) -> None:
    kept = policy.model_copy(update={"rules": concerning(policy.rules, facts.caller.team)})
    ours = Policy.model_validate(kept.model_dump(by_alias=True, exclude_none=True))

    assert ours.directive(facts) == policy.directive(facts)


def test_a_rule_of_other_teams_is_left_out_and_one_of_all_is_kept() -> None:
    policy = policy_of(
        {"id": "ours", "when": {"team": ["pay", "search"]}, "then": {"tier": "economy"}},
        {"id": "theirs", "when": {"all": [{"team": "pay"}]}, "then": {"tier": "economy"}},
        {"id": "not-ours", "when": {"not": {"team": "search"}}, "then": {"tier": "economy"}},
        {"id": "of-all", "when": {"tools": True}, "then": {"tier": "economy"}},
    )

    assert [rule.id for rule in concerning(policy.rules, "search")] == ["ours", "of-all"]
    assert concerning(policy.rules, None) == policy.rules


def test_a_line_says_who_what_and_why() -> None:
    (rule,) = policy_of(
        {"when": {"priority": "low"}, "then": {"deny": "Not here."}, "reason": "It is costly."}
    ).rules

    ((line,),) = (block.lines for block in lines_of("deny", (rule,), title="Refused"))

    assert text_of(line.words) == "Requests of low priority are refused."
    assert (line.said, line.reason, line.rule_id) == ("Not here.", "It is costly.", "r0")


def test_a_rule_gives_its_reason_where_the_guide_meets_it_first() -> None:
    rules = policy_of(
        {"when": {"priority": "low"}, "then": {"tier": "economy", "cap": "standard"}}
    ).rules

    reasons = [lines_of(kind, rules, title="")[0].lines[0].reason for kind in ("goal", "cap")]

    assert reasons == ["because", None]


def test_every_effect_of_a_rule_is_met_in_some_line() -> None:
    assert KINDS.keys() - {"goal"} == Then.model_fields.keys() - {
        *("tier", "deployment", "cheapest_sufficient", "best_value")
    }


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_told_where_no_rule_does_anything(kind: str) -> None:
    assert lines_of(kind, (), title="") == ()


def test_a_comma_ends_a_list_of_alternatives() -> None:
    (rule,) = policy_of(
        {"when": {"any": [{"team": "a"}, {"tools": True}]}, "then": {"tier": "economy"}}
    ).rules

    assert subject(rule) == "Requests either from team a, or with tools,"

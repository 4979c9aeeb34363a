"""Tests of `router.core.rollout.difference`."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from router.core.policy import Policy
from router.core.rollout.difference import Kind, differences
from tests.strategies import policies

RULES: list[dict[str, Any]] = [
    {
        "id": name,
        "reason": "Because.",
        "when": {"team": name},
        "then": {"tier": "economy", "max_tokens": 100},
    }
    for name in ("one", "two", "three", "four")
]


def written(*rules: dict[str, Any], **head: Any) -> Policy:
    return Policy.model_validate({"version": 1, "name": "test", "rules": rules, **head})


BEFORE = written(*RULES)


def told(after: Policy, *, before: Policy = BEFORE) -> list[str]:
    return [str(change) for change in differences(before, after)]


def test_a_field_is_told_with_both_values() -> None:
    changed = RULES[1] | {"then": {"tier": "premium", "guideline": "Be brief, please."}}

    assert told(written(RULES[0], changed, *RULES[2:])) == [
        "rule 'two': then.tier economy -> premium",
        "rule 'two': then.max_tokens removed, was 100",
        "rule 'two': then.guideline added: 'Be brief, please.'",
    ]


def test_rules_that_come_and_go_are_told_with_what_they_say_and_where() -> None:
    new = {"id": "new", "reason": "So.", "when": {"tools": True}, "then": {"deny": "Not here."}}

    assert told(written(RULES[0], new, *RULES[2:])) == [
        "rule 'two' removed: when: {team: two}, then: {tier: economy, max_tokens: 100}",
        "rule 'new' added after 'one': when: {tools: true}, then: {deny: 'Not here.'}",
    ]
    assert told(written(new, *RULES))[0].startswith("rule 'new' added, the first: ")


def test_one_rule_that_moved_is_one_change() -> None:
    one, two, three, four = RULES

    assert told(written(four, one, two, three)) == [
        "rule 'four' moved to the front; it was after 'three'"
    ]
    assert told(written(two, three, one, four)) == [
        "rule 'one' moved after 'three'; it was the first"
    ]


def test_a_rule_may_move_and_change() -> None:
    one, two, three, four = RULES
    changed = four | {"then": {"tier": "premium"}}

    kinds = [change.kind for change in differences(BEFORE, written(changed, one, two, three))]

    assert kinds == [Kind.CHANGED, Kind.CHANGED, Kind.MOVED]


def test_the_head_and_budgets_are_compared_too() -> None:
    budget = {"id": "all", "limit_usd": "10", "per": "day"}
    dearer = written(*RULES, budgets=[budget | {"limit_usd": "20"}])
    after = written(*RULES, budgets=[budget], thrift=2, default={"tier": "premium"})

    assert told(after) == [
        "policy: default.tier standard -> premium",
        "policy: thrift 1.0 -> 2.0",
        "budget 'all' added: id: all, limit_usd: 10, per: day, timezone: UTC",
    ]
    assert told(dearer, before=written(*RULES, budgets=[budget])) == [
        "budget 'all': limit_usd 10 -> 20"
    ]


def test_nested_conditions_are_told_as_they_are_written() -> None:
    changed = RULES[0] | {"when": {"any": [{"team": "one"}, {"not": {"tools": True}}]}}

    assert told(written(changed, *RULES[1:])) == [
        "rule 'one': when.team removed, was one",
        "rule 'one': when.any added: [{team: one}, {not: {tools: true}}]",
    ]


@given(policies())
def test_a_policy_does_not_differ_from_itself(policy: Policy) -> None:
    assert differences(policy, policy) == ()


@given(policies(), policies())
def test_policies_that_differ_are_told_to(one: Policy, two: Policy) -> None:
    assert bool(differences(one, two)) == (one != two)


@given(st.permutations(RULES))
def test_the_fewest_rules_are_moved(order: list[dict[str, Any]]) -> None:
    moves = list(differences(BEFORE, written(*order)))

    kept = [
        rule["id"] for rule in order if f"rule '{rule['id']}'" not in {m.subject for m in moves}
    ]
    names = [rule["id"] for rule in RULES]
    assert kept == [name for name in names if name in kept]
    assert len(moves) <= 3
    assert all(move.kind is Kind.MOVED for move in moves)

"""Tests of `router.core.mutants.mutant`."""

from hypothesis import given, settings

from router.core.mutants.mutant import mutants
from router.core.policy import Policy
from tests.factories import policy
from tests.strategies import policies

TWO = policy(
    {"when": {"priority": "low"}, "then": {"tier": "economy"}},
    {"when": {"priority": "high"}, "then": {"best_value": {"value_usd": "1"}}},
)


def ids(changed: Policy) -> list[str]:
    return [rule.id for rule in changed.rules]


def test_each_rule_is_left_out_and_swapped_with_the_next() -> None:
    found = {str(one): ids(one.policy) for one in mutants(TWO)}
    assert found["r0: left out"] == ["r1"]
    assert found["r1: left out"] == ["r0"]
    assert found["r0: after r1"] == ["r1", "r0"]


def test_conditions_and_effects_of_one_rule_change_at_a_time() -> None:
    for one in mutants(TWO):
        if one.changed is not None and one.place is not None:
            others = [n for n in range(2) if n != one.place]
            assert one.policy.rules[one.place] is one.changed
            assert [one.policy.rules[n] for n in others] == [TWO.rules[n] for n in others]


def test_the_default_and_the_strength_of_the_shadow_price_change_too() -> None:
    found = {one.change for one in mutants(TWO) if one.rule_id == "default"}
    assert found == {
        "tier standard to economy", "tier standard to premium", "thrift 1 to 1.1",
        "thrift 1 to 0.9", "thrift 1 to 2", "thrift 1 to 0",
    }  # fmt: skip
    assert not any("thrift" in one.change for one in mutants(policy(TWO.rules[0].model_dump())))


@settings(max_examples=6, deadline=None)
@given(policies())
def test_no_change_is_the_policy_itself(original: Policy) -> None:
    assert all(one.policy != original for one in mutants(original))

"""Tests of `router.core.mutants.effects`."""

from typing import Any

import pytest

from router.core.effects import Then
from router.core.mutants.effects import other_effects


def changes(written: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Each change in words, and the effects then."""
    return {
        words: then.model_dump(mode="json", exclude_none=True)
        for words, then in other_effects(Then.model_validate(written))
    }


def test_each_effect_is_left_out_unless_it_is_the_only_one() -> None:
    found = changes({"floor": "standard", "guideline": "Be brief."})
    assert found["floor left out"] == {"guideline": "Be brief."}
    assert not any("left out" in words for words in changes({"guideline": "Be brief."}))


@pytest.mark.parametrize("kind", ["tier", "floor", "cap"])
def test_tiers_move_one_step(kind: str) -> None:
    assert changes({kind: "standard"}) == {
        f"{kind} standard to economy": {kind: "economy"},
        f"{kind} standard to premium": {kind: "premium"},
    }


@pytest.mark.parametrize(
    ("written", "change", "then"),
    [
        ({"max_tokens": 600}, "max_tokens 600 to 601", 601),
        ({"slow_down": 6}, "slow_down 6 to 3", 3),
        ({"coach": True}, "coach true to false", False),
        (
            {"reuse_answers": "24h"},
            "reuse_answers lasting 24h, shared_by key, sampled true to "
            "lasting 12h, shared_by key, sampled true",
            {"lasting": "12h", "shared_by": "key", "sampled": True},
        ),
        (
            {"reuse_similar": {"lasting": "1h", "similarity": 0.9, "shared_by": "team"}},
            "reuse_similar lasting 1h, similarity 0.9, shared_by team to "
            "lasting 1h, similarity 0.9, shared_by project",
            {"lasting": "1h", "similarity": 0.9, "shared_by": "project"},
        ),
        (
            {"failover": {"retries": 1, "stand_in": "same_tier"}},
            "failover retries 1, stand_in same_tier to retries 1, stand_in permitted",
            {"retries": 1, "stand_in": "permitted"},
        ),
        (
            {"failover": {"retries": 5}},
            "failover retries 5, stand_in permitted to retries 4, stand_in permitted",
            {"retries": 4, "stand_in": "permitted"},
        ),
        ({"hedge": {"after_ms": 800}}, "hedge after_ms 800 to after_ms 1600", {"after_ms": 1_600}),
        ({"balance": "first"}, "balance first to weighted", "weighted"),
        (
            {"require_approval": {"ask": "Ask.", "above_usd": "2"}},
            "require_approval ask Ask., above_usd 2 to ask Ask., above_usd 1.0",
            {"ask": "Ask.", "above_usd": "1.0"},
        ),
        (
            {"require_approval": {"ask": "Ask.", "above_usd": "2"}},
            "require_approval ask Ask., above_usd 2 to ask Ask.",
            {"ask": "Ask."},
        ),
        ({"reasoning_effort": "low"}, "reasoning_effort low to minimal", "minimal"),
        ({"region": ["eu", "uk"]}, "region eu or uk to uk", ["uk"]),
        ({"stickiness": "always"}, "stickiness always to never", "never"),
        ({"prompt_cache": True}, "prompt_cache true to false", False),
        (
            {"cheapest_sufficient": {"p_good": 0.5}},
            "cheapest_sufficient p_good 0.5 to p_good 0.51",
            {"p_good": 0.51},
        ),
        (
            {"best_value": {"value_usd": "0.05"}},
            "best_value value_usd 0.05 to value_usd 0.055",
            {"value_usd": "0.055"},
        ),
        (
            {"shadow": {"share": 0.1, "tier": "premium"}},
            "shadow share 0.1, tier premium to share 0.1, tier standard",
            {"share": 0.1, "tier": "standard"},
        ),
        (
            {"canary": {"share": 0.5, "deployment": "a"}},
            "canary share 0.5, deployment a to share 0.6, deployment a",
            {"share": 0.6, "deployment": "a"},
        ),
        ({"headers": {"x-a": "1", "x-b": "2"}}, "headers x-a 1, x-b 2 to x-b 2", {"x-b": "2"}),
    ],
)
def test_other_values_move_too(written: dict[str, Any], change: str, then: object) -> None:
    (kind,) = written
    assert changes(written)[change][kind] == then


def test_a_floor_is_never_lifted_above_its_cap() -> None:
    found = changes({"floor": "standard", "cap": "standard"})
    assert "floor standard to premium" not in found
    assert "cap standard to economy" not in found
    assert "cap standard to premium" in found

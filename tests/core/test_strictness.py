"""Tests of `router.core.strictness`."""

import pytest

from router.core.directive import Effect
from router.core.effects import Demand, Effort, Then
from router.core.strictness import TIGHTENING, stricter, strictness, tightness
from router.core.tier import Tier

PAIRS: list[tuple[str, object, object]] = [
    ("cap", Tier.ECONOMY, Tier.STANDARD),
    ("max_tokens", 800, 801),
    ("slow_down", 6, 60),
    ("reasoning_effort", Effort.MINIMAL, Effort.LOW),
    ("require_approval", Demand(ask="Ask."), Demand(ask="Ask.", above_usd="0.01")),
]


def test_every_kind_is_compared_here() -> None:
    assert {kind for kind, _, _ in PAIRS} == TIGHTENING


@pytest.mark.parametrize(("kind", "one", "other"), PAIRS)
def test_the_stricter_of_two_holds_whichever_comes_first(
    kind: str, one: object, other: object
) -> None:
    strict, loose = Effect(one, "strict", "."), Effect(other, "loose", ".")
    assert stricter(strict, loose, kind=kind) is strict
    assert stricter(loose, strict, kind=kind) is strict
    assert strictness(kind, one) < strictness(kind, other)


def test_of_equals_the_first_is_told() -> None:
    first, second = Effect(5, "first", "."), Effect(5, "second", ".")
    assert stricter(first, second, kind="max_tokens") is first
    assert stricter(first, None, kind="max_tokens") is first


def test_refusals_come_before_caps_and_caps_before_shorter_answers() -> None:
    written = [
        {"guideline": "Be brief."},
        {"max_tokens": 500},
        {"cap": "standard"},
        {"cap": "standard", "max_tokens": 500},
        {"cap": "economy"},
        {"require_approval": {"ask": "Ask.", "above_usd": 1}},
        {"require_approval": "Ask."},
        {"deny": "No."},
    ]
    thens = [Then.model_validate(one) for one in written]
    assert sorted(thens, key=tightness) == [*reversed(thens[4:]), thens[3], thens[2], *thens[1::-1]]

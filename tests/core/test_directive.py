"""Tests of `router.core.directive`."""

from router.core.directive import Directive, Effect
from router.core.tier import Tier
from tests.factories import facts, policy


def test_without_rules_only_the_default_is_demanded() -> None:
    default = Effect(Tier.STANDARD, "default", policy().default.reason)

    assert policy().directive(facts()) == Directive(use=default, default=default)


def test_each_kind_of_effect_names_its_rule() -> None:
    told = policy(
        {"when": {"team": "search"}, "then": {"max_tokens": 10}},
        {"when": {"team": "search"}, "then": {"region": "eu", "max_tokens": 20}},
    ).directive(facts())

    assert told.max_tokens == Effect(10, "r0", "because")
    assert told.region == Effect(("eu",), "r1", "because")

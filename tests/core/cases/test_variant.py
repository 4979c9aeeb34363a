"""Tests of `router.core.cases.variant`."""

from router.core.cases.variant import with_policy, with_rules
from router.core.policy import Default
from router.core.tier import Tier
from tests.factories import facts, policy, rulebook

ALWAYS = {"tokens": {"at_least": 1}}


def test_other_rules_decide_even_if_the_policy_has_decided_before() -> None:
    before = policy({"when": ALWAYS, "then": {"tier": "premium"}})
    assert before.directive(facts()).use.value is Tier.PREMIUM
    assert with_rules(before, ()).directive(facts()).use.value is Tier.STANDARD


def test_all_else_stays_unless_it_is_named() -> None:
    before = policy({"when": ALWAYS, "then": {"tier": "premium"}}, default=Tier.ECONOMY)
    after = with_rules(before, before.rules)
    assert after == before
    other = Default(tier=Tier.PREMIUM)
    assert with_rules(before, before.rules, default=other).default is other


def test_a_rulebook_keeps_its_catalog() -> None:
    book = rulebook()
    other = with_policy(book, policy(default=Tier.PREMIUM))
    assert (other.catalog, other.policy.default.tier) == (book.catalog, Tier.PREMIUM)

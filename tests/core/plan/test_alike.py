"""Tests of `router.core.plan.alike`."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from router.core.catalog import Catalog
from router.core.facts import Facts
from router.core.plan.alike import alike
from router.core.plan.side import Side
from router.core.policy import Policy
from router.core.tier import Tier
from tests import factories, strategies
from tests.core.plan.recording import recorded

Written = dict[str, object]
PAY = factories.facts(who=factories.caller(team="pay"))
SEARCH = factories.facts(who=factories.caller(team="search"))


def told(one: Policy, other: Policy, facts: Facts) -> bool:
    return alike(factories.rulebook(one), factories.rulebook(other))(facts)


def of_pay(**then: object) -> Policy:
    return factories.policy({"when": {"team": "pay"}, "then": then})


@given(
    rules=st.lists(strategies.rules(), min_size=1, max_size=5),
    changed=strategies.rules(),
    place=st.integers(0, 4),
    catalog=strategies.catalogs(),
    facts=strategies.generated_facts(),
)
def test_where_it_says_yes_both_decide_the_same(
    rules: list[Written], changed: Written, place: int, catalog: Catalog, facts: Facts
) -> None:
    one = factories.policy(*rules)
    other = factories.policy(*rules[:place], changed, *rules[place + 1 :])
    first, second = (factories.rulebook(policy, of=catalog) for policy in (one, other))
    if alike(first, second)(facts):
        kept = recorded(facts, first)
        assert Side(first).judge(kept).route == Side(second).judge(kept).route
        assert Side(first).judge(kept).cost_nanos == Side(second).judge(kept).cost_nanos


def test_only_those_whom_a_changed_rule_concerns_are_decided_again() -> None:
    assert not told(of_pay(tier="economy"), of_pay(tier="premium"), PAY)
    assert told(of_pay(tier="economy"), of_pay(tier="premium"), SEARCH)


def test_effects_that_lead_nowhere_else_make_no_difference() -> None:
    plain = of_pay(tier="economy")
    assert told(plain, of_pay(tier="economy", guideline="Ask for less."), PAY)
    assert told(factories.policy(), of_pay(headers={"x-a": "b"}), PAY)
    renamed = factories.policy(
        {"id": "new", "reason": "other", "when": {"team": "pay"}, "then": {"tier": "economy"}}
    )
    assert told(plain, renamed, PAY)


def test_canaries_of_differently_named_rules_draw_others() -> None:
    def canary(name: str) -> Policy:
        then = {"canary": {"share": 0.5, "tier": "premium"}}
        return factories.policy({"id": name, "when": {"team": "pay"}, "then": then})

    assert told(canary("a"), canary("a"), PAY)
    assert not told(canary("a"), canary("b"), PAY)


def test_another_default_thrift_or_catalog_concerns_everybody() -> None:
    plain = factories.policy()
    assert not told(plain, factories.policy(default=Tier.PREMIUM), SEARCH)
    assert not told(plain, plain.model_copy(update={"thrift": 0.5}), SEARCH)
    book = factories.rulebook()
    other = replace(book, catalog=factories.catalog(factories.deployment()))
    assert not alike(book, other)(SEARCH)
    assert alike(book, replace(book))(SEARCH)


def test_a_grant_goes_by_the_id_of_the_rule_that_asks_for_approval() -> None:
    def demanding(name: str) -> Policy:
        then = {"require_approval": "Ask the team's lead."}
        return factories.policy({"id": name, "when": {"team": "pay"}, "then": then})

    assert told(demanding("a"), demanding("a"), PAY)
    assert not told(demanding("a"), demanding("b"), PAY)


def test_what_only_slows_or_teaches_makes_no_difference() -> None:
    then = {"tier": "economy", "slow_down": 6, "coach": True, "reuse_answers": "24h"}
    assert told(of_pay(tier="economy"), of_pay(**then), PAY)


def test_how_a_call_is_made_makes_no_difference_but_how_equals_are_balanced_does() -> None:
    then = {
        "tier": "economy",
        "failover": {"retries": 1},
        "timeouts": {"total_s": 60},
        "hedge": {"after_ms": 800},
        "reuse_similar": {"lasting": "1h"},
    }
    assert told(of_pay(tier="economy"), of_pay(**then), PAY)
    assert not told(of_pay(tier="economy"), of_pay(tier="economy", balance="weighted"), PAY)

"""Tests of `router.core.choosing`: which of the offers is best, and when a conversation stays."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.budget import BudgetState
from router.core.catalog import Catalog
from router.core.choosing import Choosing, tiers_in_order
from router.core.conversation import Conversation
from router.core.decision import RouteDecision
from router.core.deployment import Deployment, Kind
from router.core.facts import Facts
from router.core.money import to_usd
from router.core.offer import ATTOS_PER_USD, offers, warm_tokens
from router.core.price import Price
from router.core.quality import p_good
from router.core.quote import quote
from router.core.rates import Band
from router.core.routing import decide
from router.core.tier import TIERS, Tier
from tests.factories import (
    NOON,
    assessment,
    catalog,
    deployment,
    facts,
    policy,
    price,
    rulebook,
    shape,
)
from tests.strategies import full_prices, generated_facts

ALWAYS = {"tokens": {"at_least": 1}}
CHANCES = st.floats(0.05, 0.95)
ABILITIES = st.lists(st.floats(-3, 5), min_size=3, max_size=3)
COSTS = st.lists(st.decimals("0.01", 50, places=2), min_size=3, max_size=3)
DIFFICULTIES = st.floats(-3, 3)


def able(name: str, ability: float, *, usd: str = "1", tier: Tier = Tier.STANDARD) -> Deployment:
    made = deployment(name, tier=tier, input_usd=usd, output_usd=usd)
    return replace(made, abilities={"default": ability})


def asking(difficulty: float = 0.0, *, tokens: int = 1_000) -> Facts:
    return facts(
        said=replace(assessment(), difficulty=difficulty),
        asked=shape(input_tokens=tokens, max_output_tokens=1_000),
    )


def chosen(
    known: Facts, effect: Mapping[str, object], of: Catalog, **more: object
) -> RouteDecision:
    rules = policy({"when": ALWAYS, "then": {**effect, **more}})
    return decide(known, rulebook(rules, of=of))


def lineup(abilities: Sequence[float], costs: Sequence[Decimal]) -> Catalog:
    tiers = zip(TIERS, abilities, costs, strict=True)
    return catalog(*(able(t.value, a, usd=str(c), tier=t) for t, a, c in tiers))


SOUND = catalog(
    able("weak", -1.0, usd="0.1", tier=Tier.ECONOMY),
    able("fair", 1.0, usd="1"),
    able("best", 3.0, usd="10", tier=Tier.PREMIUM),
)
"""P(good) at difficulty 0: .27, .73, .95."""


@given(generated_facts(), full_prices(), st.none() | st.integers(1, 2_000))
def test_a_cost_is_that_of_the_quote_before_rounding(
    known: Facts, listed: Price, limit: int | None
) -> None:
    then: dict[str, object] = {"tier": "standard"} | ({"max_tokens": limit} if limit else {})
    directive = policy({"when": ALWAYS, "then": then}).directive(known)
    target = deployment("a", prices=(listed,), context_window=3_000_000)
    (offer,) = offers([target], known.at.date())

    attos = Choosing(known, directive).cost(offer)

    quoted = quote(known, target, limit=limit, warm=warm_tokens(known, target))
    assert to_usd(Decimal(attos) / ATTOS_PER_USD) == quoted.expected_usd


@pytest.mark.parametrize(("tokens", "name"), [(200_000, "flat"), (200_001, "even")])
def test_the_cheapest_is_that_at_the_length_of_the_request(tokens: int, name: str) -> None:
    long = Band(
        above_input_tokens=200_000, input_usd_per_mtok=Decimal(4), output_usd_per_mtok=Decimal(8)
    )
    flat = replace(price(input_usd="1", output_usd="1"), bands=(long,))
    both = [
        deployment("flat", tier=Tier.STANDARD, prices=(flat,), context_window=10**6),
        deployment("even", tier=Tier.STANDARD, input_usd="2", context_window=10**6),
    ]

    made = decide(asking(tokens=tokens), rulebook(policy(), of=catalog(*both)))

    assert made.deployment.name == name


class TestCheapestSufficient:
    @pytest.mark.parametrize(
        ("least", "name"), [(0.2, "weak"), (0.5, "fair"), (0.9, "best"), (0.99, "best")]
    )
    def test_the_cheapest_that_is_good_enough_is_used(self, least: float, name: str) -> None:
        made = chosen(asking(), {"cheapest_sufficient": {"p_good": least}}, SOUND)

        assert made.deployment.name == name

    def test_the_others_stand_in_the_sufficient_ones_first(self) -> None:
        made = chosen(asking(), {"cheapest_sufficient": {"p_good": 0.5}}, SOUND)

        assert [d.name for d in made.fallbacks] == ["best", "weak"]

    def test_floor_and_cap_hold(self) -> None:
        capped = chosen(asking(), {"cheapest_sufficient": {"p_good": 0.9}}, SOUND, cap="standard")
        raised = chosen(asking(), {"cheapest_sufficient": {"p_good": 0.1}}, SOUND, floor="premium")

        assert (capped.deployment.name, raised.deployment.name) == ("fair", "best")

    @given(ABILITIES, COSTS, DIFFICULTIES, CHANCES, CHANCES)
    def test_a_higher_floor_never_gives_lower_quality(
        self,
        abilities: list[float],
        costs: list[Decimal],
        difficulty: float,
        one: float,
        other: float,
    ) -> None:
        of, known = lineup(abilities, costs), asking(difficulty)
        lower, higher = (
            p_good(known, chosen(known, {"cheapest_sufficient": {"p_good": least}}, of).deployment)
            for least in sorted((one, other))
        )

        assert lower <= higher

    def test_a_harder_prompt_goes_to_a_better_model(self) -> None:
        goal = {"cheapest_sufficient": {"p_good": 0.7}}

        names = [chosen(asking(d), goal, SOUND).deployment.name for d in (-2.0, 0.0, 2.0)]

        assert names == ["weak", "fair", "best"]


class TestBestValue:
    @pytest.mark.parametrize(
        ("value", "name"), [("0.0001", "weak"), ("0.01", "fair"), ("10", "best")]
    )
    def test_dear_answers_are_bought_where_they_are_worth_it(self, value: str, name: str) -> None:
        made = chosen(asking(), {"best_value": {"value_usd": value}}, SOUND)

        assert made.deployment.name == name

    @given(ABILITIES, COSTS, DIFFICULTIES, st.decimals("0.0001", 10, places=4), st.data())
    def test_more_budget_never_gives_lower_quality(
        self,
        abilities: list[float],
        costs: list[Decimal],
        difficulty: float,
        value: Decimal,
        data: st.DataObject,
    ) -> None:
        of, known = lineup(abilities, costs), asking(difficulty)
        elapsed = data.draw(st.floats(0.01, 1))
        more, less = sorted(data.draw(st.lists(st.floats(0, 2), min_size=2, max_size=2)))
        rich, poor = (
            replace(known, budgets=(BudgetState(id="b", share_used=used, share_elapsed=elapsed),))
            for used in (more, less)
        )
        goal = {"best_value": {"value_usd": value}}

        with_more = chosen(rich, goal, of).deployment
        with_less = chosen(poor, goal, of).deployment

        assert p_good(known, with_more) >= p_good(known, with_less)

    def test_spend_that_runs_ahead_makes_cheap_answers_win_unless_the_value_is_high(self) -> None:
        ahead = BudgetState(id="b", share_used=0.9, share_elapsed=0.1)
        known = replace(asking(), budgets=(ahead,))
        worth = {"best_value": {"value_usd": "0.12"}}

        assert chosen(asking(), worth, SOUND).deployment.name == "best"
        assert chosen(known, worth, SOUND).deployment.name == "fair"
        assert chosen(known, {"best_value": {"value_usd": "10"}}, SOUND).deployment.name == "best"

    def test_without_thrift_pace_has_no_price(self) -> None:
        ahead = BudgetState(id="b", share_used=0.9, share_elapsed=0.1)
        known = replace(asking(), budgets=(ahead,))
        rules = policy({"when": ALWAYS, "then": {"best_value": {"value_usd": "0.12"}}})
        careless = rules.model_copy(update={"thrift": 0.0})

        assert decide(known, rulebook(careless, of=SOUND)).deployment.name == "best"


class TestNamed:
    def test_a_rule_may_name_a_deployment(self) -> None:
        made = chosen(asking(), {"deployment": "best"}, SOUND)

        assert (made.deployment.name, made.rule_id) == ("best", "r0")
        assert [d.name for d in made.fallbacks] == ["fair", "weak"]

    def test_a_name_that_cannot_be_called_means_the_default_and_says_so(self) -> None:
        made = chosen(asking(), {"deployment": "gone"}, SOUND)

        assert (made.deployment.name, made.rule_id) == ("fair", "default")
        assert "'gone', which rule 'r0' names, cannot serve this" in made.reason

    def test_a_named_one_outside_the_region_means_the_default_too(self) -> None:
        here = replace(able("here", 1.0), region="eu")
        of = catalog(here, able("there", 2.0))

        made = chosen(asking(), {"deployment": "there"}, of, region="eu")

        assert (made.deployment.name, made.rule_id) == ("here", "default")

    def test_a_cap_under_the_named_one_holds(self) -> None:
        made = chosen(asking(), {"deployment": "best"}, SOUND, cap="standard")

        assert made.deployment.name == "fair"


class TestStaying:
    """Two deployments in two tiers; the dear one has the conversation in its cache."""

    def of(self, *, cached_usd: str = "0.1") -> Catalog:
        dear = replace(
            deployment("dear", tier=Tier.PREMIUM),
            prices=deployment(
                prices=(price(input_usd="2", output_usd="2", cached_usd=cached_usd),)
            ).prices,
        )
        return catalog(deployment("cheap", input_usd="1", output_usd="1"), dear)

    def turn(self, *, at: str = "dear", warm: int = 50_000) -> Facts:
        before = Conversation(deployment=at, warm_tokens=warm, at=NOON - timedelta(seconds=30))
        return replace(asking(tokens=50_000), conversation=before)

    def test_it_stays_where_switching_costs_more_than_the_warm_cache_saves(self) -> None:
        made = chosen(self.turn(), {"tier": "economy"}, self.of())

        assert made.deployment.name == "dear"
        assert made.rule_id == "r0"
        assert made.reason.endswith("the conversation stays where it was.")
        assert made.quote.warm_tokens == 50_000

    def test_it_leaves_where_that_saves_more_than_the_cache(self) -> None:
        assert chosen(self.turn(), {"tier": "economy"}, self.of(cached_usd="1.9")).tier == "economy"

    def test_it_leaves_where_the_cache_is_cold(self) -> None:
        late = replace(self.turn(), at=NOON + timedelta(hours=1))

        assert chosen(late, {"tier": "economy"}, self.of()).tier == "economy"

    def test_it_leaves_where_a_better_tier_is_wanted(self) -> None:
        assert chosen(self.turn(at="cheap"), {"tier": "premium"}, self.of()).tier == "premium"

    def test_always_stays_at_any_price_and_never_leaves_at_once(self) -> None:
        dear = self.of(cached_usd="1.9")
        stays = chosen(self.turn(), {"tier": "economy", "stickiness": "always"}, dear)
        leaves = chosen(self.turn(), {"tier": "economy", "stickiness": "never"}, self.of())

        assert (stays.deployment.name, leaves.deployment.name) == ("dear", "cheap")

    def test_a_cache_that_does_not_count_keeps_nobody(self) -> None:
        made = chosen(self.turn(), {"tier": "economy", "prompt_cache": False}, self.of())

        assert (made.deployment.name, made.quote.warm_tokens) == ("cheap", 0)

    def test_it_does_not_stay_above_the_cap_or_with_one_that_fails(self) -> None:
        failing = replace(self.turn(), unhealthy=("openai/dear",))

        assert chosen(self.turn(), {"tier": "economy"}, self.of(), cap="economy").tier == "economy"
        assert chosen(failing, {"tier": "economy"}, self.of()).tier == "economy"

    def test_a_caller_who_names_a_tier_gets_it(self) -> None:
        named = self.turn()
        named = replace(named, request=replace(named.request, requested_model="economy"))

        assert decide(named, rulebook(of=self.of())).tier == "economy"


class TestHealth:
    def test_one_that_fails_stands_behind_all_others(self) -> None:
        known = replace(asking(), unhealthy=("openai/fair",))
        made = chosen(known, {"tier": "standard"}, SOUND)

        assert [made.deployment.name, *(d.name for d in made.fallbacks)] == ["best", "weak", "fair"]

    def test_where_all_fail_the_choice_is_the_usual_one(self) -> None:
        everybody = ("openai/weak", "openai/fair", "openai/best")
        known = replace(asking(), unhealthy=everybody)

        assert chosen(known, {"tier": "standard"}, SOUND).deployment.name == "fair"

    def test_a_caller_who_names_it_gets_it(self) -> None:
        known = replace(asking(), unhealthy=("openai/fair",))
        known = replace(known, request=replace(known.request, requested_model="fair"))

        assert decide(known, rulebook(of=SOUND)).deployment.name == "fair"


def test_tiers_are_tried_upwards_first() -> None:
    free = policy().directive(facts())

    assert tiers_in_order(Tier.STANDARD, free) == [Tier.STANDARD, Tier.PREMIUM, Tier.ECONOMY]
    assert tiers_in_order(Tier.PREMIUM, free) == list(reversed(TIERS))


def test_of_those_that_make_pictures_the_one_with_the_cheaper_picture_is_taken() -> None:
    def maker(name: str, usd: str) -> Deployment:
        at = replace(price(input_usd="0", output_usd="0"), unit_usd=Decimal(usd))
        return deployment(name, kind=Kind.IMAGE, prices=(at,))

    known = facts(asked=replace(shape(kind=Kind.IMAGE), units=2))
    dear, cheap = offers([maker("dear", "0.08"), maker("cheap", "0.02")], NOON.date())
    then = {"tier": "standard"}
    choosing = Choosing(known, policy({"when": ALWAYS, "then": then}).directive(known))

    assert [choosing.cost(one) for one in (dear, cheap)] == [16 * 10**16, 4 * 10**16]
    assert quote(known, dear.deployment).expected_usd == Decimal("0.16")
    assert quote(known, dear.deployment).units == 2

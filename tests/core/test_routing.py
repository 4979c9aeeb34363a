"""Tests of `router.core.routing`: examples first, then what holds in every case."""

from dataclasses import replace
from functools import partial

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from classifier.labels import Priority
from router.core.decision import RouteDecision
from router.core.deployment import Capability, Deployment, Kind
from router.core.effects import Effort
from router.core.errors import (
    ApprovalRequired,
    KeyNotPermitted,
    ModelNotFound,
    NoCapableDeployment,
    PolicyDenied,
    RouterError,
)
from router.core.facts import Facts
from router.core.fit import why_not
from router.core.key import KeyScope
from router.core.policy import DEFAULT_RULE
from router.core.quote import quote
from router.core.routing import REQUESTED, Rulebook, decide
from router.core.tier import TIERS, Tier
from tests.factories import assessment, catalog, deployment, facts, policy, rulebook, shape
from tests.strategies import NAMES, generated_facts, rulebooks

ALWAYS = {"tokens": {"at_least": 1}}
NEVER: dict[str, object] = {"when": {"team": "nobody"}, "then": {"deny": "never"}}


def decided(known: Facts, book: Rulebook) -> RouteDecision | str:
    """The decision, or the refusal's words."""
    try:
        return decide(known, book)
    except RouterError as refusal:
        return f"{refusal.code}: {refusal.message}"


def candidates(known: Facts, book: Rulebook) -> tuple[Deployment, ...]:
    """The chosen deployment and its stand-ins; none where the request is refused."""
    made = decided(known, book)
    return () if isinstance(made, str) else (made.deployment, *made.fallbacks)


def _is_refused(case: tuple[Facts, Rulebook], code: str) -> bool:
    return str(decided(*case)).startswith(code)


class TestWhatWasAskedFor:
    def test_auto_follows_the_policy(self) -> None:
        book = rulebook(policy({"when": ALWAYS, "then": {"tier": "premium"}}))

        made = decide(facts(), book)

        assert (made.deployment.name, made.rule_id, made.reason) == ("large", "r0", "because")

    def test_auto_where_no_rule_speaks_follows_the_default(self) -> None:
        made = decide(facts(), rulebook())

        assert (made.tier, made.rule_id) == (Tier.STANDARD, DEFAULT_RULE)

    def test_an_abstaining_classifier_leads_to_the_default(self) -> None:
        book = rulebook(policy({"when": {"priority": "high"}, "then": {"tier": "premium"}}))

        made = decide(facts(said=assessment(is_abstained=True)), book)

        assert (made.tier, made.rule_id) == (Tier.STANDARD, DEFAULT_RULE)

    @pytest.mark.parametrize("model", ["premium", "large", "large-model"])
    def test_a_named_tier_or_deployment_is_honoured_against_the_tier_of_a_rule(
        self, model: str
    ) -> None:
        book = rulebook(policy({"when": ALWAYS, "then": {"tier": "economy"}}))

        made = decide(facts(asked=shape(requested_model=model)), book)

        assert (made.deployment.name, made.rule_id) == ("large", REQUESTED)

    @pytest.mark.parametrize("model", ["premium", "large"])
    def test_a_cap_overrules_what_was_named(self, model: str) -> None:
        book = rulebook(policy({"when": ALWAYS, "then": {"cap": "economy"}}))

        made = decide(facts(asked=shape(requested_model=model)), book)

        assert (made.deployment.name, made.rule_id) == ("small", "r0")

    @pytest.mark.parametrize("model", ["economy", "small"])
    def test_a_floor_overrules_what_was_named(self, model: str) -> None:
        book = rulebook(policy({"when": ALWAYS, "then": {"floor": "premium"}}))

        made = decide(facts(asked=shape(requested_model=model)), book)

        assert (made.deployment.name, made.rule_id) == ("large", "r0")

    def test_a_named_deployment_has_no_stand_ins(self) -> None:
        made = decide(facts(asked=shape(requested_model="small")), rulebook())

        assert made.fallbacks == ()

    def test_a_named_deployment_is_not_swapped_for_a_cheaper_one_of_its_tier(self) -> None:
        dear = deployment("dear", input_usd="9")
        book = rulebook(of=catalog(deployment("cheap", input_usd="1"), dear))

        assert decide(facts(asked=shape(requested_model="dear")), book).deployment is dear

    def test_a_denial_overrules_everything(self) -> None:
        book = rulebook(
            policy(
                {"when": ALWAYS, "then": {"tier": "premium"}},
                {"when": ALWAYS, "then": {"deny": "No models on Sundays."}, "reason": "Rest."},
            )
        )

        with pytest.raises(PolicyDenied, match=r"No models on Sundays\. \(rule 'r1': Rest\.\)"):
            decide(facts(asked=shape(requested_model="small")), book)

    def test_an_unknown_model_is_refused_before_policy_is_asked(self) -> None:
        book = rulebook(policy({"when": ALWAYS, "then": {"deny": "no"}}))

        with pytest.raises(ModelNotFound):
            decide(facts(asked=shape(requested_model="unheard-of")), book)


class TestWhatCanServe:
    def test_the_cheapest_of_a_tier_comes_first(self) -> None:
        dear, cheap = deployment("dear", input_usd="9"), deployment("cheap", input_usd="1")
        book = rulebook(policy(default=Tier.ECONOMY), of=catalog(dear, cheap))

        made = decide(facts(), book)

        assert (made.deployment, made.fallbacks) == (cheap, (dear,))

    def test_cheapest_is_judged_on_this_request_not_on_the_price_list(self) -> None:
        reader = deployment("cheap-to-read", input_usd="1", output_usd="50")
        writer = deployment("cheap-to-write", input_usd="10", output_usd="1")
        book = rulebook(policy(default=Tier.ECONOMY), of=catalog(reader, writer))

        long_input = facts(asked=shape(input_tokens=100_000, max_output_tokens=1))
        long_output = facts(asked=shape(input_tokens=10))

        assert decide(long_input, book).deployment is reader
        assert decide(long_output, book).deployment is writer

    def test_equal_prices_keep_the_order_of_the_catalog(self) -> None:
        first, second = deployment("first"), deployment("second")
        book = rulebook(policy(default=Tier.ECONOMY), of=catalog(first, second))

        assert decide(facts(), book).deployment is first

    def test_a_tier_that_cannot_serve_gives_way_to_a_better_one(self) -> None:
        book = rulebook(
            policy(default=Tier.ECONOMY),
            of=catalog(
                deployment("small", context_window=1_000),
                deployment("middle", tier=Tier.STANDARD, context_window=2_000),
                deployment("large", tier=Tier.PREMIUM, context_window=100_000),
            ),
        )

        assert decide(facts(asked=shape(input_tokens=1_500)), book).deployment.name == "middle"
        assert decide(facts(asked=shape(input_tokens=9_000)), book).deployment.name == "large"

    def test_where_no_better_one_can_a_cheaper_one_serves(self) -> None:
        book = rulebook(policy(default=Tier.PREMIUM), of=catalog(deployment("small")))

        made = decide(facts(), book)

        assert (made.deployment.name, made.tier) == ("small", Tier.ECONOMY)

    def test_it_does_not_climb_above_the_cap(self) -> None:
        book = rulebook(
            policy({"when": ALWAYS, "then": {"tier": "economy", "cap": "economy"}}),
            of=catalog(
                deployment("small", context_window=1_000),
                deployment("large", tier=Tier.PREMIUM),
            ),
        )

        with pytest.raises(NoCapableDeployment, match="cap economy by rule 'r0'"):
            decide(facts(asked=shape(input_tokens=5_000)), book)

    def test_it_does_not_sink_below_the_floor(self) -> None:
        book = rulebook(
            policy({"when": ALWAYS, "then": {"floor": "premium"}}),
            of=catalog(
                deployment("small"), deployment("large", tier=Tier.PREMIUM, context_window=50)
            ),
        )

        with pytest.raises(NoCapableDeployment, match=r"floor premium by rule 'r0'"):
            decide(facts(), book)

    def test_where_floor_and_cap_of_two_rules_contradict_the_cap_holds(self) -> None:
        book = rulebook(
            policy(
                {"when": ALWAYS, "then": {"floor": "premium"}},
                {"when": ALWAYS, "then": {"cap": "economy"}},
            )
        )

        made = decide(facts(), book)

        assert (made.deployment.name, made.rule_id, made.fallbacks) == ("small", "r1", ())

    def test_a_named_deployment_that_cannot_serve_is_not_replaced_in_silence(self) -> None:
        blind = deployment("blind", capabilities=())
        book = rulebook(of=catalog(blind, deployment("seeing")))
        asked = shape(requested_model="blind", needs=[Capability.VISION])

        with pytest.raises(NoCapableDeployment) as refused:
            decide(facts(asked=asked), book)

        assert "blind: it lacks vision" in refused.value.message
        assert "seeing: 'blind' was asked for by name" in refused.value.message

    def test_chat_never_goes_to_an_embedding_model(self) -> None:
        vectors = deployment("vectors", kind=Kind.EMBEDDING)

        with pytest.raises(NoCapableDeployment, match="it serves embedding, not chat"):
            decide(facts(asked=shape(requested_model="vectors")), rulebook(of=catalog(vectors)))

    def test_embeddings_find_the_embedding_model(self) -> None:
        vectors = deployment("vectors", kind=Kind.EMBEDDING)
        book = rulebook(of=catalog(deployment("small"), vectors))

        assert decide(facts(asked=shape(kind=Kind.EMBEDDING)), book).deployment is vectors


class TestInEveryCase:
    def test_the_generated_cases_hold_decisions_and_every_refusal(self) -> None:
        cases = st.tuples(generated_facts(), rulebooks())
        quickly = settings(
            phases=[Phase.generate], database=None, derandomize=True, max_examples=1_000
        )
        for code in ("model_not_found", "policy_denied", "no_capable_deployment"):
            refused = partial(_is_refused, code=code)
            find(cases, refused, settings=quickly)
        find(cases, lambda case: len(candidates(*case)) > 2, settings=quickly)

    @given(generated_facts(), rulebooks())
    def test_the_same_facts_and_rulebook_give_the_same_decision(
        self, known: Facts, book: Rulebook
    ) -> None:
        twin = replace(book, catalog=replace(book.catalog))

        assert decided(known, book) == decided(known, twin) == decided(known, book)

    @given(generated_facts(), rulebooks())
    def test_whatever_is_decided_can_serve_the_request(self, known: Facts, book: Rulebook) -> None:
        for target in candidates(known, book):
            assert target.kind is known.request.kind
            assert known.request.needs <= target.capabilities
            assert known.request.input_tokens < target.context_window

    @given(generated_facts(), rulebooks())
    def test_cap_and_floor_hold_for_the_chosen_one_and_every_stand_in(
        self, known: Facts, book: Rulebook
    ) -> None:
        directive = book.policy.directive(known)
        highest = directive.cap.value.rank if directive.cap else len(TIERS)
        floor = directive.floor.value.rank if directive.floor else 0
        ranks = [d.tier.rank for d in book.catalog.of_kind(known.request.kind)]
        # The cap wins over a floor above it, and nothing can be better than the best there is.
        lowest = min(floor, highest, max(ranks, default=0))

        assert all(lowest <= d.tier.rank <= highest for d in candidates(known, book))

    @given(generated_facts(), rulebooks())
    def test_nothing_cheaper_of_its_tier_was_passed_over(
        self, known: Facts, book: Rulebook
    ) -> None:
        known = replace(known, conversation=None, unhealthy=())
        made = decided(known, book)
        by_tier = isinstance(book.policy.directive(known).use.value, Tier)
        if isinstance(made, str) or known.request.requested_model in NAMES or not by_tier:
            return
        limit = made.max_output_tokens
        costs = [
            quote(known, d, limit=limit).expected_usd
            for d in book.catalog.deployments
            if d.tier is made.tier and why_not(d, known.request) is None
        ]

        assert made.quote == quote(known, made.deployment, limit=limit)
        assert made.quote.expected_usd == min(costs)

    @given(generated_facts(), rulebooks())
    def test_a_rule_that_cannot_match_changes_nothing(self, known: Facts, book: Rulebook) -> None:
        written = [
            {"id": r.id, "when": r.when, "then": r.then, "reason": r.reason}
            for r in book.policy.rules
        ]
        longer = policy({"id": "never", **NEVER}, *written, default=book.policy.default.tier)

        assert decided(known, replace(book, policy=longer)) == decided(known, book)

    @given(generated_facts(), rulebooks())
    def test_no_deployment_stands_in_twice(self, known: Facts, book: Rulebook) -> None:
        names = [target.name for target in candidates(known, book)]

        assert len(names) == len(set(names))


def test_a_floor_above_all_that_the_catalog_has_means_the_best_that_it_has() -> None:
    modest = catalog(deployment("only", tier=Tier.ECONOMY))
    rules = policy({"when": {"priority": "high"}, "then": {"floor": "premium"}})
    decision = decide(facts(said=assessment(priority=Priority.HIGH)), rulebook(rules, of=modest))
    assert decision.deployment.name == "only"


class TestMoreThanATier:
    def test_approval_is_asked_for_before_anybody_is_called(self) -> None:
        book = rulebook(
            policy({"when": ALWAYS, "then": {"require_approval": "Ask in #legal."}, "reason": "R."})
        )

        with pytest.raises(ApprovalRequired, match=r"Ask in #legal\. \(rule 'r0': R\.\)"):
            decide(facts(), book)

    def test_only_the_regions_of_a_rule_serve(self) -> None:
        eu = replace(deployment("eu", tier=Tier.STANDARD, input_usd="9"), region="eu")
        book = rulebook(
            policy({"when": ALWAYS, "then": {"region": ["eu", "ch"]}}),
            of=catalog(deployment("us", tier=Tier.STANDARD), eu),
        )

        assert decide(facts(), book).deployment is eu
        assert decide(facts(), book).fallbacks == ()
        with pytest.raises(NoCapableDeployment, match=r"region eu or ch by rule 'r0'"):
            decide(facts(asked=shape(requested_model="us")), book)

    def test_a_floor_is_within_reach_of_the_region_too(self) -> None:
        eu = replace(deployment("eu", tier=Tier.STANDARD), region="eu")
        book = rulebook(
            policy({"when": ALWAYS, "then": {"region": "eu", "floor": "premium"}}),
            of=catalog(deployment("us", tier=Tier.PREMIUM), eu),
        )

        assert decide(facts(), book).deployment is eu

    @pytest.mark.parametrize(
        ("asked", "told", "most"), [(None, 300, 300), (900, 300, 300), (200, None, 200)]
    )
    def test_the_limit_of_policy_lowers_what_was_asked_and_the_quote(
        self, asked: int | None, told: int | None, most: int
    ) -> None:
        book = rulebook(policy({"when": ALWAYS, "then": {"max_tokens": 300}}))

        made = decide(facts(asked=shape(max_output_tokens=asked)), book)

        assert (made.max_output_tokens, made.quote.max_output_tokens) == (told, most)

    def test_effort_is_limited_where_the_deployment_takes_one(self) -> None:
        rules = policy({"when": ALWAYS, "then": {"reasoning_effort": "low"}})
        plain = deployment("plain", capabilities=())

        assert decide(facts(), rulebook(rules)).reasoning_effort is Effort.LOW
        assert decide(facts(), rulebook(rules, of=catalog(plain))).reasoning_effort is None

    def test_guidelines_add_up_and_of_a_header_the_first_wins(self) -> None:
        book = rulebook(
            policy(
                {"when": ALWAYS, "then": {"guideline": "One.", "headers": {"x-a": "1"}}},
                {"when": NEVER["when"], "then": {"guideline": "Never."}},
                {
                    "when": ALWAYS,
                    "then": {"guideline": "Two.", "headers": {"x-a": "2", "x-b": "3"}},
                },
            )
        )

        made = decide(facts(), book)

        assert made.guidelines == ("One.", "Two.")
        assert made.headers == (("x-a", "1"), ("x-b", "3"))

    def test_a_canary_takes_its_share_of_whole_conversations(self) -> None:
        then = {"tier": "economy", "canary": {"share": 0.25, "tier": "premium"}}
        book = rulebook(policy({"when": ALWAYS, "then": then}))

        tiers = [decide(replace(facts(), lot=f"talk_{n}"), book).tier for n in range(1_000)]

        assert 200 < tiers.count(Tier.PREMIUM) < 300
        assert tiers.count(Tier.PREMIUM) + tiers.count(Tier.ECONOMY) == 1_000
        assert decide(facts(), book).tier is Tier.ECONOMY  # nothing to draw by

    def test_a_canary_alone_leaves_the_rest_to_the_rules_below(self) -> None:
        book = rulebook(
            policy(
                {"when": ALWAYS, "then": {"canary": {"share": 0.5, "tier": "premium"}}},
                {"when": ALWAYS, "then": {"tier": "economy"}},
            )
        )

        made = {decide(replace(facts(), lot=f"talk_{n}"), book).rule_id for n in range(50)}

        assert made == {"r0", "r1"}


class TestScopeOfAKey:
    def test_a_key_for_some_models_is_answered_by_these(self) -> None:
        scoped = replace(facts(), scope=KeyScope(models=("large", "mid*")))
        made = decide(scoped, rulebook(policy({"when": ALWAYS, "then": {"tier": "economy"}})))
        assert made.deployment.name == "middle"
        assert [other.name for other in made.fallbacks] == ["large"]

    def test_a_key_for_a_tier_does_not_leave_it(self) -> None:
        scoped = replace(facts(), scope=KeyScope(tiers=("economy",)))
        floor = {"when": ALWAYS, "then": {"tier": "premium", "floor": "standard"}}
        made = decide(scoped, rulebook(policy(floor)))
        assert (made.deployment.name, made.fallbacks) == ("small", ())

    def test_another_model_by_name_is_refused_with_what_the_key_is_for(self) -> None:
        asked = facts(asked=shape(requested_model="large"))
        scoped = replace(asked, scope=KeyScope(models=("small",), tiers=("economy",)))
        with pytest.raises(KeyNotPermitted, match=r"not for 'large'.*small, tier economy"):
            decide(scoped, rulebook())

    def test_a_key_for_nothing_that_is_here_is_refused(self) -> None:
        scoped = replace(facts(), scope=KeyScope(models=("gone",)))
        with pytest.raises(KeyNotPermitted, match=r"for gone only"):
            decide(scoped, rulebook())

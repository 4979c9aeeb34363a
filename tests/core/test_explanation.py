"""Tests of `router.core.explanation`."""

from dataclasses import replace

import pytest
from hypothesis import given

from router.core.decision import RouteDecision
from router.core.deployment import Capability
from router.core.errors import RouterError
from router.core.explanation import Explanation, explain
from router.core.facts import Facts, LastHour, OpenGrant
from router.core.routing import Rulebook, decide
from tests.factories import assessment, catalog, deployment, facts, policy, rulebook, shape
from tests.strategies import generated_facts, rulebooks

ALWAYS = {"tokens": {"at_least": 1}}


def decided(known: Facts, book: Rulebook) -> RouteDecision | str:
    try:
        return decide(known, book)
    except RouterError as refusal:
        return refusal.message


def verdicts(of: Explanation) -> dict[str, str]:
    return {d.name: d.verdict for d in of.deployments}


class TestInEveryCase:
    @given(generated_facts(), rulebooks())
    def test_the_explanation_agrees_with_the_decision(self, known: Facts, book: Rulebook) -> None:
        explained = explain(known, book)
        made = decided(known, book)
        if isinstance(made, str):
            assert (explained.decision, explained.refusal) == (None, made)
        else:
            assert (explained.decision, explained.refusal) == (made, None)

    @given(generated_facts(), rulebooks())
    def test_each_deployment_is_given_the_part_it_has_in_the_decision(
        self, known: Facts, book: Rulebook
    ) -> None:
        explained = explain(known, book)
        made = explained.decision
        fates = verdicts(explained)

        chosen = {name for name, verdict in fates.items() if verdict == "chosen"}
        standing_in = {name for name, verdict in fates.items() if verdict == "fallback"}

        assert chosen == ({made.deployment.name} if made else set())
        assert standing_in == ({d.name for d in made.fallbacks} if made else set())

    @given(generated_facts(), rulebooks())
    def test_the_words_mention_every_rule_and_every_deployment(
        self, known: Facts, book: Rulebook
    ) -> None:
        words = explain(known, book).words

        assert all(f"Rule {rule.id}: " in words for rule in book.policy.rules)
        for target in book.catalog.of_kind(known.request.kind):
            assert f"{target.name} ({target.tier}): " in words

    @given(generated_facts(), rulebooks())
    def test_the_rule_that_settled_the_tier_is_one_that_matched(
        self, known: Facts, book: Rulebook
    ) -> None:
        explained = explain(known, book)
        if explained.decision is not None:
            matched = {trial.id for trial in explained.rules if trial.matched}

            assert explained.decision.rule_id in matched | {"default", "requested"}


def test_a_matching_rule_says_what_it_does_and_why() -> None:
    book = rulebook(
        policy(
            {"when": ALWAYS, "then": {"tier": "economy", "cap": "standard"}, "reason": "Thrift."}
        )
    )

    trial = explain(facts(), book).rules[0]

    assert trial.matched
    assert trial.because == "matched, so tier economy, cap standard (Thrift)"
    assert trial.effects == {"tier": "economy", "cap": "standard"}


def test_a_rule_that_does_not_match_says_what_it_saw_and_wanted() -> None:
    book = rulebook(policy({"when": {"priority": ["high", "low"]}, "then": {"tier": "premium"}}))

    trial = explain(facts(), book).rules[0]

    assert trial.because == "no, priority is normal, wanted priority high or low"


def test_the_decision_is_told_with_rule_reason_and_quote() -> None:
    last = explain(facts(), rulebook()).words.splitlines()[-1]

    assert last.startswith("Decision: middle (standard) by default: No rule applies")
    assert "Expected 0.0019 USD" in last


def test_a_refusal_is_told_in_the_words_that_the_caller_got() -> None:
    book = rulebook(policy({"when": ALWAYS, "then": {"deny": "Closed."}, "reason": "Rest."}))

    explained = explain(facts(), book)

    assert explained.words.splitlines()[-1] == "Refused: Closed. (rule 'r0': Rest.)"
    assert {d.because for d in explained.deployments} == {"the request was refused"}


def test_an_abstaining_classifier_is_told_with_its_best_guess() -> None:
    words = explain(facts(said=assessment(is_abstained=True)), rulebook()).words

    assert "The classifier abstained: too unsure." in words
    assert "Its best guess: priority normal (90%)" in words


def test_a_deployment_that_cannot_serve_says_why() -> None:
    book = rulebook(of=catalog(deployment("blind", capabilities=()), deployment("seeing")))

    explained = explain(facts(asked=shape(needs=[Capability.VISION])), book)

    blind = explained.deployments[0]
    assert (blind.verdict, blind.because, blind.expected_usd) == (
        "dropped",
        "it lacks vision",
        None,
    )


@pytest.mark.parametrize(
    ("model", "then", "because"),
    [
        ("auto", {"cap": "economy"}, "outside the tiers or regions that policy permits"),
        ("small", {"tier": "premium"}, "'small' was asked for by name"),
    ],
)
def test_a_deployment_passed_over_says_why(model: str, then: dict[str, str], because: str) -> None:
    book = rulebook(policy({"when": ALWAYS, "then": then}))

    explained = explain(facts(asked=shape(requested_model=model)), book)

    assert verdicts(explained)["large"] == "passed over"
    assert explained.deployments[2].because == because


def test_versions_are_those_of_the_rulebook() -> None:
    explained = explain(facts(), rulebook())

    assert (explained.policy_version, explained.catalog_version) == ("pol-1", "cat-1")


def test_the_chance_of_a_good_answer_stands_beside_each_candidates_cost() -> None:
    known = facts(said=replace(assessment(), difficulty=0.3, output_tokens_p50=80))

    told = explain(known, rulebook())

    assert all(one.p_good is not None and one.is_ability_assumed for one in told.deployments)
    assert "(assumed from its tier)" in told.words
    assert "about 80 tokens is expected" in told.words
    assert "difficulty is measured as 0.30" in told.words
    assert "not measured; usual for its complexity is -0.06" in explain(facts(), rulebook()).words


def test_how_things_stand_for_the_caller_is_told() -> None:
    known = replace(
        facts(),
        findings=("burst", "team:loop"),
        last_hour=LastHour(requests=12, cost_usd=0.5),
        new=("project",),
        grants=(OpenGrant(id="grt_1", rules=("dear",)),),
    )
    words = explain(known, rulebook()).words
    assert "Open findings: burst, team:loop." in words
    assert "The key's last hour: 12 requests, 0.50 USD." in words
    assert "First seen a few days ago: its project." in words
    assert "Grant grt_1 is for dear." in words


def test_what_else_was_decided_is_told() -> None:
    then = {
        "require_approval": "Ask us.",
        "slow_down": 6,
        "coach": True,
        "reuse_answers": "24h",
        "reuse_similar": {"lasting": "1h", "similarity": 0.9},
        "failover": {"retries": 1, "stand_in": "same_tier"},
        "timeouts": {"first_token_s": 5},
        "hedge": {"after_ms": 800},
    }
    known = replace(facts(), grants=(OpenGrant(id="grt_1", rules=("r0",)),))
    words = explain(known, rulebook(policy({"when": ALWAYS, "then": then}))).words
    assert "Approved by grant grt_1." in words
    assert "At most 6 requests of the key in any minute." in words
    assert "Given again for 24h where the same is asked. Given again for 1h at 0.9 where" in words
    assert "Where it fails: 1 retries, same_tier standing in." in words
    assert "Waited for: first_token 5 s. A second one is asked too after 800 ms." in words
    assert "With a tip." in words

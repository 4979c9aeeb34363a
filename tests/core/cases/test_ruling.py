"""Tests of `router.core.cases.ruling`."""

from typing import Any

import pytest
from hypothesis import given, settings

from router.core.cases.expect import Expect
from router.core.cases.given import Given
from router.core.cases.ruling import Ruling, mismatches, ruling, telling_apart
from router.core.facts import Facts
from router.core.policy import Policy
from router.core.routing import Rulebook
from tests.factories import policy, rulebook
from tests.strategies import generated_facts, rulebooks

ALWAYS = {"tokens": {"at_least": 0}, "abstained": False}
EFFECTS: dict[str, Any] = {
    "tier": "premium",
    "max_tokens": 300,
    "reasoning_effort": "low",
    "guideline": "Be brief.",
    "headers": {"x-a": "1", "x-b": "2"},
    "shadow": {"share": 0.1, "tier": "standard"},
}


def of(then: dict[str, Any], **given: Any) -> Ruling:
    rules = policy({"when": ALWAYS, "then": then})
    return ruling(Given.model_validate(given).facts(), rulebook(rules))


def wrong(got: Ruling, **expected: Any) -> list[str]:
    return [str(one) for one in mismatches(Expect.model_validate(expected), got)]


def test_what_is_as_expected_is_no_mismatch() -> None:
    all_of_it = {
        **EFFECTS,
        "rule": "r0",
        "deployment": "large",
        "fallbacks": ["middle", "small"],
        "error": "none",
        "warm_tokens": 0,
        "reason_contains": "BECAUSE",
    }
    assert wrong(of(EFFECTS), **all_of_it) == []


@pytest.mark.parametrize(
    ("expected", "told"),
    [
        ({"tier": "economy"}, "tier: expected economy, got premium"),
        ({"rule": "default"}, "rule: expected default, got r0"),
        ({"deployment": "small"}, "deployment: expected small, got large"),
        ({"fallbacks": ["small"]}, "fallbacks: expected small, got middle, small"),
        ({"fallbacks": []}, "fallbacks: expected none, got middle, small"),
        ({"max_tokens": "none"}, "max_tokens: expected none, got 300"),
        ({"reasoning_effort": "high"}, "reasoning_effort: expected high, got low"),
        ({"guideline": "none"}, "guideline: expected none, got Be brief."),
        ({"headers": {"x-a": "none"}}, "headers: expected x-a none, got x-a 1"),
        ({"headers": {"x-c": "3"}}, "headers: expected x-c 3, got x-c none"),
        ({"shadow": {"share": 0.2}}, "shadow: expected share 0.2, got share 0.1"),
        ({"shadow": "none"}, "shadow: expected none, got share 0.1, tier standard"),
        ({"warm_tokens": 5}, "warm_tokens: expected 5, got 0"),
        ({"reason_contains": "price"}, "reason: expected something with 'price', got because"),
    ],
)
def test_what_is_other_is_told_with_both_sides(expected: dict[str, Any], told: str) -> None:
    assert wrong(of(EFFECTS), **expected) == [told]


DENIED: dict[str, Any] = {"deny": "Not here."}


class TestRefusals:
    def test_an_expected_refusal_names_code_rule_and_words(self) -> None:
        got = of(DENIED)
        assert wrong(got, error="policy_denied", rule="r0", reason_contains="not here") == []
        asked = of({"require_approval": "Ask Ada."})
        assert wrong(asked, error="approval_required", rule="r0", reason_contains="Ada") == []

    def test_a_refusal_that_was_not_expected_is_told_alone(self) -> None:
        told = wrong(of(DENIED), tier="premium", rule="r1")
        assert len(told) == 1
        assert told[0].startswith("error: expected none, got policy_denied: Not here.")

    def test_a_refusal_that_did_not_come_says_who_answers_instead(self) -> None:
        assert wrong(of(EFFECTS), error="policy_denied") == [
            "error: expected policy_denied, got none: large (premium) by r0"
        ]

    def test_a_model_that_nobody_knows_is_refused_by_no_rule(self) -> None:
        got = of(EFFECTS, requested_model="unknown")
        assert wrong(got, error="model_not_found", rule="none") == []


class TestTellingApart:
    def test_only_what_differs_is_named(self) -> None:
        assert telling_apart(of({"max_tokens": 5}), of({"max_tokens": 6})) == {"max_tokens": 5}

    def test_what_only_follows_from_the_tier_is_left_out(self) -> None:
        one, other = of({"tier": "economy"}), of({"tier": "premium"})
        assert telling_apart(one, other) == {"tier": "economy"}

    def test_of_headers_only_those_that_differ_are_named(self) -> None:
        one, other = of({"headers": {"x-a": "1", "x-b": "2"}}), of({"headers": {"x-a": "1"}})
        assert telling_apart(one, other) == {"headers": {"x-b": "2"}}
        assert telling_apart(other, one) == {"headers": {"x-b": "none"}}

    def test_a_refusal_and_an_answer_are_told_apart_by_the_error_or_the_tier(self) -> None:
        answered, refused = of({"tier": "economy"}), of({"deny": "No."})
        assert telling_apart(refused, answered) == {"error": "policy_denied"}
        assert telling_apart(answered, refused) == {"tier": "economy", "rule": "r0"}

    @settings(max_examples=25, deadline=None)
    @given(generated_facts(), rulebooks(), rulebooks())
    def test_what_it_names_holds_of_the_one_and_not_of_the_other(
        self, known: Facts, book: Rulebook, other: Rulebook
    ) -> None:
        one, two = ruling(known, book), ruling(known, other)
        if one.written == two.written:
            return
        expect = Expect.model_validate(telling_apart(one, two))
        assert mismatches(expect, one) == ()
        assert mismatches(expect, two) != ()


@settings(max_examples=25, deadline=None)
@given(generated_facts(), rulebooks())
def test_the_same_facts_come_out_equal(known: Facts, book: Rulebook) -> None:
    assert ruling(known, book).equals(ruling(known, book))


def test_another_rule_with_the_same_effect_is_another_outcome() -> None:
    def named(name: str) -> Policy:
        return policy({"id": name, "when": ALWAYS, "then": {"tier": "premium"}})

    facts = Given().facts()
    assert not ruling(facts, rulebook(named("a"))).equals(ruling(facts, rulebook(named("b"))))


def test_refusals_by_two_rules_are_told_apart_by_a_case_that_expects_the_refusal() -> None:
    ask = {"require_approval": "Ask us."}
    one, other = (ruling(Given().facts(), rulebook(_asking(name, ask))) for name in ("a", "b"))
    assert telling_apart(one, other) == {"error": "approval_required", "rule": "a"}


def _asking(name: str, then: dict[str, Any]) -> Policy:
    return policy({"id": name, "when": {"tokens": {"at_least": 1}}, "then": then})


def test_a_quarantine_names_its_rule() -> None:
    got = of({"quarantine": "Look at the log first."})
    assert wrong(got, error="key_quarantined", rule="r0", reason_contains="the log") == []


def test_grants_tips_and_slowing_down_can_be_expected() -> None:
    then = {"require_approval": "Ask us.", "slow_down": 6, "coach": True, "reuse_answers": "7d"}
    got = of(then, grants=[{"id": "grt_1", "rules": "r0"}])
    expected = {"grant": "grt_1", "slow_down": 6, "coach": True, "reuse_answers": "7d"}
    assert wrong(got, **expected, steps="none") == []
    assert wrong(of({"tier": "economy"}), grant="none", slow_down="none", coach=False) == []
    assert wrong(got, slow_down=7) == ["slow_down: expected 7, got 6"]


def test_what_is_said_of_calls_can_be_expected() -> None:
    got = of(
        {
            "failover": {"retries": 1},
            "timeouts": {"total_s": 60},
            "hedge": {"after_ms": 800},
            "reuse_similar": {"lasting": "1h"},
        }
    )
    expected = {
        "failover": "1 retries, permitted standing in",
        "timeouts": "total 60 s",
        "hedge": "after 800 ms",
        "reuse_similar": "1h at 0.8",
    }
    assert wrong(got, **expected, reuse_answers="none") == []
    assert wrong(of({"tier": "economy"}), **dict.fromkeys(expected, "none")) == []

"""Tests of `router.api.decision_headers`."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from classifier.labels import Complexity
from router import __version__
from router.api.decision_headers import decision_headers, header_value
from router.core.directive import Effect
from router.core.step import StepInForce
from router.core.tier import Tier
from router.services.journey import Journey, Reused
from tests.factories import (
    assessment,
    catalog,
    deployment,
    facts,
    journey,
    policy,
    rulebook,
    shape,
)

TRIVIAL = assessment(complexity=Complexity.TRIVIAL)


def headers_of(under_way: Journey, cost_usd: Decimal | None = None) -> dict[str, str]:
    return {n.decode("ascii"): v.decode("ascii") for n, v in decision_headers(under_way, cost_usd)}


def test_the_whole_decision_stands_in_the_headers() -> None:
    assert headers_of(journey(), Decimal("0.00001200")) == {
        "x-tierwise-decision-id": "dec_1",
        "x-tierwise-version": __version__,
        "x-tierwise-priority": "normal",
        "x-tierwise-complexity": "moderate",
        "x-tierwise-model": "middle",
        "x-tierwise-tier": "standard",
        "x-tierwise-rule": "default",
        "x-tierwise-cost-usd": "0.000012",
    }


def test_who_stood_in_for_whom_is_told_and_is_not_called_a_lack_of_money() -> None:
    first = journey()
    assert first.decision is not None
    spare = replace(first.decision, deployment=deployment("spare"))
    answered = replace(first, decision=spare, original=first.decision, attempts=3)

    headers = headers_of(answered)

    assert headers["x-tierwise-model"] == "spare"
    assert headers["x-tierwise-attempts"] == "3"
    assert headers["x-tierwise-fallback-from"] == "middle"
    assert "x-tierwise-lowered" not in headers


def test_a_repeat_at_the_same_deployment_falls_back_from_nobody() -> None:
    headers = headers_of(replace(journey(), attempts=2))

    assert headers["x-tierwise-attempts"] == "2"
    assert "x-tierwise-fallback-from" not in headers


def test_a_stream_has_no_cost_in_its_headers() -> None:
    assert "x-tierwise-cost-usd" not in headers_of(journey())


def test_an_abstaining_classifier_is_not_given_a_word() -> None:
    headers = headers_of(journey(on=facts(said=assessment(is_abstained=True))))

    assert headers["x-tierwise-priority"] == headers["x-tierwise-complexity"] == "abstained"


def test_a_refused_request_names_no_model() -> None:
    assert "x-tierwise-model" not in headers_of(replace(journey(), decision=None))


def test_a_name_in_any_script_does_not_break_the_answer() -> None:
    book = rulebook(of=catalog(deployment("größe-大", tier=Tier.STANDARD)))

    assert headers_of(journey(with_rulebook=book))["x-tierwise-model"] == "gr??e-?"


@given(st.text())
def test_header_values_are_printable_ascii(text: str) -> None:
    value = header_value(text)

    assert len(value) == len(text)
    assert all(0x20 <= byte <= 0x7E for byte in value)


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_printable_ascii_stays_as_it_is(text: str) -> None:
    assert header_value(text) == text.encode()


def test_what_policy_changed_and_what_it_says_stand_in_headers() -> None:
    rules = policy(
        {
            "when": {"team": "search"},
            "then": {
                "max_tokens": 300,
                "reasoning_effort": "low",
                "guideline": "Short prompts cost less.",
                "headers": {"x-cost-centre": "4711"},
            },
        },
        {"when": {"team": "search"}, "then": {"guideline": "Ask for `auto`."}},
    )

    headers = headers_of(journey(with_rulebook=rulebook(rules)))

    assert headers["x-tierwise-max-tokens"] == "300"
    assert headers["x-tierwise-reasoning-effort"] == "low"
    assert headers["x-tierwise-guideline"] == "Short prompts cost less. Ask for `auto`."
    assert headers["x-cost-centre"] == "4711"


def test_what_governs_a_request_is_told() -> None:
    slow = Effect(6, "runaway", "because")
    made = journey(on=replace(facts(), findings=("burst", "team:burst")))
    assert made.decision is not None
    decided = replace(made.decision, grant_id="grt_1", slow_down=slow)

    told = headers_of(replace(made, decision=decided))

    assert told["x-tierwise-grant"] == "grt_1"
    assert told["x-tierwise-findings"] == "burst, team:burst"
    assert told["x-tierwise-slowed-to"] == "6 requests a minute"


def test_an_answer_that_is_given_again_names_the_first_and_what_is_saved() -> None:
    told = headers_of(replace(journey(), reused=Reused("dec_0", Decimal("0.0012"))), Decimal(0))

    assert told["x-tierwise-reused"] == "dec_0"
    assert told["x-tierwise-saved-usd"] == "0.0012"
    assert told["x-tierwise-cost-usd"] == "0"


def test_a_tip_is_told_to_whoever_wants_one_and_to_nobody_else() -> None:
    asked = facts(
        asked=shape(requested_model="premium"), said=assessment(complexity=Complexity.TRIVIAL)
    )
    dear = journey(on=asked)

    told = headers_of(replace(dear, wants_tip=True))

    assert told["x-tierwise-coach"].startswith("Asked for premium by name; 'economy' would do")
    assert "x-tierwise-coach" not in headers_of(dear)


def test_a_policy_that_coaches_sends_the_tip_too() -> None:
    coaching = rulebook(policy({"when": {"tokens": {"at_least": 0}}, "then": {"coach": True}}))
    asked = facts(
        asked=shape(requested_model="premium"), said=assessment(complexity=Complexity.TRIVIAL)
    )

    assert "x-tierwise-coach" in headers_of(journey(on=asked, with_rulebook=coaching))


def test_the_steps_of_budgets_that_hold_are_told() -> None:
    steps = (StepInForce(budget="company", at=0.75, pace=None, effects=("cap standard",)),)
    made = journey()
    assert made.decision is not None

    told = headers_of(replace(made, decision=replace(made.decision, steps=steps)))

    assert told["x-tierwise-step"] == "company at 75%: cap standard"

"""Tests of `router.api.decision_headers`."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from router import __version__
from router.api.decision_headers import decision_headers, header_value
from router.core.tier import Tier
from router.services.journey import Journey
from tests.factories import assessment, catalog, deployment, facts, journey, policy, rulebook


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

"""Tests of `router.core.call_fields`."""

from dataclasses import replace

import pytest

from router.core.call_fields import call_fields
from router.core.decision import RouteDecision
from router.core.dialects.fitting import HINTS, TranslatedRequest
from router.core.effects import Effort
from router.core.routing import decide
from tests.factories import catalog, deployment, facts, rulebook


def made(
    *, limit: int | None = None, effort: Effort | None = None, provider: str = "mistral"
) -> RouteDecision:
    target = deployment("only", provider=provider)
    decision = decide(facts(), rulebook(of=catalog(target)))
    return replace(decision, max_output_tokens=limit, reasoning_effort=effort)


def test_without_limits_the_fields_are_the_callers_own() -> None:
    fields = {"max_tokens": b"50", "model": b'"auto"'}

    assert call_fields(fields, made()) is fields


@pytest.mark.parametrize("name", ["max_tokens", "max_completion_tokens"])
def test_a_limit_takes_the_place_of_the_name_that_the_caller_used(name: str) -> None:
    assert call_fields({name: b"900"}, made(limit=100)) == {name: b"100"}


def test_where_the_caller_wrote_both_names_both_are_lowered() -> None:
    asked = {"max_tokens": b"900", "max_completion_tokens": b"800"}

    assert set(call_fields(asked, made(limit=100)).values()) == {b"100"}


@pytest.mark.parametrize(
    ("provider", "name"),
    [
        ("openai", "max_completion_tokens"),
        ("azure", "max_completion_tokens"),
        ("vllm", "max_tokens"),
    ],
)
def test_a_limit_that_the_caller_left_open_has_the_name_that_the_provider_knows(
    provider: str, name: str
) -> None:
    asked = {"max_tokens": b"null"}

    assert call_fields(asked, made(limit=7, provider=provider))[name] == b"7"


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        (None, b'"low"'),
        (b"null", b'"low"'),
        (b'"high"', b'"low"'),
        (b'"xhigh"', b'"low"'),
        (b'"low"', b'"low"'),
        (b'"minimal"', b'"minimal"'),
        (b'"none"', b'"none"'),
    ],
)
def test_effort_is_lowered_or_filled_in_and_never_raised(asked: bytes | None, sent: bytes) -> None:
    fields = {} if asked is None else {"reasoning_effort": asked}

    assert call_fields(fields, made(effort=Effort.LOW))["reasoning_effort"] == sent


def test_hints_of_another_api_are_told_to_those_who_know_them_only() -> None:
    claude = {"top_k": 5, "thinking": {"type": "enabled"}}
    translated = TranslatedRequest(
        body={}, hints={"anthropic": claude, "reasoning": {"reasoning_effort": "high"}}
    )
    fields = {"max_tokens": b"50", HINTS: translated.encoded_hints()}

    plain = call_fields(fields, made(provider="mistral"))
    thinking = call_fields(fields, made(provider="anthropic"))
    capped = call_fields(fields, made(provider="anthropic", effort=Effort.LOW))

    assert plain == {"max_tokens": b"50", "reasoning_effort": b'"high"'}
    assert set(thinking) == {"max_tokens", "top_k", "thinking"}
    assert capped == {"max_tokens": b"50", "top_k": b"5", "reasoning_effort": b'"low"'}

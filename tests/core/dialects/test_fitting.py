"""Tests of `router.core.dialects.fitting`."""

import json
from collections.abc import Mapping

import pytest

from router.core.deployment import Capability, Deployment
from router.core.dialects.fitting import HINTS, TranslatedRequest, fitted
from tests.factories import deployment

REQUEST = TranslatedRequest(
    body={},
    hints={
        "anthropic": {"messages": ["marked"], "thinking": {"type": "enabled"}, "top_k": 5},
        "openai": {"prompt_cache_key": "k"},
        "reasoning": {"reasoning_effort": "low"},
        "openai_reasoning": {"verbosity": "low"},
    },
)
FIELDS = {"messages": b'["plain"]', "max_tokens": b"9", HINTS: REQUEST.encoded_hints()}


def said(target: Deployment, *, is_effort_capped: bool = False) -> Mapping[str, object]:
    found = fitted(FIELDS, target, is_effort_capped=is_effort_capped)
    return {name: json.loads(value) for name, value in found.items()}


def test_a_provider_that_knows_no_hint_gets_the_plain_request() -> None:
    plain = deployment(provider="mistral", capabilities=())

    assert said(plain) == {"messages": ["plain"], "max_tokens": 9}


def test_openai_is_told_the_limit_under_its_new_name() -> None:
    assert said(deployment(provider="openai", capabilities=())) == {
        "messages": ["plain"],
        "max_completion_tokens": 9,
        "prompt_cache_key": "k",
    }
    found = said(deployment(provider="azure", capabilities=[Capability.REASONING]))
    assert (found["verbosity"], found["reasoning_effort"]) == ("low", "low")


@pytest.mark.parametrize(
    ("provider", "model"),
    [("anthropic", "sonnet"), ("bedrock", "eu.anthropic.Claude-x"), ("vertex_ai", "claude-x")],
)
def test_claude_reads_marks_and_thinks_by_budget_wherever_it_runs(
    provider: str, model: str
) -> None:
    assert said(deployment(provider=provider, model=model)) == {
        "messages": ["marked"],
        "max_tokens": 9,
        "thinking": {"type": "enabled"},
        "top_k": 5,
    }


def test_other_models_of_the_same_house_are_not_claude() -> None:
    assert "top_k" not in said(deployment(provider="bedrock", model="nova"))


def test_where_policy_caps_the_effort_no_budget_for_thoughts_is_passed() -> None:
    claude = deployment(provider="anthropic")

    found = said(claude, is_effort_capped=True)

    assert "thinking" not in found
    assert found["reasoning_effort"] == "low"


def test_hints_never_reach_a_provider() -> None:
    for provider in ("anthropic", "openai", "simulated"):
        assert HINTS not in fitted(FIELDS, deployment(provider=provider))

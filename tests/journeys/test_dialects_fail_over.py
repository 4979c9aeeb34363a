"""A request of another dialect fails over: whoever answers is asked in words that it knows."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.running import Service, running_service, running_upstream, variables
from tests.upstream import Reply, Upstream

POLICY = """
version: 1
name: failing-over
default: {tier: standard, reason: Nothing else applies.}
rules:
  - id: tried-again
    reason: Failures are nobody's business.
    when: {not: {team: impatient}}
    then: {failover: {retries: 3, stand_in: same_tier}}
"""
DEPLOYMENT = """
  - name: {name}
    model: {provider}/{name}-model
    tier: standard
    api_base: {url}
    prices: {{input_usd_per_mtok: {usd}, output_usd_per_mtok: {usd}}}
    context_window: 100000
    capabilities: [tools, reasoning]
"""


@pytest.fixture
def failing() -> Iterator[Upstream]:
    with running_upstream() as upstream:
        upstream.reply = Reply(status=503)
        yield upstream


@pytest.fixture
def between(failing: Upstream, upstream: Upstream, tmp_path: Path) -> Iterator[Service]:
    """A service in front of OpenAI, which fails, and of Mistral, which does not."""
    first = DEPLOYMENT.format(name="first", provider="openai", url=failing.base_url, usd=1)
    second = DEPLOYMENT.format(name="second", provider="mistral", url=upstream.base_url, usd=2)
    keys = {"OPENAI_API_KEY": "sk-one", "MISTRAL_API_KEY": "two"}
    catalog = f"version: 1\ndeployments:{first}{second}"
    with running_service(variables(tmp_path, policy=POLICY, catalog=catalog, **keys)) as running:
        yield running


@pytest.mark.parametrize("is_streamed", [True, False], ids=["streamed", "whole"])
def test_hints_go_to_whom_they_are_for_and_no_error_is_seen(
    between: Service, failing: Upstream, upstream: Upstream, is_streamed: bool
) -> None:
    answer = between.post(
        {
            "model": "auto",
            "input": "Say hello",
            "max_output_tokens": 50,
            "stream": is_streamed,
            "text": {"verbosity": "low"},
            "prompt_cache_key": "mine",
        },
        path="/v1/responses",
    )

    assert answer.status_code == 200
    assert answer.headers["x-tierwise-model"] == "second"
    assert answer.headers["x-tierwise-fallback-from"] == "first"
    told, passed = failing.last.json, upstream.last.json
    assert (told["max_completion_tokens"], told["verbosity"]) == (50, "low")
    assert told["prompt_cache_key"] == "mine"
    assert passed["max_tokens"] == 50
    assert not passed.keys() & {"verbosity", "prompt_cache_key", "max_completion_tokens"}

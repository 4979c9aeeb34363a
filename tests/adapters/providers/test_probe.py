"""Tests of `router.adapters.providers.probe`, before a real server."""

from dataclasses import replace

import pytest

from router.adapters.providers.pool import ProviderPool
from router.adapters.providers.probe import probe
from router.core.errors import (
    UpstreamFailed,
    UpstreamMisconfigured,
    UpstreamRateLimited,
    UpstreamUnreachable,
)
from tests.adapters.providers.asking import KEY, endpoint
from tests.factories import deployment
from tests.upstream import Reply, Upstream


@pytest.mark.parametrize("status", [200, 404, 405])
async def test_whoever_answers_is_well_whether_or_not_it_lists_models(
    upstream: Upstream, status: int
) -> None:
    upstream.reply = Reply(status=status, body=b"{}")

    await probe(deployment(), endpoint=endpoint(upstream.base_url), environment={})

    asked = upstream.last
    assert asked.path == "/v1/models"
    assert asked.headers["Authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, UpstreamMisconfigured),
        (302, UpstreamMisconfigured),
        (429, UpstreamRateLimited),
        (500, UpstreamFailed),
        (503, UpstreamFailed),
    ],
)
async def test_whoever_refuses_or_fails_is_not(
    upstream: Upstream, status: int, error: type[Exception]
) -> None:
    upstream.reply = Reply(status=status)

    with pytest.raises(error) as told:
        await probe(deployment(), endpoint=endpoint(upstream.base_url), environment={})

    assert KEY not in str(told.value)


@pytest.mark.parametrize("base_url", ["http://127.0.0.1:1/v1", "", "http://[half", "no url"])
async def test_whoever_is_not_there_is_not(base_url: str) -> None:
    with pytest.raises(UpstreamUnreachable):
        await probe(deployment(), endpoint=endpoint(base_url), environment={})


async def test_without_a_key_nobody_is_asked(upstream: Upstream) -> None:
    keyless = replace(endpoint(upstream.base_url), key="")

    with pytest.raises(UpstreamMisconfigured, match="OPENAI_API_KEY"):
        await probe(deployment(), endpoint=keyless, environment={})

    assert upstream.requests == []


async def test_the_pool_asks_who_speaks_openais_api_and_nobody_else(upstream: Upstream) -> None:
    pool = ProviderPool({"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": upstream.base_url})

    assert await pool.probe(deployment())
    assert not await pool.probe(deployment(provider="anthropic"))
    assert not await pool.probe(deployment(provider="simulated"))
    assert len(upstream.requests) == 1
    await pool.close()

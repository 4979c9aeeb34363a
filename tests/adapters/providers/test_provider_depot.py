"""Tests of `router.adapters.providers.provider_depot`, before a real server."""

import pytest

from router.adapters.providers.pool import ProviderPool
from router.adapters.providers.provider_depot import ask_depot
from router.core.errors import (
    DepositNotFound,
    RouterError,
    UpstreamFailed,
    UpstreamIncomplete,
    UpstreamMisconfigured,
    UpstreamRejected,
    UpstreamUnreachable,
)
from router.ports.depot import DepotRequest
from router.ports.provider import Answer
from tests.adapters.providers.asking import KEY, endpoint
from tests.factories import deployment
from tests.upstream import Reply, Upstream

FORM = DepotRequest(method="POST", path="files", body=b"--b--", content_type="multipart/x")


async def ask(base_url: str, request: DepotRequest = FORM) -> Answer:
    at = endpoint(base_url)
    return await ask_depot(deployment(), request, endpoint=at, environment={})


async def test_a_form_goes_as_it_is_with_our_key(upstream: Upstream) -> None:
    upstream.reply = Reply(body=b'{"id":"file-1"}')

    answer = await ask(upstream.base_url)

    assert (upstream.last.path, upstream.last.body) == ("/v1/files", b"--b--")
    assert upstream.last.headers["Content-Type"] == "multipart/x"
    assert upstream.last.headers["Authorization"] == f"Bearer {KEY}"
    assert answer.body == b'{"id":"file-1"}'


async def test_a_large_file_comes_whole(upstream: Upstream) -> None:
    upstream.reply = Reply(body=b"x" * 5_000_000, content_type="text/plain")

    answer = await ask(upstream.base_url, DepotRequest(method="GET", path="files/file-1/content"))

    assert len(answer.body) == 5_000_000


async def test_a_file_without_end_is_not_taken(upstream: Upstream) -> None:
    upstream.reply = Reply(body=b"x" * 100_000, content_type="text/plain")
    request = DepotRequest(method="GET", path="files/file-1/content")
    at = endpoint(upstream.base_url)

    with pytest.raises(UpstreamIncomplete, match="longer than 50000 bytes"):
        await ask_depot(deployment(), request, endpoint=at, environment={}, most_bytes=50_000)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, UpstreamRejected),
        (401, UpstreamMisconfigured),
        (404, DepositNotFound),
        (500, UpstreamFailed),
    ],
)
async def test_a_refusal_is_an_error_of_its_kind(
    upstream: Upstream, status: int, error: type[RouterError]
) -> None:
    upstream.reply = Reply(status=status)

    with pytest.raises(error) as told:
        await ask(upstream.base_url)

    assert KEY not in told.value.message


async def test_a_provider_that_breaks_off_or_is_not_there(upstream: Upstream) -> None:
    upstream.reply = Reply(body=b"x" * 100_000, split_every=1_000, dies_after=2)
    with pytest.raises(UpstreamIncomplete):
        await ask(upstream.base_url)
    async with Upstream() as gone:
        address = gone.base_url
    with pytest.raises(UpstreamUnreachable):
        await ask(address)


async def test_the_pool_knows_who_keeps_files(upstream: Upstream) -> None:
    pool = ProviderPool({"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": upstream.base_url})
    far = deployment("far", provider="anthropic")
    upstream.reply = Reply(body=b"{}")

    assert pool.serves(deployment())
    assert pool.serves(deployment(provider="simulated"))
    assert not pool.serves(far)
    assert (await pool.ask(deployment(), FORM)).body == b"{}"
    with pytest.raises(UpstreamMisconfigured, match="no files and batches"):
        await pool.ask(far, FORM)
    await pool.close()

"""What every way of posting does alike."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from router.adapters.providers.http.carrier import Carrier, Reply
from router.adapters.providers.http.direct import Direct
from router.adapters.providers.http.failures import HungUp, Stage, TookTooLong
from router.adapters.providers.http.proxied import Proxied
from router.adapters.providers.http.target import Target, target_of
from router.core.patience import Patience
from tests.lying_upstream import JSON_ANSWER, Lie, LyingUpstream, chunked, framed
from tests.upstream import until

WAYS: dict[str, Callable[[str], Carrier]] = {
    "direct": lambda _: Direct(),
    "proxied": lambda address: Proxied(address),
}
IMPATIENT = Patience(first_byte_s=0.1, between_s=0.1)


@pytest.fixture
async def liar() -> AsyncIterator[LyingUpstream]:
    async with LyingUpstream() as running:
        yield running


@pytest.fixture(params=WAYS)
async def carrier(request: pytest.FixtureRequest, liar: LyingUpstream) -> AsyncIterator[Carrier]:
    carrying = WAYS[request.param](liar.base_url.removesuffix("/v1"))
    yield carrying
    await carrying.close()
    await until(lambda: liar.open_connections == 0)


@pytest.fixture
def target(liar: LyingUpstream) -> Target:
    return target_of(liar.base_url, headers={"x-key": "secret"})


async def post(carrier: Carrier, target: Target, patience: Patience = IMPATIENT) -> Reply:
    return await carrier.post(target, body=b"{}", patience=patience, wants_whole=False)


async def test_brings_head_and_body(carrier: Carrier, target: Target, liar: LyingUpstream) -> None:
    liar.lie = Lie(writes=(framed(JSON_ANSWER, headers={"X-Odd": "1"}),), then="keeps")
    reply = await post(carrier, target)
    assert (reply.status, reply.headers["x-odd"]) == (200, "1")
    assert b"".join([piece async for piece in pieces_of(reply)]) == JSON_ANSWER


async def test_uses_a_connection_again(
    carrier: Carrier, target: Target, liar: LyingUpstream
) -> None:
    liar.lie = Lie(writes=(framed(JSON_ANSWER),), then="keeps")
    for _ in range(3):
        assert await anext(pieces_of(await post(carrier, target)))
        await asyncio.sleep(0)
    assert (liar.requests, liar.open_connections) == (3, 1)


@pytest.mark.parametrize(
    ("lie", "stage"),
    [(Lie(), Stage.FIRST_BYTE), (Lie(writes=chunked(b"hi", ends=False)), Stage.BETWEEN)],
)
async def test_names_the_stage_that_took_too_long(
    carrier: Carrier, target: Target, liar: LyingUpstream, lie: Lie, stage: Stage
) -> None:
    liar.lie = lie
    assert await stage_of(carrier, target, patience=IMPATIENT) == stage


async def test_all_of_an_answer_has_an_end(
    carrier: Carrier, target: Target, liar: LyingUpstream
) -> None:
    liar.lie = Lie(writes=chunked(ends=False), repeats=chunked(b"hi")[1])
    patience = Patience(first_byte_s=5, between_s=5, total_s=0.1)
    assert await stage_of(carrier, target, patience=patience) == Stage.TOTAL


async def test_what_breaks_off_raises_after_what_came(
    carrier: Carrier, target: Target, liar: LyingUpstream
) -> None:
    liar.lie = Lie(writes=(framed(b"half", length=8),), then="closes")
    reply = await post(carrier, target)
    came = pieces_of(reply)
    assert await anext(came) == b"half"
    with pytest.raises(HungUp):
        await anext(came)


async def test_closing_early_closes_the_connection(
    carrier: Carrier, target: Target, liar: LyingUpstream
) -> None:
    liar.lie = Lie(writes=chunked(b"hi", ends=False))
    reply = await post(carrier, target, Patience())
    await reply.aclose()
    await until(lambda: liar.open_connections == 0)


async def pieces_of(reply: Reply) -> AsyncIterator[bytes]:
    while piece := await reply.read():
        yield piece


async def stage_of(carrier: Carrier, target: Target, *, patience: Patience) -> Stage:
    with pytest.raises(TookTooLong) as raised:
        await asyncio.wait_for(read_all(carrier, target, patience=patience), 5)
    return raised.value.stage


async def read_all(carrier: Carrier, target: Target, *, patience: Patience) -> None:
    async for _ in pieces_of(await post(carrier, target, patience)):
        pass

import asyncio
from collections.abc import AsyncIterator

import pytest

from router.adapters.providers.http.direct import Direct
from router.adapters.providers.http.failures import HungUp, NoConnection, NotHttp
from router.adapters.providers.http.target import Target, target_of
from router.core.patience import Patience
from tests.lying_upstream import JSON_ANSWER, Lie, LyingUpstream, chunked, framed
from tests.upstream import until

GOOD = Lie(writes=(framed(JSON_ANSWER),), then="keeps")


@pytest.fixture
async def liar() -> AsyncIterator[LyingUpstream]:
    async with LyingUpstream(GOOD) as running:
        yield running


@pytest.fixture
async def direct() -> AsyncIterator[Direct]:
    carrier = Direct()
    yield carrier
    await carrier.close()


@pytest.fixture
def target(liar: LyingUpstream) -> Target:
    return target_of(liar.base_url, headers={})


async def whole(direct: Direct, target: Target, body: bytes = b"{}") -> bytes:
    reply = await direct.post(target, body=body, patience=Patience(), wants_whole=True)
    return await reply.read()


async def test_a_silent_end_is_asked_once_more_and_never_a_third_time(
    direct: Direct, target: Target, liar: LyingUpstream
) -> None:
    liar.script.append(Lie(then="closes"))
    assert await whole(direct, target) == JSON_ANSWER
    liar.lie = Lie(then="closes")
    with pytest.raises(HungUp):
        await whole(direct, target)
    assert liar.requests == 4


async def test_whoever_began_to_answer_is_not_asked_again(
    direct: Direct, target: Target, liar: LyingUpstream
) -> None:
    liar.lie = Lie(writes=(b"HTTP/1.1 2",), then="closes")
    with pytest.raises(HungUp):
        await whole(direct, target)
    liar.lie = Lie(writes=(b"nonsense\r\n",), then="closes")
    with pytest.raises(NotHttp):
        await whole(direct, target)
    assert liar.requests == 2


async def test_a_stream_that_was_left_carries_the_next_request_once_it_has_ended(
    direct: Direct, target: Target, liar: LyingUpstream
) -> None:
    liar.script.append(Lie(writes=chunked(b"hi"), then="keeps", pause_s=0.01))
    reply = await direct.post(target, body=b"{}", patience=Patience(), wants_whole=False)
    assert await reply.read() == b"hi"
    await reply.finish()
    await asyncio.sleep(0.05)
    assert await whole(direct, target) == JSON_ANSWER
    assert liar.open_connections == 1


async def test_sends_twenty_megabytes(direct: Direct, target: Target) -> None:
    assert await whole(direct, target, b"x" * 20_000_000) == JSON_ANSWER


async def test_closing_ends_what_is_under_way_and_the_next_call_opens_its_own(
    direct: Direct, target: Target, liar: LyingUpstream
) -> None:
    liar.script.append(Lie())
    asking = asyncio.create_task(whole(direct, target))
    await until(lambda: liar.requests == 1)
    await direct.close()
    with pytest.raises(HungUp):
        await asking
    assert await whole(direct, target) == JSON_ANSWER


async def test_nobody_there_is_no_connection(direct: Direct) -> None:
    async with LyingUpstream() as gone:
        address = gone.base_url
    with pytest.raises(NoConnection):
        await whole(direct, target_of(address, headers={}))

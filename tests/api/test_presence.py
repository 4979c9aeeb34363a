import asyncio

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message

from router.api.presence import unless_gone


class Caller:
    """Waits for its answer until it is told to go."""

    def __init__(self) -> None:
        self.going = asyncio.Event()

    async def receive(self) -> Message:
        await self.going.wait()
        return {"type": "http.disconnect"}


def request_of(caller: Caller) -> Request:
    return Request({"type": "http"}, receive=caller.receive)


async def test_who_waits_gets_the_answer() -> None:
    async def answer() -> Response:
        return Response(b"hello")

    answered = await unless_gone(request_of(Caller()), answer())

    assert answered.body == b"hello"
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_who_goes_away_cancels_what_is_under_way() -> None:
    caller, stopped = Caller(), asyncio.Event()

    async def answer() -> Response:
        caller.going.set()
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()
        raise AssertionError("nobody waits")

    answered = await unless_gone(request_of(caller), answer())

    assert stopped.is_set()
    assert answered.status_code == 499
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0


async def test_a_server_that_shuts_down_is_not_mistaken_for_a_caller_who_left() -> None:
    started = asyncio.Event()

    async def answer() -> Response:
        started.set()
        await asyncio.Event().wait()
        raise AssertionError("nobody waits")

    asking = asyncio.create_task(unless_gone(request_of(Caller()), answer()))
    await started.wait()
    asking.cancel()

    with pytest.raises(asyncio.CancelledError):
        await asking


async def test_an_error_is_passed_on() -> None:
    async def answer() -> Response:
        raise LookupError("not here")

    with pytest.raises(LookupError, match="not here"):
        await unless_gone(request_of(Caller()), answer())

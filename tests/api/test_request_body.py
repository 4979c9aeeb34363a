"""Tests of `router.api.request_body`."""

from collections.abc import Sequence

import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message

from router.api.request_body import read_body
from router.core.errors import PayloadTooLarge

LIMIT = 10


def request(*chunks: bytes, headers: Sequence[tuple[str, str]] = (), ends: bool = True) -> Request:
    messages: list[Message] = [
        {"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks
    ]
    messages.append({"type": "http.request"} if ends else {"type": "http.disconnect"})

    async def receive() -> Message:
        return messages.pop(0)

    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    return Request({"type": "http", "headers": raw}, receive)


async def test_chunks_are_joined() -> None:
    assert await read_body(request(b"ab", b"", b"cd"), limit=LIMIT) == b"abcd"


async def test_a_body_of_exactly_the_limit_is_taken() -> None:
    taken = await read_body(request(b"x" * 10, headers=[("content-length", "10")]), limit=LIMIT)

    assert len(taken) == 10


@pytest.mark.parametrize("declared", ["11", "99999999999", "9" * 5_000])
async def test_a_body_declared_too_long_is_refused_unread(declared: str) -> None:
    unread = request(ends=False, headers=[("content-length", declared)])

    with pytest.raises(PayloadTooLarge):
        await read_body(unread, limit=LIMIT)


@pytest.mark.parametrize("headers", [[], [("content-length", "2")], [("content-length", "²")]])
async def test_a_body_that_grows_too_long_is_refused_whatever_was_declared(
    headers: list[tuple[str, str]],
) -> None:
    with pytest.raises(PayloadTooLarge, match="TIERWISE_MAX_BODY_MB") as refused:
        await read_body(request(b"x" * 6, b"x" * 6, ends=False, headers=headers), limit=LIMIT)

    assert (refused.value.status, refused.value.code) == (413, "payload_too_large")


async def test_a_caller_who_leaves_before_the_end_is_not_taken_at_half_a_word() -> None:
    with pytest.raises(ClientDisconnect):
        await read_body(request(b"ab", ends=False), limit=LIMIT)

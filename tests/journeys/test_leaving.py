"""A caller who goes away in mid-stream stops the provider, and pays for what came."""

import asyncio
import json

import pytest

from router.core.ledger import LedgerEntry, Outcome
from tests.journeys.running import Service, eventually
from tests.upstream import Reply, Upstream

MESSAGES = [{"role": "user", "content": "Say hello"}]


@pytest.mark.parametrize("rudely", [False, True], ids=["closed", "reset"])
@pytest.mark.parametrize("number", [1, 50])
async def test_leaving_stops_the_provider_and_is_booked(
    service: Service, upstream: Upstream, number: int, *, rudely: bool
) -> None:
    upstream.reply = Reply(silent_after=4)  # a role, three words, and then nothing for ever
    tasks, connections, booked = service.tasks, upstream.open_connections, len(service.entries())

    ids = await asyncio.gather(*(_leave(service, rudely=rudely) for _ in range(number)))

    eventually(lambda: upstream.disconnects == number)
    eventually(lambda: len(service.entries()) == booked + number)
    for entry in _entries_of(service, set(ids), number=number):
        assert entry.outcome is Outcome.CANCELLED
        assert entry.usage.is_estimated
        assert entry.usage.input_tokens > 0
        assert 0 < entry.usage.output_tokens < 7  # "The sea is"
        assert entry.cost_usd > 0
    eventually(lambda: service.tasks == tasks)
    eventually(lambda: service.callers == 0)
    eventually(lambda: upstream.open_connections <= connections)


async def test_leaving_a_whole_answer_costs_what_the_provider_said(
    service: Service, upstream: Upstream
) -> None:
    upstream.reply = Reply(split_every=1)  # slowly, so that it is under way when the caller leaves
    booked = len(service.entries())

    _, writer = await _ask(service, streamed=False)
    eventually(lambda: len(upstream.requests) == 1)
    writer.transport.abort()

    eventually(lambda: len(service.entries()) == booked + 1)
    entry = service.entries()[-1]
    assert entry.outcome is Outcome.COMPLETED
    assert not entry.usage.is_estimated
    assert entry.cost_usd > 0


async def test_leaving_before_a_stream_begins_is_noticed_too(
    service: Service, upstream: Upstream
) -> None:
    upstream.reply = Reply(silent_after=0)
    tasks, booked = service.tasks, len(service.entries())

    _, writer = await _ask(service)
    eventually(lambda: len(upstream.requests) == 1)
    writer.close()
    await writer.wait_closed()

    eventually(lambda: upstream.disconnects == 1)
    eventually(lambda: len(service.entries()) == booked + 1)
    entry = service.entries()[-1]
    assert entry.outcome is Outcome.CANCELLED
    assert entry.cost_usd > 0 == entry.usage.output_tokens
    eventually(lambda: service.tasks == tasks)


async def test_leaving_after_the_end_costs_what_the_provider_said(
    service: Service, upstream: Upstream
) -> None:
    reader, writer = await _ask(service)
    await reader.readuntil(b"[DONE]")
    writer.close()
    await writer.wait_closed()

    eventually(lambda: service.callers == 0)
    entry = service.entries()[-1]
    assert entry.outcome is Outcome.COMPLETED
    assert not entry.usage.is_estimated
    assert upstream.disconnects == 0


async def _leave(service: Service, *, rudely: bool) -> str:
    """Ask, read until the third word has come, and hang up; gives the decision's id."""
    reader, writer = await _ask(service)
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    await reader.readuntil(b'" is"')
    if rudely:
        writer.transport.abort()
    else:
        writer.close()
        await writer.wait_closed()
    headers = dict(line.split(": ", 1) for line in head.splitlines()[1:] if line)
    return headers["x-tierwise-decision-id"]


async def _ask(
    service: Service, *, streamed: bool = True
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    body = json.dumps({"model": "standard", "stream": streamed, "messages": MESSAGES})
    host, port = service.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        f"POST /v1/chat/completions HTTP/1.1\r\nHost: {host}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
    )
    await writer.drain()
    return reader, writer


def _entries_of(service: Service, ids: set[str], *, number: int) -> list[LedgerEntry]:
    entries = [entry for entry in service.entries() if entry.decision_id in ids]
    assert len(entries) == number
    return entries

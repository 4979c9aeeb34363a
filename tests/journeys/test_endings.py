"""However a request ends, the caller learns why, the ledger is right and nothing is left behind."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import httpx
import pytest

from router.core.ledger import LedgerEntry, Outcome
from tests.journeys.rulebooks import KEY, POLICY
from tests.journeys.running import (
    Service,
    decision_ids,
    eventually,
    fifty_at_once,
    running_service,
    variables,
)
from tests.upstream import Reply, Upstream

MESSAGES = [{"role": "user", "content": "Say hello"}]
QUOTED_KEY = f'{{"error":{{"message":"Incorrect API key provided: {KEY}"}}}}'.encode()
TROUBLES = {
    "rate limit": (Reply(status=429), 429, "upstream_rate_limited"),
    "server error": (Reply(status=500), 502, "upstream_failed"),
    "overloaded": (Reply(status=503, body=b"<h1>busy</h1>"), 502, "upstream_failed"),
    "wrong key": (Reply(status=401, body=QUOTED_KEY), 502, "upstream_misconfigured"),
    "unknown model": (Reply(status=404), 502, "upstream_misconfigured"),
    "rejected": (Reply(status=400), 400, "c"),
    "web page": (
        Reply(body=b"<html>Welcome</html>", content_type="text/html"),
        502,
        "upstream_garbled",
    ),
    "half an answer": (Reply(body=b'{"choices": [{"mess'), 502, "upstream_garbled"),
}
BILLED = {"web page", "half an answer"}
"""A status of 200: the provider may have generated something, so it is estimated."""


@dataclass(frozen=True, kw_only=True)
class Before:
    """What there was before a request."""

    tasks: int
    connections: int

    @classmethod
    def of(cls, service: Service, upstream: Upstream) -> "Before":
        """What there is now."""
        return cls(tasks=service.tasks, connections=upstream.open_connections)

    def assert_nothing_was_added(self, service: Service, upstream: Upstream, *, idle: int) -> None:
        """No caller, no task, and of the upstream's connections `idle` ones for the next calls."""
        eventually(lambda: service.callers == 0)
        eventually(lambda: service.tasks == self.tasks)
        eventually(lambda: upstream.open_connections <= self.connections + idle)


@pytest.fixture(scope="module")
def impatient(catalog_text: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that waits one second for providers."""
    folder = tmp_path_factory.mktemp("impatient")
    given = variables(folder, policy=POLICY, catalog=catalog_text, TIERWISE_UPSTREAM_TIMEOUT_S="1")
    with running_service(given) as running:
        yield running


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("trouble", TROUBLES)
async def test_fifty_troubles_at_once_are_told_and_booked_and_leave_nothing(
    service: Service, upstream: Upstream, trouble: str, *, streamed: bool
) -> None:
    upstream.reply, status, code = TROUBLES[trouble]
    before = Before.of(service, upstream)

    answers = await _fifty(service, streamed=streamed)

    assert {answer.status_code for answer in answers} == {status}
    assert {answer.json()["error"]["code"] for answer in answers} == {code}
    assert not any(KEY in answer.text for answer in answers)
    entries = _entries_of(service, answers)
    assert len(entries) == 50
    assert {entry.outcome for entry in entries} == {Outcome.FAILED}
    assert {entry.usage.is_estimated for entry in entries} == {trouble in BILLED}
    assert {entry.cost_usd > 0 for entry in entries} == {trouble in BILLED}
    before.assert_nothing_was_added(service, upstream, idle=50)


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
async def test_fifty_silent_upstreams_time_out_and_are_booked_as_estimates(
    impatient: Service, upstream: Upstream, *, streamed: bool
) -> None:
    upstream.reply = Reply(silent_after=0)
    before = Before.of(impatient, upstream)

    answers = await _fifty(impatient, streamed=streamed)

    assert {answer.status_code for answer in answers} == {504}
    assert {answer.json()["error"]["code"] for answer in answers} == {"upstream_timeout"}
    entries = _entries_of(impatient, answers)
    assert len(entries) == 50
    assert {(entry.outcome, entry.usage.is_estimated) for entry in entries} == {("failed", True)}
    assert all(entry.cost_usd > 0 == entry.usage.output_tokens for entry in entries)
    eventually(lambda: upstream.disconnects == 50)
    before.assert_nothing_was_added(impatient, upstream, idle=0)


async def test_a_stream_that_falls_silent_ends_with_an_error_event(
    impatient: Service, upstream: Upstream
) -> None:
    upstream.reply = Reply(silent_after=3)

    answer = impatient.post({"model": "medium", "messages": MESSAGES, "stream": True})

    assert b'"code": "upstream_timeout"' in answer.content
    assert b"[DONE]" not in answer.content
    assert impatient.entry_of(answer).error_code == "upstream_timeout"
    eventually(lambda: upstream.disconnects == 1)


async def test_nobody_at_the_address_is_told_at_no_cost(
    service: Service, upstream: Upstream
) -> None:
    before = Before.of(service, upstream)

    answers = await _fifty(service, streamed=False, model="away")

    assert {answer.status_code for answer in answers} == {502}
    assert {answer.json()["error"]["code"] for answer in answers} == {"upstream_unreachable"}
    assert {entry.cost_usd for entry in _entries_of(service, answers)} == {Decimal(0)}
    before.assert_nothing_was_added(service, upstream, idle=0)


async def test_fifty_upstreams_that_die_in_mid_stream_end_in_error_events(
    service: Service, upstream: Upstream
) -> None:
    upstream.reply = Reply(dies_after=4)
    before = Before.of(service, upstream)

    answers = await _fifty(service, streamed=True)

    for answer in answers:
        assert answer.status_code == 200
        *chunks, last = answer.content.removesuffix(b"\n\n").split(b"\n\n")
        assert len(chunks) == 4
        assert b'"code": "upstream_broke_off"' in last
        assert b'"type": "server_error"' in last
        assert b"[DONE]" not in answer.content
    entries = _entries_of(service, answers)
    assert len(entries) == 50
    for entry in entries:
        assert (entry.outcome, entry.error_code) == (Outcome.FAILED, "upstream_broke_off")
        assert entry.usage.is_estimated
        assert 0 < entry.usage.output_tokens < 7  # "The sea is"
        assert entry.cost_usd > 0
    before.assert_nothing_was_added(service, upstream, idle=0)


def test_garbage_in_a_stream_ends_it_with_an_error_event_after_what_was_good(
    service: Service, upstream: Upstream
) -> None:
    good = b'data: {"choices":[{"index":0,"delta":{"content":"The sea is"}}]}\n\n'
    upstream.reply = Reply(events=[good, b'data: {"choices":[{"ind\n\n'])

    answer = service.post({"model": "standard", "messages": MESSAGES, "stream": True})

    assert answer.content.startswith(good)
    assert answer.content.count(b"\n\n") == 2
    assert b'"code": "upstream_garbled"' in answer.content
    entry = service.entry_of(answer)
    assert (entry.outcome, entry.error_code) == (Outcome.FAILED, "upstream_garbled")
    assert entry.usage.is_estimated
    assert entry.cost_usd > 0


async def test_fifty_completed_answers_leave_nothing(service: Service, upstream: Upstream) -> None:
    before = Before.of(service, upstream)

    answers = [*await _fifty(service, streamed=False), *await _fifty(service, streamed=True)]

    entries = _entries_of(service, answers)
    assert len(entries) == 100
    assert {entry.outcome for entry in entries} == {Outcome.COMPLETED}
    assert {entry.cost_usd for entry in entries} == {Decimal("0.0000354")}
    before.assert_nothing_was_added(service, upstream, idle=50)


async def _fifty(
    service: Service, *, streamed: bool, model: str = "medium"
) -> list[httpx.Response]:
    # Named, so that it is asked again and again: what fails is else passed over for a while.
    body = {"model": model, "messages": MESSAGES, "stream": streamed}
    url = f"{service.base_url}/chat/completions"
    async with fifty_at_once() as client:
        return await asyncio.gather(*(client.post(url, json=body) for _ in range(50)))


def _entries_of(service: Service, answers: list[httpx.Response]) -> list[LedgerEntry]:
    ids = decision_ids(answers)
    return [entry for entry in service.entries() if entry.decision_id in ids]

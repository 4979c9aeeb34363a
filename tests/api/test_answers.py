"""Tests of `router.api.answers`."""

import asyncio
from dataclasses import dataclass, field, replace
from decimal import Decimal

from starlette.types import Message, Scope

from router.api.answers import StreamedAnswer, WholeAnswer
from router.core.errors import UpstreamFailed
from router.core.ledger import Outcome
from router.services.complete import Completed
from router.services.relay import Relay
from tests.factories import chat_request, journey
from tests.fakes import ANSWER, EVENT, USAGE, ScriptedStream, Service

SCOPE: Scope = {"type": "http", "method": "POST", "path": "/", "headers": []}


@dataclass
class Caller:
    """The other end of a connection, which may be closed."""

    got: list[Message] = field(default_factory=list)
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    started: asyncio.Event = field(default_factory=asyncio.Event)

    async def receive(self) -> Message:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        self.got.append(message)
        self.started.set()

    @property
    def body(self) -> bytes:
        return b"".join(m["body"] for m in self.got if m["type"] == "http.response.body")


def streamed(service: Service, stream: ScriptedStream) -> StreamedAnswer:
    return StreamedAnswer(
        Relay(
            journey=journey(),
            stream=stream,
            request=chat_request(is_streamed=True),
            settle=service.steps.settle,
        )
    )


def whole(headers: dict[str, str] | None = None) -> WholeAnswer:
    answer = replace(ANSWER, headers=headers or {})
    return WholeAnswer(
        Completed(journey=journey(), answer=answer, usage=USAGE, cost_usd=Decimal("0.5"))
    )


class TestWhole:
    def test_the_providers_bytes_are_the_body(self) -> None:
        assert whole().body == ANSWER.body
        assert whole().headers["content-type"] == "application/json"

    def test_decision_and_cost_stand_in_the_headers(self) -> None:
        headers = whole().headers

        assert headers["x-tierwise-model"] == "middle"
        assert headers["x-tierwise-cost-usd"] == "0.5"

    def test_headers_of_the_provider_are_passed_on(self) -> None:
        assert whole({"x-request-id": "req_1"}).headers["x-request-id"] == "req_1"

    def test_headers_that_are_no_latin_do_not_lose_a_paid_answer(self) -> None:
        assert whole({"x-request-id": "大\udcff\r\n"}).headers["x-request-id"] == "????"


class TestStreamed:
    async def test_events_follow_the_headers_and_the_connection_is_ended(self) -> None:
        caller = Caller()

        await streamed(Service(), ScriptedStream())(SCOPE, caller.receive, caller.send)

        start, *_, last = caller.got
        headers = dict(start["headers"])
        assert (start["type"], start["status"]) == ("http.response.start", 200)
        assert headers[b"content-type"] == b"text/event-stream; charset=utf-8"
        assert headers[b"x-tierwise-model"] == b"middle"
        assert headers[b"cache-control"] == b"no-cache"
        assert b"content-length" not in headers
        assert caller.body == EVENT + EVENT + b"data: [DONE]\n\n"
        assert last == {"type": "http.response.body", "body": b"", "more_body": False}

    async def test_a_provider_that_breaks_off_ends_the_stream_in_order(self) -> None:
        caller = Caller()
        stream = ScriptedStream(error=UpstreamFailed("gone"))

        await streamed(Service(), stream)(SCOPE, caller.receive, caller.send)

        assert b"upstream_failed" in caller.body
        assert b"[DONE]" not in caller.body
        assert caller.got[-1]["more_body"] is False

    async def test_a_caller_who_leaves_stops_the_provider_and_is_booked(self) -> None:
        service, caller = Service(), Caller()
        stream = ScriptedStream(is_endless=True)
        answering = asyncio.create_task(
            _answer(streamed(service, stream), caller),
        )
        await stream.waiting.wait()

        caller.gone.set()
        await answering

        assert service.ledger.only.outcome is Outcome.CANCELLED
        assert stream.closed == 1

    async def test_a_caller_who_left_before_the_first_event_is_booked_too(self) -> None:
        service, caller = Service(), Caller()
        caller.gone.set()
        stream = ScriptedStream(events=(), is_endless=True)

        await streamed(service, stream)(SCOPE, caller.receive, caller.send)

        assert service.ledger.only.outcome is Outcome.CANCELLED
        assert (stream.closed, caller.got) == (1, [])

    async def test_a_server_that_shuts_down_books_what_is_under_way(self) -> None:
        service, caller = Service(), Caller()
        stream = ScriptedStream(is_endless=True)
        answering = asyncio.create_task(_answer(streamed(service, stream), caller))
        await stream.waiting.wait()

        answering.cancel()
        await asyncio.wait({answering})

        assert answering.cancelled()
        assert service.ledger.only.outcome is Outcome.CANCELLED
        assert stream.closed == 1

    async def test_no_task_is_left_behind(self) -> None:
        caller = Caller()
        before = asyncio.all_tasks()

        await streamed(Service(), ScriptedStream())(SCOPE, caller.receive, caller.send)

        assert asyncio.all_tasks() == before


async def _answer(response: StreamedAnswer, caller: Caller) -> None:
    await response(SCOPE, caller.receive, caller.send)


async def test_a_callers_own_quotas_stand_in_the_place_of_the_providers() -> None:
    theirs = {"x-ratelimit-limit-requests": "10000", "x-request-id": "req_1"}
    own = {"x-ratelimit-limit-requests": "60"}
    completed = Completed(
        journey=replace(journey(), quota_headers=own),
        answer=replace(ANSWER, headers=theirs),
        usage=USAGE,
        cost_usd=Decimal(0),
    )

    sent = WholeAnswer(completed).headers

    assert sent.getlist("x-ratelimit-limit-requests") == ["60"]
    assert sent["x-request-id"] == "req_1"

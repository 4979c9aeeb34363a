"""Tests of `router.services.relay`: a stream reaches the caller and is booked, however it ends."""

import asyncio
import json
from dataclasses import dataclass, field

import pytest

from router.core.errors import LedgerUnavailable, RouterError, UpstreamFailed, UpstreamTimedOut
from router.core.ledger import Outcome
from router.core.usage import Usage
from router.services.relay import Relay
from tests.factories import chat_request, journey
from tests.fakes import EVENT, USAGE, ScriptedStream, Service

DONE = b"data: [DONE]\n\n"


@dataclass
class Caller:
    """Receives the events; it can break off, or stop reading for good."""

    received: list[bytes] = field(default_factory=list)
    breaks_after: int | None = None
    error: OSError = field(default_factory=ConnectionResetError)

    async def __call__(self, events: bytes) -> None:
        if self.breaks_after is not None and len(self.received) >= self.breaks_after:
            raise self.error
        self.received.append(events)

    def said(self, place: int) -> dict[str, object]:
        parsed: dict[str, object] = json.loads(self.received[place].removeprefix(b"data: "))
        return parsed


def relay(service: Service, stream: ScriptedStream, *, wants_usage: bool = False) -> Relay:
    return Relay(
        journey=journey(),
        stream=stream,
        request=chat_request(content="one two three", is_streamed=True, wants_usage=wants_usage),
        settle=service.steps.settle,
    )


class TestWhole:
    async def test_events_pass_untouched_and_done_comes_last(self) -> None:
        service, caller = Service(), Caller()

        await relay(service, ScriptedStream())(caller)

        assert caller.received == [EVENT, EVENT, DONE]

    async def test_usage_comes_between_the_events_and_done_where_it_is_wanted(self) -> None:
        service, caller = Service(), Caller()

        await relay(service, ScriptedStream(), wants_usage=True)(caller)

        assert caller.received[:2] == [EVENT, EVENT]
        assert caller.received[3:] == [DONE]
        said = caller.said(2)
        assert said["usage"] == {"prompt_tokens": 1_000}
        assert said["tierwise"] == {
            "decision_id": "dec_1",
            "cost_usd": "0.0014",
            "is_estimated": False,
        }

    async def test_it_is_booked_before_done_is_sent(self) -> None:
        service, caller = Service(), Caller()
        service.ledger.may_write.clear()
        task = asyncio.create_task(relay(service, ScriptedStream())(caller))
        await asyncio.sleep(0.01)

        assert DONE not in caller.received

        service.ledger.may_write.set()
        await task
        assert caller.received[-1] == DONE

    async def test_it_is_booked_once_with_the_providers_usage(self) -> None:
        service = Service()

        await relay(service, ScriptedStream())(Caller())

        entry = service.ledger.only
        assert (entry.outcome, entry.usage) == (Outcome.COMPLETED, USAGE)

    async def test_missing_usage_is_counted_marked_and_told(self) -> None:
        service, caller = Service(), Caller()
        stream = ScriptedStream(usage=None, usage_chunk=None, text="a b c d")

        await relay(service, stream, wants_usage=True)(caller)

        counted = Usage(input_tokens=3, output_tokens=4, is_estimated=True)
        assert service.ledger.only.usage == counted
        said = caller.said(2)
        assert said["choices"] == []
        assert said["usage"] == {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7}
        assert isinstance(said["tierwise"], dict)
        assert said["tierwise"]["is_estimated"] is True

    async def test_the_stream_is_closed(self) -> None:
        stream = ScriptedStream()

        await relay(Service(), stream)(Caller())

        assert stream.closed == 1


class TestProviderBreaksOff:
    @pytest.mark.parametrize("error", [UpstreamFailed("gone"), UpstreamTimedOut("silent")])
    async def test_the_caller_gets_an_error_event_and_no_done(self, error: RouterError) -> None:
        service, caller = Service(), Caller()

        await relay(service, ScriptedStream(error=error))(caller)

        assert caller.received[:2] == [EVENT, EVENT]
        assert caller.said(2) == error.body()
        assert len(caller.received) == 3

    async def test_what_came_until_then_is_booked_once(self) -> None:
        service = Service()
        stream = ScriptedStream(error=UpstreamFailed("gone"), usage=None, text="a b")

        await relay(service, stream)(Caller())

        entry = service.ledger.only
        assert (entry.outcome, entry.error_code) == (Outcome.FAILED, "upstream_failed")
        assert entry.usage == Usage(input_tokens=3, output_tokens=2, is_estimated=True)
        assert stream.closed == 1


class TestCallerLeaves:
    async def test_a_cancelled_stream_is_booked_once_and_closed(self) -> None:
        service = Service()
        stream = ScriptedStream(is_endless=True, usage=None, text="a b")
        task = asyncio.create_task(relay(service, stream)(Caller()))
        await stream.waiting.wait()

        task.cancel()

        with pytest.raises(asyncio.CancelledError):
            await task
        entry = service.ledger.only
        assert entry.outcome is Outcome.CANCELLED
        assert entry.usage == Usage(input_tokens=3, output_tokens=2, is_estimated=True)
        assert stream.closed == 1

    async def test_what_came_is_booked_as_the_kind_and_service_that_it_was(self) -> None:
        service = Service()
        stream = ScriptedStream(
            error=UpstreamFailed("gone"),
            usage=None,
            text="a b c",
            reasoning="a b",
            service_tier="flex",
        )

        await relay(service, stream)(Caller())

        assert service.ledger.only.usage == Usage(
            input_tokens=3,
            output_tokens=3,
            reasoning_tokens=2,
            is_estimated=True,
            service_tier="flex",
        )

    async def test_cancelling_twice_does_not_lose_the_entry(self) -> None:
        service = Service()
        service.ledger.may_write.clear()
        stream = ScriptedStream(is_endless=True)
        task = asyncio.create_task(relay(service, stream)(Caller()))
        await stream.waiting.wait()

        task.cancel()
        await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.sleep(0.01)
        service.ledger.may_write.set()

        with pytest.raises(asyncio.CancelledError):
            await task
        assert service.ledger.only.outcome is Outcome.CANCELLED
        assert stream.closed == 1

    async def test_leaving_while_the_whole_stream_is_booked_does_not_lose_the_entry(self) -> None:
        service, caller = Service(), Caller()
        service.ledger.may_write.clear()
        stream = ScriptedStream()
        task = asyncio.create_task(relay(service, stream)(caller))
        await asyncio.sleep(0.01)

        task.cancel()
        await asyncio.sleep(0.01)
        service.ledger.may_write.set()

        with pytest.raises(asyncio.CancelledError):
            await task
        assert service.ledger.only.outcome is Outcome.COMPLETED
        assert stream.closed == 1

    @pytest.mark.parametrize("error", [ConnectionResetError(), OSError("client disconnected")])
    async def test_a_broken_connection_is_a_caller_who_left(self, error: OSError) -> None:
        service, stream = Service(), ScriptedStream()

        with pytest.raises(OSError):  # noqa: PT011 - the server sorts it out by its type
            await relay(service, stream)(Caller(breaks_after=1, error=error))

        assert service.ledger.only.outcome is Outcome.CANCELLED
        assert stream.closed == 1

    async def test_one_who_leaves_during_the_last_event_has_been_booked_already(self) -> None:
        service = Service()

        with pytest.raises(ConnectionResetError):
            await relay(service, ScriptedStream())(Caller(breaks_after=2))

        assert service.ledger.only.outcome is Outcome.COMPLETED


class TestLedgerIsDown:
    async def test_the_stream_ends_with_an_error_event_instead_of_done(self) -> None:
        service, caller = Service(), Caller()
        service.ledger.is_broken = True
        stream = ScriptedStream()

        await relay(service, stream, wants_usage=True)(caller)

        assert caller.received[:2] == [EVENT, EVENT]
        assert caller.said(2)["error"] == {
            "message": "The disk is full. Free some space.",
            "type": "server_error",
            "param": None,
            "code": "ledger_unavailable",
        }
        assert len(caller.received) == 3
        assert stream.closed == 1

    async def test_a_spend_that_could_not_be_booked_is_not_swallowed_by_the_cancelling(
        self,
    ) -> None:
        service = Service()
        service.ledger.is_broken = True
        stream = ScriptedStream(is_endless=True)
        task = asyncio.create_task(relay(service, stream)(Caller()))
        await stream.waiting.wait()

        task.cancel()

        with pytest.raises(LedgerUnavailable):
            await task
        assert stream.closed == 1

"""Tests of `router.services.given_again`: what callers get, and what is booked of it."""

import asyncio
import json
from dataclasses import replace
from decimal import Decimal

import pytest

from router.core.answer_text import said_in_events
from router.core.dialects.chunks import bare_event, chunks_of
from router.core.errors import UpstreamFailed
from router.core.key import LOCAL_KEY
from router.core.ledger import Outcome
from router.core.usage import Usage
from router.services.complete import Complete, Completed
from router.services.journey import Found
from tests.factories import chat_request
from tests.fakes import ANSWER, EVENT, ScriptedStream
from tests.services.reusing import (
    ASKED,
    COST,
    STREAM,
    USAGE_CHUNK,
    WHOLE,
    PacedStream,
    outcomes,
    relayed,
    serving,
    until,
)


class TestGivenAgain:
    async def test_a_second_request_is_booked_at_nothing_and_calls_nobody(self) -> None:
        service, complete = serving()

        first = await complete(chat_request(), LOCAL_KEY)
        again = await complete(chat_request(), LOCAL_KEY)

        assert again.answer.body == first.answer.body == ANSWER.body
        assert len(service.provider.calls) == 1
        _, entry = service.ledger.booked
        assert (entry.outcome, entry.cost_usd, entry.usage) == (
            Outcome.COMPLETED,
            Decimal(0),
            Usage(),
        )
        assert entry.deployment is None
        assert entry.note == f"The answer of {first.journey.decision_id} again; it cost 0.0014 USD."
        assert not service.ledger.kept.counters.holds, "nothing is held for it"

    async def test_a_stream_is_sent_again_with_its_usage(self) -> None:
        service, complete = serving()
        request = chat_request(is_streamed=True, wants_usage=True)

        first, again = [await relayed(complete, request) for _ in range(2)]

        assert len(service.provider.calls) == 1
        assert EVENT in first
        assert again.count(EVENT) == first.count(EVENT)
        assert again.endswith(b"data: [DONE]\n\n")
        assert service.ledger.booked[1].cost_usd == 0

    @pytest.mark.parametrize("is_streamed", [False, True])
    async def test_an_answer_whose_usage_is_a_guess_is_not_given_again(
        self, is_streamed: bool
    ) -> None:
        service, complete = serving()
        service.provider.answer = replace(ANSWER, usage=None)
        service.provider.answer_stream = ScriptedStream(usage=None)
        request = chat_request(is_streamed=is_streamed)

        for _ in range(2):
            await (relayed(complete, request) if is_streamed else complete(request, LOCAL_KEY))

        assert len(service.provider.calls) == 2

    async def test_a_whole_answer_is_given_to_a_stream_and_a_stream_to_a_whole_request(
        self,
    ) -> None:
        for is_streamed in (False, True):
            service, complete = serving()
            service.provider.answer = replace(ANSWER, body=WHOLE)
            service.provider.answer_stream = ScriptedStream((*STREAM,), usage_chunk=USAGE_CHUNK)
            streamed = chat_request(is_streamed=True, wants_usage=True)
            if is_streamed:
                await relayed(complete, streamed)
                again = (await complete(chat_request(), LOCAL_KEY)).answer
                assert json.loads(again.body) == json.loads(WHOLE)
            else:
                await complete(chat_request(), LOCAL_KEY)
                chunks = [*chunks_of(await relayed(complete, streamed))]
                assert chunks.pop() is None
                *words, last = chunks
                assert last is not None
                assert last["usage"] == json.loads(WHOLE)["usage"]
                assert last["tierwise"]["cost_usd"] == "0"  # type: ignore[index]
                assert said_in_events([bare_event(one or {}) for one in words]) == "hello"

            assert len(service.provider.calls) == 1
            _, entry = service.ledger.booked
            assert (entry.cost_usd, entry.usage, entry.deployment) == (Decimal(0), Usage(), None)
            assert entry.note is not None
            assert entry.note.endswith("it cost 0.0014 USD.")

    async def test_what_cannot_be_told_in_the_other_form_is_called_for_anew(self) -> None:
        service, complete = serving()
        sound = WHOLE.replace(b'"content": "hello"', b'"audio": {"data": "UklGRg"}')
        service.provider.answer = replace(ANSWER, body=sound)

        await complete(chat_request(), LOCAL_KEY)
        sent = await relayed(complete, chat_request(is_streamed=True))

        assert len(service.provider.calls) == 2
        assert EVENT in sent


class TestTogether:
    async def asked_at_once(
        self, complete: Complete, *, times: int
    ) -> list[asyncio.Task[Completed]]:
        asking = [asyncio.create_task(complete(chat_request(), LOCAL_KEY)) for _ in range(times)]
        for _ in range(20):
            await asyncio.sleep(0)
        return asking

    async def test_identical_requests_at_once_are_one_call(self) -> None:
        service, complete = serving()
        service.ledger.may_write.clear()
        asking = await self.asked_at_once(complete, times=5)
        service.ledger.may_write.set()

        all_five = await asyncio.gather(*asking)

        assert len(service.provider.calls) == 1
        assert [entry.cost_usd for entry in service.ledger.booked] == [COST, 0, 0, 0, 0]
        assert [one.journey.reused and one.journey.reused.found for one in all_five] == [
            None,
            *[Found.TOGETHER] * 4,
        ]

    async def test_where_the_first_caller_leaves_another_one_calls(self) -> None:
        service, complete = serving(is_silent=True)
        asking = await self.asked_at_once(complete, times=3)
        service.provider.is_silent = False

        asking[0].cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking[0]
        second, third = await asyncio.gather(*asking[1:])

        assert len(service.provider.calls) == 2
        assert second.journey.reused is None
        assert third.journey.reused is not None

    async def test_where_the_provider_fails_each_asks_for_itself_at_once(self) -> None:
        service, complete = serving()
        service.provider.error = UpstreamFailed("500")
        asking = await self.asked_at_once(complete, times=4)

        ended = await asyncio.gather(*asking, return_exceptions=True)

        assert [type(one) for one in ended] == [UpstreamFailed] * 4
        assert len(service.ledger.booked) == 4

    async def test_where_the_caller_of_a_stream_leaves_alone_the_next_one_calls(self) -> None:
        service, complete = serving()
        service.provider.answer_stream = stream = ScriptedStream(is_endless=True)
        first = asyncio.create_task(relayed(complete, ASKED))
        await stream.waiting.wait()
        second = asyncio.create_task(relayed(complete, ASKED))
        service.provider.answer_stream = ScriptedStream()

        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first

        assert (await second).count(EVENT) == 2
        assert outcomes(service) == [Outcome.CANCELLED, Outcome.COMPLETED]
        assert stream.closed

    async def test_who_waits_whole_for_a_stream_is_given_it_whole(self) -> None:
        service, complete = serving()
        service.provider.answer_stream = stream = PacedStream(STREAM)
        leading = asyncio.create_task(relayed(complete, ASKED))
        await until(lambda: bool(service.provider.calls))
        whole = asyncio.create_task(complete(chat_request(), LOCAL_KEY))
        stream.give(len(STREAM) + 1)
        await leading

        completed = await whole
        assert completed.journey.reused is not None
        assert completed.journey.reused.found is Found.TOGETHER
        assert json.loads(completed.answer.body)["choices"] == json.loads(WHOLE)["choices"]
        assert len(service.provider.calls) == 1

"""Tests of `router.services.complete`: each ending of a request books exactly one entry."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from router.core.caller import Attribution
from router.core.errors import (
    LedgerUnavailable,
    PolicyDenied,
    RouterError,
    UpstreamFailed,
    UpstreamGarbled,
    UpstreamTimedOut,
)
from router.core.key import LOCAL_KEY
from router.core.ledger import Outcome
from router.core.usage import Usage
from router.ports.provider import Answer
from tests.factories import chat_request, key, policy, rulebook
from tests.fakes import ANSWER, USAGE, ScriptedStream, Service

DENYING = rulebook(policy({"when": {"tokens": {"at_least": 1}}, "then": {"deny": "Closed."}}))
ERRORS = [UpstreamFailed("500"), UpstreamGarbled("what?"), UpstreamTimedOut("silent")]


class TestWhole:
    async def test_an_answer_is_passed_on_and_booked(self) -> None:
        service = Service()

        completed = await service.complete(chat_request(), LOCAL_KEY)

        assert completed.answer is ANSWER
        assert (completed.usage, completed.cost_usd) == (USAGE, Decimal("0.0014"))
        entry = service.ledger.only
        assert (entry.outcome, entry.usage, entry.cost_usd) == (
            Outcome.COMPLETED,
            USAGE,
            completed.cost_usd,
        )

    async def test_the_provider_gets_the_callers_fields_untouched(self) -> None:
        service = Service()
        request = chat_request()

        await service.complete(request, LOCAL_KEY)

        (call,) = service.provider.calls
        assert call.fields is request.fields
        assert (call.deployment.name, call.patience.between_s) == ("middle", 30.0)

    async def test_missing_usage_is_counted_and_marked(self) -> None:
        service = Service()
        service.provider.answer = Answer(body=ANSWER.body, usage=None)

        completed = await service.complete(chat_request(content="one two three"), LOCAL_KEY)

        assert completed.usage == Usage(input_tokens=3, output_tokens=1, is_estimated=True)
        assert service.ledger.only.usage == completed.usage

    async def test_missing_usage_is_counted_in_the_class_of_service_that_answered(self) -> None:
        service = Service()
        service.provider.answer = Answer(body=ANSWER.body, usage=None, service_tier="priority")

        completed = await service.complete(chat_request(), LOCAL_KEY)

        assert completed.usage.service_tier == "priority"

    async def test_an_odd_answer_without_usage_is_booked_all_the_same(self) -> None:
        service = Service()
        service.provider.answer = Answer(body=b'{"choices":"odd"}', usage=None)

        await service.complete(chat_request(), LOCAL_KEY)

        assert service.ledger.only.usage.is_estimated

    @pytest.mark.parametrize("error", ERRORS)
    async def test_an_error_of_the_provider_is_booked_and_names_the_decision(
        self, error: RouterError
    ) -> None:
        service = Service()
        service.provider.error = error

        with pytest.raises(type(error)) as failed:
            await service.complete(chat_request(), LOCAL_KEY)

        entry = service.ledger.only
        assert (entry.outcome, entry.error_code) == (Outcome.FAILED, error.code)
        assert failed.value.headers["x-tierwise-decision-id"] == entry.decision_id

    async def test_a_refused_request_calls_nobody(self) -> None:
        service = Service()
        service.rulebooks.in_force = DENYING

        with pytest.raises(PolicyDenied):
            await service.complete(chat_request(), LOCAL_KEY)

        assert service.provider.calls == []
        assert service.ledger.only.outcome is Outcome.REFUSED

    async def test_a_cancelled_call_is_booked_at_what_the_provider_has_read(self) -> None:
        service = Service()
        service.provider.is_silent = True
        task = asyncio.create_task(service.complete(chat_request(content="one two"), LOCAL_KEY))
        await service.provider.asked.wait()

        task.cancel()

        with pytest.raises(asyncio.CancelledError):
            await task
        entry = service.ledger.only
        assert entry.outcome is Outcome.CANCELLED
        assert entry.usage == Usage(input_tokens=2, is_estimated=True)

    async def test_an_answer_that_cannot_be_booked_is_not_served(self) -> None:
        service = Service()
        service.ledger.is_broken = True

        with pytest.raises(LedgerUnavailable, match="disk is full"):
            await service.complete(chat_request(), LOCAL_KEY)

    async def test_spend_is_booked_on_the_keys_owner(self) -> None:
        service = Service()
        await service.keys.add(key(id="key_7", team="pay"), secret="tw-7")
        claim = Attribution(team="somebody else", user="eve")

        await service.complete(chat_request(attribution=claim), await service.holder("tw-7"))

        caller = service.ledger.only.caller
        assert (caller.key_id, caller.team, caller.user) == ("key_7", "pay", "eve")

    async def test_the_duration_covers_the_whole_request(self) -> None:
        service = Service()
        service.provider.is_silent = True
        task = asyncio.create_task(service.complete(chat_request(), LOCAL_KEY))
        await service.provider.asked.wait()
        service.clock.advance(2)

        task.cancel()
        await asyncio.wait({task})

        assert service.ledger.only.duration_ms == 2_000


class TestStreamed:
    async def test_opening_a_stream_books_nothing_yet(self) -> None:
        service = Service()

        relay = await service.complete.stream(chat_request(is_streamed=True), LOCAL_KEY)

        assert relay.journey.deployment.name == "middle"
        assert relay.stream.received_text() == "hello hello"
        assert service.ledger.booked == []

    async def test_running_it_books_it_once(self) -> None:
        service = Service()
        relay = await service.complete.stream(chat_request(is_streamed=True), LOCAL_KEY)
        sent: list[bytes] = []

        async def keep(events: bytes) -> None:
            sent.append(events)

        await relay(keep)

        assert service.ledger.only.usage == USAGE
        assert len(sent) == 3

    @pytest.mark.parametrize("error", ERRORS)
    async def test_a_stream_that_was_not_accepted_is_booked_as_failed(
        self, error: RouterError
    ) -> None:
        service = Service()
        service.provider.error = error

        with pytest.raises(type(error)) as failed:
            await service.complete.stream(chat_request(is_streamed=True), LOCAL_KEY)

        entry = service.ledger.only
        assert (entry.outcome, entry.error_code) == (Outcome.FAILED, error.code)
        assert failed.value.headers["x-tierwise-decision-id"] == entry.decision_id

    async def test_a_refused_stream_calls_nobody(self) -> None:
        service = Service()
        service.rulebooks.in_force = DENYING

        with pytest.raises(PolicyDenied):
            await service.complete.stream(chat_request(is_streamed=True), LOCAL_KEY)

        assert service.provider.calls == []
        assert service.ledger.only.outcome is Outcome.REFUSED

    async def test_a_caller_who_leaves_before_the_stream_is_accepted_is_booked(self) -> None:
        service = Service()
        service.provider.is_silent = True
        request = chat_request(content="one two", is_streamed=True)
        task = asyncio.create_task(service.complete.stream(request, LOCAL_KEY))
        await service.provider.asked.wait()

        task.cancel()

        with pytest.raises(asyncio.CancelledError):
            await task
        assert service.ledger.only.outcome is Outcome.CANCELLED


async def test_requests_at_the_same_time_are_booked_one_by_one() -> None:
    service = Service()
    service.provider.answer_stream = ScriptedStream()

    await asyncio.gather(*(service.complete(chat_request(), LOCAL_KEY) for _ in range(50)))

    assert len({entry.id for entry in service.ledger.booked}) == 50
    assert len({entry.decision_id for entry in service.ledger.booked}) == 50


class TestTips:
    async def test_who_asked_for_a_tip_or_chose_to_have_them_gets_one(self) -> None:
        service = Service()
        chosen = replace(service.complete, wants_tips=lambda caller: caller.key_id == "key_1")
        asking = replace(chat_request(), wants_tip=True)

        told = [
            (await service.complete(chat_request(), LOCAL_KEY)).journey.wants_tip,
            (await service.complete(asking, LOCAL_KEY)).journey.wants_tip,
            (await chosen(chat_request(), key())).journey.wants_tip,
            (await chosen(chat_request(), LOCAL_KEY)).journey.wants_tip,
        ]

        assert told == [False, True, True, False]

"""Tests of `router.services.lead_stream`, and of those who follow."""

import asyncio
from dataclasses import replace

from router.core.errors import RouterError, UpstreamFailed
from router.core.ledger import Outcome
from router.services.complete import Complete
from router.services.journey import Found, Lowered, Reused
from router.services.reuse_answers import Errand
from tests.fakes import Service
from tests.services.reusing import (
    ASKED,
    COST,
    STREAM,
    PacedStream,
    Reading,
    answers,
    decided,
    found,
    outcomes,
    serving,
    until,
)


class TestFollowing:
    """Those who ask for the same stream get it as it comes."""

    async def led(
        self, *, followers: int = 1, error: RouterError | None = None
    ) -> tuple[Service, "PacedStream", list["Reading"], Complete]:
        """A stream whose first event has come, with one who leads and some who follow."""
        service, complete = serving()
        service.provider.answer_stream = stream = PacedStream(STREAM, error=error)
        reading = [Reading(complete)]
        stream.give(1)
        await until(lambda: len(reading[0].heard) == 1)
        reading += [Reading(complete) for _ in range(followers)]
        await until(lambda: all(one.heard for one in reading))
        return service, stream, reading, complete

    async def test_each_event_reaches_all_before_the_next_one_comes(self) -> None:
        service, stream, reading, _ = await self.led(followers=3)
        for count in range(2, len(STREAM) + 1):
            stream.give(1)
            await until(lambda: all(one.events == STREAM[:count] for one in reading))  # noqa: B023
        stream.give(1)
        await asyncio.gather(*(one.task for one in reading))

        assert len(service.provider.calls) == 1
        assert [entry.cost_usd for entry in service.ledger.booked] == [COST, 0, 0, 0]
        for one in reading[1:]:
            assert one.heard[-1] == b"data: [DONE]\n\n"
            assert b'"cost_usd": "0"' in one.heard[-2]
            assert b'"prompt_tokens": 9' in one.heard[-2]
            assert one.relay.journey.reused == Reused("dec_1", None, Found.TOGETHER, 0)
        notes = [entry.note for entry in service.ledger.booked[1:]]
        assert notes == ["The answer of dec_1 again (coalesced); it cost 0.0014 USD."] * 3
        assert not service.ledger.kept.counters.holds

    async def test_who_comes_late_gets_the_beginning_too(self) -> None:
        _, stream, reading, complete = await self.led()
        stream.give(1)
        late = Reading(complete)
        await until(lambda: late.events == STREAM[:2])
        stream.give(len(STREAM))
        await asyncio.gather(*(one.task for one in reading), late.task)

        assert late.events == STREAM

    async def test_a_slow_follower_holds_nobody(self) -> None:
        _, stream, (first, slow), _ = await self.led()
        slow.may_read.clear()
        stream.give(len(STREAM) + 1)
        await first.task
        assert not slow.task.done()

        slow.may_read.set()
        await slow.task
        assert slow.events == STREAM

    async def test_where_the_first_caller_leaves_the_others_get_all_of_it(self) -> None:
        service, stream, (first, *others), complete = await self.led(followers=2)
        await first.leave()
        assert complete.reuse is not None
        assert len(complete.reuse.going_on) == 1
        stream.give(len(STREAM) + 1)
        await asyncio.gather(*(one.task for one in others))
        await until(lambda: len(service.ledger.booked) == 3)

        assert [one.events for one in others] == [STREAM, STREAM]
        assert outcomes(service) == [Outcome.COMPLETED] * 3
        assert [entry.cost_usd for entry in service.ledger.booked] == [COST, 0, 0]
        assert not complete.reuse.going_on

    async def test_a_connection_that_breaks_is_a_caller_who_leaves(self) -> None:
        service, stream, (first, second), _ = await self.led()
        first.breaks = True
        stream.give(len(STREAM) + 1)
        await asyncio.gather(first.task, second.task)

        assert (first.events, second.events) == (STREAM[:1], STREAM)
        assert outcomes(service) == [Outcome.COMPLETED] * 2

    async def test_once_all_have_left_the_provider_is_told_to_stop(self) -> None:
        service, stream, reading, complete = await self.led(followers=2)
        reuse = complete.reuse
        assert reuse is not None
        for one in reading:
            assert not stream.closed
            await one.leave()
        await until(lambda: stream.closed == 1 and not reuse.going_on)

        assert outcomes(service) == [Outcome.CANCELLED] * 3

    async def test_where_a_follower_leaves_the_others_go_on(self) -> None:
        _, stream, (first, second, third), _ = await self.led(followers=2)
        await second.leave()
        stream.give(len(STREAM) + 1)
        await asyncio.gather(first.task, third.task)

        assert (first.events, third.events) == (STREAM, STREAM)

    async def test_where_the_provider_breaks_off_all_hear_so_and_only_one_pays(self) -> None:
        service, stream, reading, _ = await self.led(error=UpstreamFailed("It broke."))
        stream.give(len(STREAM) + 1)
        await asyncio.gather(*(one.task for one in reading))

        assert all(b"It broke." in one.heard[-1] for one in reading)
        assert outcomes(service) == [Outcome.FAILED] * 2
        assert service.ledger.booked[1].cost_usd == 0

    async def test_an_answer_that_was_cut_off_is_followed_and_not_kept(self) -> None:
        service, complete = serving()
        cut = [*STREAM[:-1], STREAM[-1].replace(b"stop", b"length")]
        service.provider.answer_stream = stream = PacedStream(cut)
        reading = [Reading(complete), Reading(complete)]
        stream.give(len(cut) + 1)
        await asyncio.gather(*(one.task for one in reading))

        assert [one.events for one in reading] == [cut, cut]
        assert await found(complete.reuse or answers(), reading[0].relay.journey, ASKED) is None
        assert len(service.provider.calls) == 1

    async def test_a_stream_that_is_less_than_was_decided_is_not_followed(self) -> None:
        of, on = answers(), replace(decided(), lowered_because=Lowered.BUDGET)
        errand = await of.find_stream(on, ASKED)
        assert isinstance(errand, Errand)

        assert errand.begin(on) is None
        errand.end()

    async def test_what_still_goes_on_is_ended_and_booked_when_the_service_stops(self) -> None:
        service, _, (first, _), complete = await self.led()
        await first.leave()
        assert complete.reuse is not None
        await complete.reuse.close()

        assert service.ledger.booked[0].outcome is Outcome.CANCELLED

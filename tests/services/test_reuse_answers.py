"""Tests of `router.services.reuse_answers`."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.adapters.kept_answers.memory import MemoryAnswers
from router.core.caller import UNASSIGNED, Caller
from router.core.chat import ChatRequest
from router.core.errors import UpstreamFailed
from router.core.key import LOCAL_KEY
from router.core.ledger import Outcome
from router.core.usage import Usage
from router.services.complete import Complete, Completed
from router.services.journey import Found, Journey, Lowered, Reused
from router.services.reuse_answers import Again, Errand, KeptStream, ReuseAnswers
from tests.factories import chat_request, facts, journey, policy, rulebook
from tests.fakes import ANSWER, EVENT, FixedClock, ScriptedStream, Service

BODY = b'{"choices":[]}'
COST = Decimal("0.0014")
ALWAYS = {"tokens": {"at_least": 0}}
NAMES = st.sampled_from(["a", "b", UNASSIGNED])
Who = tuple[str, str, str, str]


def decided(
    then: Mapping[str, object] | None = None,
    *,
    after: timedelta = timedelta(0),
    caller: Caller | None = None,
) -> Journey:
    known = facts()
    on = caller or replace(known.caller, key_id="key_1")
    rules = policy({"when": ALWAYS, "then": then or {"reuse_answers": "1h"}})
    at = known.at + after
    return journey(on=replace(known, at=at, caller=on), with_rulebook=rulebook(rules))


def answers() -> ReuseAnswers:
    return ReuseAnswers(MemoryAnswers(clock=FixedClock()), key=b"a key of tests")


async def keep(
    of: ReuseAnswers, on: Journey, request: ChatRequest | None = None, *, body: bytes = BODY
) -> None:
    errand = await of.find(on, request or chat_request())
    assert isinstance(errand, Errand)
    await errand.done(on, body=body, cost_usd=COST)


async def found(of: ReuseAnswers, on: Journey, request: ChatRequest | None = None) -> Again | None:
    ended = await of.find(on, request or chat_request())
    if isinstance(ended, Again):
        return ended
    ended.end()
    return None


class TestTheSame:
    async def test_the_same_request_of_the_same_key_finds_the_answer(self) -> None:
        of = answers()
        await keep(of, decided())

        again = await found(of, decided(after=timedelta(minutes=5)))

        assert again is not None
        assert (again.answer.body, again.answer.usage) == (BODY, Usage())
        assert again.of(decided()).reused == Reused("dec_1", COST, Found.SAME, 300)

    async def test_another_question_and_another_time_find_nothing(self) -> None:
        of = answers()
        await keep(of, decided())

        assert await found(of, decided(), chat_request(content="something else")) is None
        assert await found(of, decided(after=timedelta(hours=1))) is None

    async def test_a_policy_that_does_not_say_so_is_not_even_asked(self) -> None:
        assert not ReuseAnswers.applies(journey())
        assert ReuseAnswers.applies(decided())
        assert ReuseAnswers.applies(decided({"reuse_similar": {"lasting": "1h"}}))

    @pytest.mark.parametrize(
        ("wish", "finds", "leaves"),
        [
            ({"may_reuse": False}, False, True),
            ({"may_reuse": False, "may_keep_answer": False}, False, False),
            ({"max_age_s": 0}, False, True),
            ({"max_age_s": 60}, True, True),
            ({}, True, True),
        ],
    )
    async def test_the_callers_wishes_hold(
        self,
        wish: dict[str, bool | int],
        finds: bool,
        leaves: bool,
    ) -> None:
        of = answers()
        await keep(of, decided())
        wanting = replace(chat_request(), **wish)  # type: ignore[arg-type]
        assert (await found(of, decided(), wanting) is not None) is finds

        of = answers()
        await keep(of, decided(), wanting)
        assert (await found(of, decided()) is not None) is leaves

    async def test_text_that_may_not_be_kept_is_shared_with_nobody(self) -> None:
        of = answers()
        errand = await of.find(decided(), chat_request(), may_keep=False)
        assert isinstance(errand, Errand)
        await errand.done(decided(), body=BODY, cost_usd=COST)

        assert await found(of, decided()) is None

    @pytest.mark.parametrize(
        "less",
        [
            {"lowered_because": Lowered.BUDGET},
            {"decision": None},
        ],
    )
    async def test_what_is_less_than_was_decided_is_not_given_again(
        self, less: dict[str, object]
    ) -> None:
        of, on = answers(), decided()
        if "decision" in less:
            other = replace(on.decided.deployment, name="spare")
            less = {"decision": replace(on.decided, deployment=other), "original": on.decided}
        await keep(of, replace(on, **less))  # type: ignore[arg-type]

        assert await found(of, decided()) is None

    async def test_an_answer_that_was_cut_off_is_not_given_again(self) -> None:
        of = answers()
        await keep(of, decided(), body=b'{"choices":[{"finish_reason":"length"}]}')

        assert await found(of, decided()) is None

    @pytest.mark.parametrize(
        ("fields", "finds"),
        [
            ({}, False),
            ({"temperature": b"0.7"}, False),
            ({"temperature": b"0"}, True),
            ({"temperature": b"1", "seed": b"7"}, True),
        ],
    )
    async def test_varied_answers_are_not_given_again_where_policy_says_so(
        self,
        fields: dict[str, bytes],
        finds: bool,
    ) -> None:
        of = answers()
        on = decided({"reuse_answers": {"lasting": "1h", "sampled": False}})
        request = chat_request()
        request = replace(request, fields={**request.fields, **fields})
        await keep(of, on, request)

        assert (await found(of, on, request) is not None) is finds


class TestWhoShares:
    @given(
        sharing=st.sampled_from(["key", "user", "team", "project", "everybody"]),
        one=st.tuples(st.sampled_from("xy"), NAMES, NAMES, NAMES),
        other=st.tuples(st.sampled_from("xy"), NAMES, NAMES, NAMES),
        kind=st.sampled_from(["reuse_answers", "reuse_similar"]),
    )
    async def test_nobody_gets_an_answer_of_somebody_outside_the_scope(
        self,
        sharing: str,
        one: Who,
        other: Who,
        kind: str,
    ) -> None:
        def asking(who: Who) -> Journey:
            key, user, team, project = who
            caller = replace(facts().caller, key_id=key, user=user, team=team, project=project)
            return decided({kind: {"lasting": "1h", "shared_by": sharing}}, caller=caller)

        of = answers()
        await keep(of, asking(one))

        place = ["key", "user", "team", "project"].index(sharing) if sharing != "everybody" else 0
        is_shared = sharing == "everybody" or (
            one[place] == other[place] and (one[place] != UNASSIGNED or one[0] == other[0])
        )
        assert (await found(of, asking(other)) is not None) is is_shared


class TestTheSameMeaning:
    SIMILAR: ClassVar[Mapping[str, object]] = {"reuse_similar": {"lasting": "1h"}}

    async def test_another_way_of_asking_finds_the_answer(self) -> None:
        of = answers()
        await keep(of, decided(self.SIMILAR), chat_request(content="Explain what a mutex is."))

        again = await found(
            of, decided(self.SIMILAR), chat_request(content="please explain what a mutex is")
        )

        assert again is not None
        assert again.reused.found is Found.SIMILAR

    async def test_another_question_does_not(self) -> None:
        of = answers()
        await keep(of, decided(self.SIMILAR), chat_request(content="How do I enable it?"))

        other = chat_request(content="How do I disable it?")
        assert await found(of, decided(self.SIMILAR), other) is None

    async def test_it_must_be_as_alike_as_policy_says(self) -> None:
        of = answers()
        strict = {"reuse_similar": {"lasting": "1h", "similarity": 1}}
        await keep(of, decided(strict), chat_request(content="Explain what a mutex is."))

        other = chat_request(content="Please explain what a mutex is.")
        assert await found(of, decided(strict), other) is None

    async def test_what_was_said_before_must_be_the_very_same(self) -> None:
        def after(system: str) -> ChatRequest:
            asked = chat_request(content="Explain what a mutex is.")
            return replace(asked, messages=[{"role": "system", "content": system}, *asked.messages])

        of = answers()
        await keep(of, decided(self.SIMILAR), after("Be brief."))

        assert await found(of, decided(self.SIMILAR), after("Be brief.")) is not None
        assert await found(of, decided(self.SIMILAR), after("Be long.")) is None


def serving(*, is_silent: bool = False) -> tuple[Service, Complete]:
    service = Service()
    service.rulebooks.in_force = rulebook(policy({"when": ALWAYS, "then": {"reuse_answers": "1h"}}))
    service.provider.is_silent = is_silent
    return service, replace(service.complete, reuse=answers())


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

    async def test_a_kept_stream_says_that_nothing_was_used(self) -> None:
        of = answers()
        await keep(of, decided())
        again = await found(of, decided())
        assert again is not None
        stream = KeptStream(again.kept)

        assert [events async for events in stream] == [BODY]
        assert (stream.usage, stream.received_text(), stream.received_reasoning()) == (
            Usage(),
            "",
            "",
        )
        await stream.aclose()


async def relayed(complete: Complete, request: ChatRequest) -> bytes:
    sent: list[bytes] = []

    async def send(events: bytes) -> None:
        sent.append(events)

    await (await complete.stream(request, LOCAL_KEY))(send)
    return b"".join(sent)


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

    async def test_identical_streams_wait_for_the_first_and_are_sent_it_whole(self) -> None:
        service, complete = serving()
        service.provider.answer_stream = stream = ScriptedStream(is_endless=True)
        request = chat_request(is_streamed=True)
        first = asyncio.create_task(relayed(complete, request))
        await stream.waiting.wait()
        second = asyncio.create_task(relayed(complete, request))
        await until(lambda: len(service.ledger.records) == 0 and not second.done())
        service.provider.answer_stream = ScriptedStream()

        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first

        assert (await second).count(EVENT) == 2
        assert [entry.outcome for entry in service.ledger.booked] == [
            Outcome.CANCELLED,
            Outcome.COMPLETED,
        ]


async def until(claim: Callable[[], bool]) -> None:
    for _ in range(100):
        await asyncio.sleep(0)
        if claim():
            return
    pytest.fail("it never came to that")

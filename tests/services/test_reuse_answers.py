"""Tests of `router.services.reuse_answers`."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from router.core.key import LOCAL_KEY
from router.core.ledger import Outcome
from router.core.usage import Usage
from router.services.journey import Journey, Lowered, Reused
from router.services.reuse_answers import KeptStream, ReuseAnswers
from tests.factories import chat_request, facts, journey, policy, rulebook
from tests.fakes import ANSWER, EVENT, Service

BODY = b'{"choices":[]}'
COST = Decimal("0.0014")
REUSING = rulebook(policy({"when": {"tokens": {"at_least": 0}}, "then": {"reuse_answers": "1h"}}))


def decided(*, on: str = "key_1", after: timedelta = timedelta(0)) -> Journey:
    known = facts()
    known = replace(known, at=known.at + after, caller=replace(known.caller, key_id=on))
    return journey(on=known, with_rulebook=REUSING)


def keeping(most_bytes: int = 100_000) -> ReuseAnswers:
    answers = ReuseAnswers(key=b"a key of tests", most_bytes=most_bytes)
    answers.keep(decided(), chat_request(), body=BODY, cost_usd=COST)
    return answers


class TestKept:
    def test_the_same_request_of_the_same_key_finds_the_answer(self) -> None:
        kept = keeping().find(decided(), chat_request())

        assert kept is not None
        assert (kept.answer.body, kept.answer.usage) == (BODY, Usage())
        assert kept.again(decided()).reused == Reused("dec_1", COST)

    def test_another_key_another_question_and_another_time_find_nothing(self) -> None:
        answers = keeping()

        assert answers.find(decided(on="key_2"), chat_request()) is None
        assert answers.find(decided(), chat_request(content="something else")) is None
        assert answers.find(decided(after=timedelta(hours=1)), chat_request()) is None
        assert len(answers) == 0, "what is too old is forgotten"

    def test_a_policy_that_does_not_say_so_keeps_and_finds_nothing(self) -> None:
        answers = keeping()
        answers.keep(journey(), chat_request(content="more"), body=BODY, cost_usd=COST)

        assert answers.find(journey(), chat_request()) is None
        assert len(answers) == 1

    def test_a_caller_who_wants_a_new_answer_gets_one_and_leaves_none(self) -> None:
        answers, new = keeping(), replace(chat_request(), may_reuse=False)
        answers.keep(decided(), replace(new, requested_model="other"), body=b"", cost_usd=COST)

        assert answers.find(decided(), new) is None
        assert len(answers) == 1

    def test_what_is_less_than_was_decided_is_not_given_again(self) -> None:
        answers = ReuseAnswers(key=b"a key of tests")
        short = replace(decided(), lowered_because=Lowered.BUDGET)
        answers.keep(short, chat_request(), body=BODY, cost_usd=COST)

        assert len(answers) == 0

    def test_the_oldest_make_room_and_what_is_used_stays(self) -> None:
        answers = keeping(most_bytes=10_000)
        for number in range(30):
            answers.find(decided(), chat_request())
            other = chat_request(content=f"question {number}")
            answers.keep(decided(), other, body=BODY, cost_usd=COST)

        assert len(answers) == 9
        assert answers.find(decided(), chat_request()) is not None

    def test_one_long_answer_does_not_drive_out_all_others(self) -> None:
        answers = keeping(most_bytes=10_000)
        answers.keep(decided(), chat_request(content="long"), body=b"x" * 9_000, cost_usd=COST)

        assert len(answers) == 1


class TestGivenAgain:
    def service(self) -> Service:
        service = Service()
        service.rulebooks.in_force = REUSING
        return service

    async def test_a_second_request_is_booked_at_nothing_and_calls_nobody(self) -> None:
        service = self.service()
        complete = replace(service.complete, reuse=ReuseAnswers(key=b"k"))

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
        service = self.service()
        complete = replace(service.complete, reuse=ReuseAnswers(key=b"k"))
        request = chat_request(is_streamed=True, wants_usage=True)
        sent: list[bytes] = []

        async def passed_on() -> bytes:
            sent.clear()

            async def send(events: bytes) -> None:
                sent.append(events)

            await (await complete.stream(request, LOCAL_KEY))(send)
            return b"".join(sent)

        first, again = await passed_on(), await passed_on()

        assert len(service.provider.calls) == 1
        assert EVENT in first
        assert again.count(EVENT) == first.count(EVENT)
        assert again.endswith(b"data: [DONE]\n\n")
        assert service.ledger.booked[1].cost_usd == 0

    async def test_a_kept_stream_says_that_nothing_was_used(self) -> None:
        kept = keeping().find(decided(), chat_request())
        assert kept is not None
        stream = KeptStream(kept)

        assert [events async for events in stream] == [BODY]
        assert (stream.usage, stream.received_text(), stream.received_reasoning()) == (
            Usage(),
            "",
            "",
        )
        await stream.aclose()

"""Tests of `router.services.served`, and of when answers are shown."""

from dataclasses import replace
from decimal import Decimal

import pytest

from router.core.errors import RouterError, UpstreamBrokeOff, UpstreamFailed
from router.core.key import LOCAL_KEY
from router.ports.provider import Answer
from router.services.complete import Complete
from router.services.served import Served, show
from tests.factories import chat_request, journey, key
from tests.fakes import USAGE, ScriptedStream, Service

SAID = b'{"id":"x","choices":[{"message":{"content":"hello","reasoning_content":"hm"}}]}'
EVENTS = (
    b'data: {"choices":[{"index":0,"delta":{"reasoning_content":"hm"}}]}\n\n',
    b'data: {"choices":[{"index":0,"delta":{"content":"he"}}]}\n\n'
    b'data: {"choices":[{"index":1,"delta":{"content":"no"}}]}\n\n',
    b': a comment\n\ndata: {"choices":[{"delta":{"content":"llo"}}]}\n\ndata: odd\n\n',
)


class Watching:
    """Remembers what it was shown."""

    def __init__(self, ledger: Service) -> None:
        self.shown: list[Served] = []
        self.booked_before: list[int] = []
        self._service = ledger

    def __call__(self, served: Served) -> None:
        self.shown.append(served)
        self.booked_before.append(len(self._service.ledger.booked))


async def nowhere(events: bytes) -> None:
    """A caller who reads everything and keeps nothing."""


def test_everybody_is_shown_the_answer() -> None:
    service = Service()
    watching = [Watching(service), Watching(service)]
    served: Served = _any_answer()

    show(served, watching)

    assert [one.shown for one in watching] == [[served], [served]]


async def test_a_whole_answer_is_shown_once_it_is_booked() -> None:
    service = Service()
    watching = Watching(service)
    service.provider.answer = Answer(body=SAID, usage=USAGE)

    completed = await Complete(service.steps, [watching])(chat_request(), LOCAL_KEY)

    (served,) = watching.shown
    assert (served.journey, served.cost_usd) == (completed.journey, completed.cost_usd)
    assert served.said() == "hello"
    assert watching.booked_before == [1]


async def test_a_stream_is_shown_once_it_is_booked_without_its_reasoning() -> None:
    service = Service()
    watching = Watching(service)
    service.provider.answer_stream = ScriptedStream(events=EVENTS)
    relay = await Complete(service.steps, [watching]).stream(
        chat_request(is_streamed=True), LOCAL_KEY
    )

    await relay(nowhere)

    (served,) = watching.shown
    assert served.said() == "hello"
    assert watching.booked_before == [1]


@pytest.mark.parametrize("error", [UpstreamFailed("500"), UpstreamBrokeOff("cut")])
async def test_what_failed_is_shown_to_nobody(error: RouterError) -> None:
    service = Service()
    watching = Watching(service)
    complete = Complete(service.steps, [watching])
    service.provider.answer_stream = ScriptedStream(error=error)
    await (await complete.stream(chat_request(is_streamed=True), LOCAL_KEY))(nowhere)
    service.provider.error = error

    with pytest.raises(type(error)):
        await complete(chat_request(), LOCAL_KEY)

    assert watching.shown == []
    assert len(service.ledger.booked) == 2


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize(
    ("key_may", "request_may", "may"),
    [(True, True, True), (False, True, False), (True, False, False)],
)
async def test_key_and_caller_may_each_forbid_that_texts_are_kept(
    key_may: bool, request_may: bool, may: bool, streamed: bool
) -> None:
    service = Service()
    watching = Watching(service)
    await service.keys.add(replace(key(), may_keep_text=key_may), secret="tw-1")
    complete = Complete(service.steps, [watching])
    request = replace(chat_request(is_streamed=streamed), may_keep_text=request_may)

    if streamed:
        await (await complete.stream(request, await service.holder("tw-1")))(nowhere)
    else:
        await complete(request, await service.holder("tw-1"))

    assert [served.may_keep_text for served in watching.shown] == [may]


@pytest.mark.parametrize("streamed", [False, True])
async def test_the_id_of_the_answer_is_booked(streamed: bool) -> None:
    service = Service()
    service.provider.answer = Answer(body=b'{ "id" : "chatcmpl-7", "x": 1}', usage=USAGE)
    service.provider.answer_stream = ScriptedStream(usage_chunk=b'{"id":"chatcmpl-7","usage":{}}')

    if streamed:
        await (await service.complete.stream(chat_request(is_streamed=True), LOCAL_KEY))(nowhere)
    else:
        await service.complete(chat_request(), LOCAL_KEY)

    assert service.ledger.only.response_id == "chatcmpl-7"


def _any_answer() -> Served:
    return Served(
        journey=journey(),
        request=chat_request(),
        cost_usd=Decimal(0),
        said=lambda: "",
        may_keep_text=True,
    )

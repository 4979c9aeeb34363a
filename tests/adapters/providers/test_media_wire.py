"""Tests of `router.adapters.providers.media_wire`."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.adapters.providers.media_wire import body_of, said_of
from router.adapters.providers.openai_wire import OpenAIWire
from router.core.media import Operation, Passed
from router.core.usage import Usage, UsageUnit
from router.ports.provider import Call
from tests.factories import deployment
from tests.upstream import Reply, Upstream

DRAW = Passed(
    operation=Operation.GENERATIONS,
    content_type="application/json",
    before=b'{"model":',
    after=b',"prompt":"a"}',
)
HEAR = Passed(
    operation=Operation.TRANSCRIPTIONS,
    content_type="multipart/form-data; boundary=b",
    before=b'--b\r\ncontent-disposition: form-data; name="model"\r\n\r\n',
    after=b"\r\n--b--\r\n",
)


def test_the_model_is_named_as_the_body_wants_it() -> None:
    assert json.loads(body_of(DRAW, model='a"b')) == {"model": 'a"b', "prompt": "a"}
    assert b"\r\n\r\nwhisper-1\r\n" in body_of(HEAR, model="whisper-1")


@pytest.mark.parametrize(
    ("operation", "body", "usage"),
    [
        (
            Operation.GENERATIONS,
            {"data": [{}, {}]},
            Usage(units=2, unit=UsageUnit.IMAGES),
        ),
        (
            Operation.EDITS,
            {
                "data": [{}],
                "usage": {
                    "input_tokens": 50,
                    "output_tokens": 4_160,
                    "input_tokens_details": {"text_tokens": 10, "image_tokens": 40},
                },
            },
            Usage(
                input_tokens=50,
                image_input_tokens=40,
                output_tokens=4_160,
                units=1,
                unit=UsageUnit.IMAGES,
            ),
        ),
        (
            Operation.TRANSCRIPTIONS,
            {"text": "a", "usage": {"type": "duration", "seconds": 26.1}},
            Usage(units=27, unit=UsageUnit.SECONDS),
        ),
        (
            Operation.TRANSCRIPTIONS,
            {"text": "a", "duration": "8.47"},
            Usage(units=9, unit=UsageUnit.SECONDS),
        ),
        (
            Operation.TRANSCRIPTIONS,
            {
                "usage": {
                    "input_tokens": 14,
                    "output_tokens": 45,
                    "input_tokens_details": {"audio_tokens": 14},
                }
            },
            Usage(input_tokens=14, audio_input_tokens=14, output_tokens=45),
        ),
        (Operation.MODERATIONS, {"results": []}, None),
        (Operation.TRANSCRIPTIONS, {"usage": {"input_tokens": -1}}, None),
        (Operation.TRANSCRIPTIONS, {"duration": -3}, None),
    ],
)
def test_what_an_answer_says_of_its_use(
    operation: Operation, body: object, usage: Usage | None
) -> None:
    assert said_of(json.dumps(body).encode(), operation=operation)[0] == usage


@given(st.binary(), st.sampled_from(list(Operation)))
def test_no_answer_breaks_the_reading(body: bytes, operation: Operation) -> None:
    usage, _ = said_of(body, operation=operation)
    assert usage is None or usage.units >= 0


async def test_an_answer_is_passed_on_with_its_type(wire: OpenAIWire, upstream: Upstream) -> None:
    upstream.reply = Reply(body=b"1\n00:00 --> 00:01\nHello\n", content_type="text/plain")

    call = Call(deployment=deployment(model="whisper-1"), fields={}, passed=HEAR)
    answer = await wire.pass_on(call)

    assert upstream.last.path == "/v1/audio/transcriptions"
    assert upstream.last.headers["Content-Type"] == HEAR.content_type
    assert upstream.last.body == body_of(HEAR, model="whisper-1")
    assert (answer.body, answer.usage) == (upstream.reply.body, None)
    assert answer.content_type.startswith("text/plain")


async def test_json_goes_as_json(wire: OpenAIWire, upstream: Upstream) -> None:
    upstream.reply = Reply(body=b'{"id":"img_1","data":[{"url":"x"}]}')

    call = Call(deployment=deployment(model="dall-e-3"), fields={}, passed=DRAW)
    answer = await wire.pass_on(call)

    assert upstream.last.path == "/v1/images/generations"
    assert upstream.last.json == {"model": "dall-e-3", "prompt": "a"}
    assert answer.usage == Usage(units=1, unit=UsageUnit.IMAGES)
    assert answer.response_id == "img_1"

import asyncio
import base64
import json
import math
import struct
import time
from dataclasses import replace
from typing import TypeVar

import jsonschema
import pytest
from openai.types import CreateEmbeddingResponse
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from pydantic import BaseModel

from router.adapters.providers.counting import Tokenizer
from router.adapters.providers.simulated import Simulated
from router.core.errors import UpstreamRejected, UpstreamTimedOut
from router.core.patience import Patience
from router.core.tier import Tier
from router.core.usage import Usage
from router.ports.provider import Call
from tests.adapters.providers.asking import all_of, call
from tests.factories import deployment

Model = TypeVar("Model", bound=BaseModel)
WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather in a city",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}, "days": {"type": "integer", "minimum": 1}},
            "required": ["city", "days"],
            "additionalProperties": False,
        },
    },
}
MAIL = {"type": "function", "function": {"name": "send_mail", "description": "Send a mail"}}


@pytest.fixture
def simulated() -> Simulated:
    return Simulated(Tokenizer(), speed=0)


def strictly(kind: type[Model], body: bytes) -> Model:
    """`body` as OpenAI's client sees it; every field is known to it."""
    parsed = kind.model_validate_json(body, strict=True)
    unknown = parsed.model_dump(mode="json", exclude_unset=True)
    assert unknown == json.loads(body)
    assert not parsed.model_extra
    return parsed


def asked(fields: dict[str, object]) -> Call:
    """A call with `fields` beside or instead of a greeting."""
    given = {name: json.dumps(value).encode() for name, value in fields.items()}
    return replace(call(), fields={**call().fields, **given})


async def whole(simulated: Simulated, **fields: object) -> ChatCompletion:
    answer = await simulated.complete(asked(fields))
    return strictly(ChatCompletion, answer.body)


async def streamed(simulated: Simulated, **fields: object) -> list[ChatCompletionChunk]:
    stream = await simulated.stream(asked(fields))
    events = (await all_of(aiter(stream))).split(b"\n\n")[:-1]
    assert stream.usage_chunk is not None
    return [
        strictly(ChatCompletionChunk, data)
        for data in (*(event.removeprefix(b"data: ") for event in events), stream.usage_chunk)
    ]


def text_of(chunks: list[ChatCompletionChunk], *, choice: int = 0) -> str:
    return "".join(
        c.delta.content or "" for chunk in chunks for c in chunk.choices if c.index == choice
    )


async def test_the_answer_says_that_it_is_simulated(simulated: Simulated) -> None:
    answer = await whole(simulated, messages=[{"role": "user", "content": "Sing of the sea"}])
    content = answer.choices[0].message.content
    assert content is not None
    assert content.startswith("[simulated by Tierwise] No provider key is configured")
    assert "Deployment small" in content
    assert "Sing of the sea" in content
    assert answer.system_fingerprint == "simulated"
    assert answer.model == "small-model"


async def test_whole_and_streamed_answers_say_the_same(simulated: Simulated) -> None:
    answer = await simulated.complete(call(n=3, logprobs=True, top_logprobs=2))
    stream = await simulated.stream(call(n=3, logprobs=True, top_logprobs=2))
    chunks = await streamed(simulated, n=3, logprobs=True, top_logprobs=2)
    told = ChatCompletion.model_validate_json(answer.body)
    assert len(told.choices) == 3
    assert len({choice.message.content for choice in told.choices}) == 3
    for choice in told.choices:
        assert text_of(chunks, choice=choice.index) == choice.message.content
    events = await all_of(aiter(stream))
    assert stream.usage == answer.usage
    assert events.count(b"data: ") > 100


async def test_the_same_request_gets_the_same_answer_until_the_seed_changes(
    simulated: Simulated,
) -> None:
    first, again, other = [await whole(simulated, seed=seed) for seed in (1, 1, 2)]
    assert first.id == again.id != other.id
    assert first.choices == again.choices


async def test_usage_is_that_of_the_text(simulated: Simulated) -> None:
    answer = await simulated.complete(call(messages=[{"role": "user", "content": "word " * 1000}]))
    assert answer.usage is not None
    assert answer.usage.input_tokens == pytest.approx(1200, rel=0.1)
    assert 40 < answer.usage.output_tokens < 120


async def test_a_limit_cuts_the_answer(simulated: Simulated) -> None:
    answer = await whole(simulated, max_tokens=5)
    assert answer.choices[0].finish_reason == "length"
    assert answer.usage is not None
    assert answer.usage.completion_tokens == 5
    shorter = await whole(simulated, max_completion_tokens=2)
    assert shorter.usage is not None
    assert shorter.usage.completion_tokens == 2


@pytest.mark.parametrize("stop", ["provider", ["absent", "provider"]])
async def test_a_stop_sequence_ends_the_answer(simulated: Simulated, stop: object) -> None:
    answer = await whole(simulated, stop=stop)
    assert answer.choices[0].message.content == "[simulated by Tierwise] No "
    assert answer.choices[0].finish_reason == "stop"


async def test_logprobs_cover_every_piece(simulated: Simulated) -> None:
    choice = (await whole(simulated, logprobs=True, top_logprobs=3)).choices[0]
    assert choice.logprobs is not None
    assert choice.logprobs.content is not None
    assert "".join(token.token for token in choice.logprobs.content) == choice.message.content
    assert all(len(token.top_logprobs) == 3 for token in choice.logprobs.content)
    assert all(token.logprob <= 0 for token in choice.logprobs.content)


async def test_json_mode_gives_an_object(simulated: Simulated) -> None:
    answer = await whole(simulated, response_format={"type": "json_object"})
    content = json.loads(answer.choices[0].message.content or "")
    assert content["simulated"] is True


async def test_a_json_schema_is_obeyed_whole_and_streamed(simulated: Simulated) -> None:
    schema = WEATHER["function"]["parameters"]  # type: ignore[index]
    wanted = {"type": "json_schema", "json_schema": {"name": "w", "strict": True, "schema": schema}}
    answer = await whole(simulated, response_format=wanted)
    chunks = await streamed(simulated, response_format=wanted)
    content = answer.choices[0].message.content or ""
    jsonschema.validate(json.loads(content), schema)
    assert text_of(chunks) == content


async def test_offered_tools_are_called_with_valid_arguments(simulated: Simulated) -> None:
    messages = [{"role": "user", "content": "What is the weather in Rome?"}]
    answer = await whole(simulated, messages=messages, tools=[MAIL, WEATHER])
    choice = answer.choices[0]
    assert choice.finish_reason == "tool_calls"
    assert choice.message.content is None
    assert choice.message.tool_calls is not None
    (made,) = choice.message.tool_calls
    assert made.type == "function"
    assert made.function.name == "get_weather"
    schema = WEATHER["function"]["parameters"]  # type: ignore[index]
    jsonschema.validate(json.loads(made.function.arguments), schema)


async def test_streamed_tool_calls_add_up_to_the_whole_ones(simulated: Simulated) -> None:
    fields = {
        "messages": [{"role": "user", "content": "use get_weather and send_mail"}],
        "tools": [MAIL, WEATHER],
    }
    answer = await whole(simulated, **fields)
    chunks = await streamed(simulated, **fields)
    calls: dict[int, list[str]] = {}
    for chunk in chunks:
        for choice in chunk.choices:
            for part in choice.delta.tool_calls or ():
                told = calls.setdefault(part.index, ["", "", ""])
                told[0] += part.id or ""
                assert part.function is not None
                told[1] += part.function.name or ""
                told[2] += part.function.arguments or ""
    made = answer.choices[0].message.tool_calls or []
    assert [[c.id, c.function.name, c.function.arguments] for c in made] == list(calls.values())  # type: ignore[union-attr]
    assert len(calls) == 2


@pytest.mark.parametrize(
    ("fields", "called"),
    [
        ({"tool_choice": "none"}, []),
        ({"tool_choice": "required"}, ["get_weather"]),
        ({"tool_choice": {"type": "function", "function": {"name": "send_mail"}}}, ["send_mail"]),
        ({"messages": [{"role": "user", "content": "send_mail or get_weather"}],
          "parallel_tool_calls": False}, ["get_weather"]),
        ({"messages": [{"role": "tool", "tool_call_id": "1", "content": "sunny"}]}, []),
        ({"messages": [{"role": "tool", "tool_call_id": "1", "content": "sunny"}],
          "tool_choice": "required"}, ["get_weather"]),
    ],
)  # fmt: skip
async def test_the_tool_choice_is_heeded(
    simulated: Simulated, fields: dict[str, object], called: list[str]
) -> None:
    answer = await whole(simulated, **{"tools": [WEATHER, MAIL], **fields})
    made = answer.choices[0].message.tool_calls or []
    assert [c.function.name for c in made] == called  # type: ignore[union-attr]


async def test_embeddings_have_unit_length_and_depend_on_the_text(simulated: Simulated) -> None:
    answer = await simulated.embed(call(input=["a", "b", "a"]))
    told = strictly(CreateEmbeddingResponse, answer.body)
    first, second, third = (item.embedding for item in told.data)
    assert len(first) == 256
    assert math.hypot(*first) == pytest.approx(1, abs=1e-6)
    assert first == third != second
    assert answer.usage == Usage(input_tokens=3)


@pytest.mark.parametrize(
    ("given", "count"), [("text", 1), ([1, 2, 3], 1), ([[1, 2], [3]], 2), (["a", "b"], 2)]
)
async def test_embeddings_take_texts_and_tokens(
    simulated: Simulated, given: object, count: int
) -> None:
    answer = await simulated.embed(call(input=given))
    assert len(json.loads(answer.body)["data"]) == count


async def test_embeddings_come_as_base64_too(simulated: Simulated) -> None:
    plain = await simulated.embed(call(input="a", dimensions=8))
    coded = await simulated.embed(call(input="a", dimensions=8, encoding_format="base64"))
    data = base64.b64decode(json.loads(coded.body)["data"][0]["embedding"])
    assert list(struct.unpack("<8f", data)) == json.loads(plain.body)["data"][0]["embedding"]


async def test_fields_of_a_wrong_type_are_rejected(simulated: Simulated) -> None:
    for ask in (simulated.complete(call(n="two")), simulated.stream(call(tools=5))):
        with pytest.raises(UpstreamRejected, match="simulated provider cannot read"):
            await ask
    with pytest.raises(UpstreamRejected):
        await simulated.embed(call(input={"a": 1}))


async def test_more_than_any_provider_gives_is_rejected(simulated: Simulated) -> None:
    for fields in ({"n": 10**9}, {"top_logprobs": 99}, {"max_tokens": 0}):
        with pytest.raises(UpstreamRejected):
            await whole(simulated, **fields)
    with pytest.raises(UpstreamRejected):
        await simulated.embed(call(input="a", dimensions=10**9))


async def test_a_stream_that_is_closed_early_has_no_usage(simulated: Simulated) -> None:
    stream = await simulated.stream(call())
    events = aiter(stream)
    await anext(events)
    await anext(events)
    await stream.aclose()
    assert [event async for event in events] == []
    assert stream.usage is None
    assert stream.received_text() == "["


async def test_dearer_tiers_take_longer_to_begin() -> None:
    simulated = Simulated(Tokenizer(), speed=50)
    waits = []
    for tier in (Tier.ECONOMY, Tier.PREMIUM):
        before_s = time.perf_counter()
        await simulated.stream(call(deployment("same", tier=tier)))
        waits.append(time.perf_counter() - before_s)
    assert waits[0] < waits[1]


async def test_waiting_does_not_hold_up_others() -> None:
    simulated = Simulated(Tokenizer(), speed=1)
    waiting = asyncio.create_task(simulated.complete(call()))
    await asyncio.sleep(0)
    assert not waiting.done()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


@pytest.mark.parametrize(
    ("patience", "setting"),
    [
        (Patience(first_byte_s=0.001), "first_token_s"),
        (Patience(total_s=0.001), "total_s"),
        (Patience(between_s=0.001), "between_tokens_s"),
    ],
)
async def test_is_waited_for_no_longer_than_a_real_model(patience: Patience, setting: str) -> None:
    slow = Simulated(Tokenizer(), speed=2)
    with pytest.raises(UpstreamTimedOut, match=f"raise {setting}"):
        await all_of(aiter(await slow.stream(replace(call(), patience=patience))))
    if setting != "between_tokens_s":
        with pytest.raises(UpstreamTimedOut, match=f"raise {setting}"):
            await slow.complete(replace(call(), patience=patience))

import asyncio
import base64
import json
import logging
import struct
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from router.adapters.providers.endpoint import Endpoint
from router.adapters.providers.litellm import LiteLLM, close_litellm
from router.core.errors import (
    RouterError,
    UpstreamFailed,
    UpstreamMisconfigured,
    UpstreamRateLimited,
    UpstreamRejected,
    UpstreamTimedOut,
    UpstreamUnreachable,
)
from router.core.patience import Patience
from router.core.usage import Usage
from router.ports.provider import Call
from tests.adapters.providers.anthropic_upstream import AnthropicUpstream
from tests.adapters.providers.asking import KEY, all_of, call
from tests.factories import deployment
from tests.upstream import Reply, Upstream, until

pytestmark = pytest.mark.filterwarnings("ignore:Item '.*' on TypedDict class:UserWarning")

SAID = Usage(input_tokens=60, cached_tokens=30, cache_write_tokens=20, output_tokens=5)
CLAUDE = deployment("claude", provider="anthropic", model="claude-test")
WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
    },
}


@pytest.fixture
async def anthropic() -> AsyncIterator[AnthropicUpstream]:
    async with AnthropicUpstream() as running:
        yield running
    await close_litellm()


@pytest.fixture
def litellm(anthropic: AnthropicUpstream) -> LiteLLM:
    return LiteLLM(reached_at(anthropic.base_url))


def reached_at(base_url: str, *, key: str = KEY) -> Endpoint:
    return Endpoint(
        provider="anthropic",
        base_url=base_url,
        key=key,
        key_variable="ANTHROPIC_API_KEY",
        needs_key=True,
    )


def asking(**fields: object) -> Call:
    given = {name: json.dumps(value).encode() for name, value in fields.items()}
    basic = call(CLAUDE)
    return replace(basic, fields={**basic.fields, **given})


async def test_answers_whole_in_openais_shape_with_cache_tokens(
    litellm: LiteLLM, anthropic: AnthropicUpstream
) -> None:
    answer = await litellm.complete(asking(max_tokens=9, top_k=3, metadata={"team": "x"}))
    told = ChatCompletion.model_validate_json(answer.body, strict=True)
    assert told.choices[0].message.content == "Salt water"
    assert told.choices[0].finish_reason == "stop"
    assert answer.usage == SAID
    (asked,) = anthropic.requests
    assert (asked["model"], asked["max_tokens"], asked["top_k"]) == ("claude-test", 9, 3)
    assert "team" not in json.dumps(asked)
    assert anthropic.keys == [KEY]


async def test_streams_in_openais_shape_with_usage_at_the_end(
    litellm: LiteLLM, anthropic: AnthropicUpstream
) -> None:
    stream = await litellm.stream(asking())
    events = (await all_of(aiter(stream))).split(b"\n\n")[:-1]
    chunks = [ChatCompletionChunk.model_validate_json(e[6:], strict=True) for e in events]
    assert "".join(c.choices[0].delta.content or "" for c in chunks) == "Salt water"
    assert [c.choices[0].finish_reason for c in chunks][-1] == "stop"
    assert stream.usage == SAID
    assert stream.usage_chunk is not None
    assert ChatCompletionChunk.model_validate_json(stream.usage_chunk, strict=True).choices == []
    assert stream.received_text() == "Salt water"


async def test_tools_are_called_whole_and_streamed(litellm: LiteLLM) -> None:
    answer = await litellm.complete(asking(tools=[WEATHER]))
    choice = ChatCompletion.model_validate_json(answer.body, strict=True).choices[0]
    assert choice.finish_reason == "tool_calls"
    assert choice.message.tool_calls is not None
    made = choice.message.tool_calls[0]
    assert made.type == "function"
    assert json.loads(made.function.arguments) == {"city": "Rome"}
    stream = await litellm.stream(asking(tools=[WEATHER]))
    await all_of(aiter(stream))
    assert stream.received_text() == 'get_weather{"city": "Rome"}'


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, UpstreamRejected),
        (401, UpstreamMisconfigured),
        (403, UpstreamMisconfigured),
        (404, UpstreamMisconfigured),
        (429, UpstreamRateLimited),
        (500, UpstreamFailed),
        (529, UpstreamFailed),
    ],
)
@pytest.mark.parametrize("way", ["complete", "stream"])
async def test_every_refusal_has_its_error(
    litellm: LiteLLM,
    anthropic: AnthropicUpstream,
    status: int,
    error: type[RouterError],
    way: str,
) -> None:
    anthropic.status = status
    with pytest.raises(error, match="'claude'") as raised:
        await getattr(litellm, way)(asking())
    assert type(raised.value) is error
    assert len(anthropic.requests) == 1


async def test_the_providers_words_and_headers_are_passed_on(
    litellm: LiteLLM, anthropic: AnthropicUpstream
) -> None:
    anthropic.status = 429
    with pytest.raises(
        UpstreamRateLimited, match=r"limits the rate: anthropic says 429$"
    ) as limited:
        await litellm.complete(asking())
    assert limited.value.headers["retry-after"] == "7"
    anthropic.status = 400
    with pytest.raises(UpstreamRejected) as rejected:
        await litellm.complete(asking())
    told = json.loads(rejected.value.upstream_body)
    assert told["error"]["message"] == "anthropic says 400"


async def test_a_parameter_that_the_provider_does_not_know_is_rejected(litellm: LiteLLM) -> None:
    with pytest.raises(UpstreamRejected, match="logprobs"):
        await litellm.complete(asking(logprobs=True))


@pytest.mark.parametrize(
    "field", ["api_base", "base_url", "api_key", "mock_response", "extra_headers", "fallbacks"]
)
async def test_callers_cannot_reach_litellms_own_switches(
    litellm: LiteLLM, anthropic: AnthropicUpstream, field: str
) -> None:
    with pytest.raises(UpstreamRejected, match=field):
        await litellm.complete(asking(**{field: "http://127.0.0.1:1"}))
    assert anthropic.requests == []


async def test_nobody_there_is_unreachable(anthropic: AnthropicUpstream) -> None:
    nowhere = LiteLLM(reached_at("http://127.0.0.1:1"))
    with pytest.raises(UpstreamUnreachable, match="cannot be reached"):
        await nowhere.complete(asking())


async def test_asks_nobody_without_a_key(anthropic: AnthropicUpstream) -> None:
    keyless = LiteLLM(reached_at(anthropic.base_url, key=""))
    with pytest.raises(UpstreamMisconfigured, match="ANTHROPIC_API_KEY"):
        await keyless.complete(asking())
    assert anthropic.requests == []


async def test_a_provider_that_litellm_does_not_know_is_a_clear_error(
    anthropic: AnthropicUpstream,
) -> None:
    unknown = replace(asking(), deployment=deployment("odd", provider="nosuch"))
    with pytest.raises(RouterError, match="nosuch"):
        await LiteLLM(reached_at(anthropic.base_url)).complete(unknown)


async def test_silence_times_out(litellm: LiteLLM, anthropic: AnthropicUpstream) -> None:
    await litellm.complete(asking())  # loads what litellm loads when first called
    anthropic.silent_after = 3
    stream = await litellm.stream(replace(asking(), patience=Patience(between_s=0.5)))
    with pytest.raises(UpstreamTimedOut):
        await all_of(aiter(stream))
    await until(lambda: anthropic.disconnects == 1)


async def test_an_upstream_that_dies_in_mid_stream_broke_off(
    litellm: LiteLLM, anthropic: AnthropicUpstream
) -> None:
    anthropic.dies_after = 3
    stream = await litellm.stream(asking())
    with pytest.raises(UpstreamFailed):
        await all_of(aiter(stream))
    assert stream.usage is None


async def test_embeds_by_a_provider_of_another_shape() -> None:
    said = {
        "id": "e",
        "embeddings": {"float": [[0.5, 1.0], [0.25, 0.0]]},
        "texts": ["a", "b"],
        "meta": {"billed_units": {"input_tokens": 2}},
    }
    cohere = deployment("emb", provider="cohere", model="embed-test")
    fields = {"input": b'["a","b"]', "encoding_format": b'"base64"'}
    async with Upstream(Reply(body=json.dumps(said).encode())) as upstream:
        address = f"{upstream.base_url.removesuffix('/v1')}/v2/embed"
        reached = LiteLLM(replace(reached_at(address), provider="cohere"))
        answer = await reached.embed(Call(deployment=cohere, fields=fields))
        assert upstream.last.json["texts"] == ["a", "b"]
        await close_litellm()
    told = json.loads(answer.body)["data"]
    assert struct.unpack("<2f", base64.b64decode(told[0]["embedding"])) == (0.5, 1.0)
    assert answer.usage == Usage(input_tokens=2)


async def test_closing_early_tells_the_provider(
    litellm: LiteLLM, anthropic: AnthropicUpstream
) -> None:
    anthropic.silent_after = 3
    stream = await litellm.stream(asking())
    assert b"Salt" in await anext(aiter(stream))
    await stream.aclose()
    await until(lambda: anthropic.disconnects == 1)


async def test_the_key_is_shown_nowhere(
    litellm: LiteLLM, anthropic: AnthropicUpstream, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await litellm.complete(asking())
    anthropic.status = 401
    with pytest.raises(UpstreamMisconfigured) as raised:
        await litellm.complete(asking())
    assert raised.value.__context__ is None
    assert KEY not in repr(raised.value) + repr(litellm) + caplog.text


async def test_nothing_is_left_running(litellm: LiteLLM, anthropic: AnthropicUpstream) -> None:
    await litellm.complete(asking())
    await close_litellm()
    await until(lambda: not [t for t in asyncio.all_tasks() if "litellm" in repr(t.get_coro())])


def test_litellm_is_not_loaded_by_importing_the_adapter() -> None:
    script = "import sys, router.adapters.providers.pool; print('litellm' in sys.modules)"
    told = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "False"

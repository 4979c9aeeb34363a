"""OpenAI's Python client against the service, whole answers: nothing but the address changes."""

import base64
import struct
from typing import Literal

import pytest
from openai import omit
from openai.types import CreateEmbeddingResponse
from openai.types.chat import ChatCompletion, ChatCompletionMessageParam
from pydantic import BaseModel

from tests.journeys.running import Service
from tests.journeys.wire_format import read_strictly
from tests.upstream import Upstream

HELLO: list[ChatCompletionMessageParam] = [{"role": "user", "content": "Say hello"}]
PIXEL = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"


class City(BaseModel):
    name: str
    inhabitants: int
    climate: Literal["dry", "wet"]


def test_a_whole_answer_arrives(service: Service, upstream: Upstream) -> None:
    with service.openai() as client:
        answer = client.chat.completions.create(model="auto", messages=HELLO)

    assert answer.choices[0].message.content == upstream.reply.text
    assert answer.usage is not None
    assert answer.usage.total_tokens == 18


async def test_a_whole_answer_arrives_at_the_asynchronous_client(
    service: Service, upstream: Upstream
) -> None:
    async with service.async_openai() as client:
        answer = await client.chat.completions.create(model="gpt-4o-mini", messages=HELLO)

    assert answer.choices[0].message.content == upstream.reply.text


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"n": 3},
        {"logprobs": True, "top_logprobs": 2},
        {"response_format": {"type": "json_object"}},
        {"max_completion_tokens": 3},
        {"tools": [{"type": "function", "function": {"name": "look"}}], "tool_choice": "required"},
    ],
    ids=lambda more: next(iter(more), "plain"),
)
def test_simulated_answers_are_strictly_openais(
    simulated: Service, more: dict[str, object]
) -> None:
    answer = simulated.post({"model": "auto", "messages": HELLO, **more})

    assert answer.status_code == 200
    assert len(read_strictly(ChatCompletion, answer.content).choices) == more.get("n", 1)


def test_a_providers_answer_stays_strictly_openais(service: Service, upstream: Upstream) -> None:
    answer = service.post({"model": "auto", "messages": HELLO})

    read_strictly(ChatCompletion, answer.content)


def test_raw_responses_carry_the_decision_and_the_providers_request_id(
    service: Service, upstream: Upstream
) -> None:
    with service.openai() as client:
        raw = client.chat.completions.with_raw_response.create(model="economy", messages=HELLO)

    assert raw.headers["x-tierwise-model"] == "small"
    assert raw.headers["x-tierwise-tier"] == "economy"
    assert raw.headers["x-tierwise-rule"] == "requested"
    assert raw.headers["x-tierwise-cost-usd"] == "0.00000354"  # 7 new, 4 cached, 7 out
    assert raw.headers["x-tierwise-version"]
    assert raw.headers["x-request-id"] == "req_upstream"
    assert raw.parse().id == "chatcmpl-1"


def test_json_mode_gives_json_and_a_schema_gives_an_instance(simulated: Service) -> None:
    with simulated.openai() as client:
        loose = client.chat.completions.create(
            model="auto", messages=HELLO, response_format={"type": "json_object"}
        )
        parsed = client.chat.completions.parse(
            model="auto", messages=HELLO, response_format=City
        ).choices[0]

    assert loose.choices[0].message.content
    assert loose.choices[0].message.content.startswith("{")
    assert isinstance(parsed.message.parsed, City)


def test_a_schema_reaches_the_provider_as_the_client_wrote_it(
    service: Service, upstream: Upstream
) -> None:
    with service.openai() as client, pytest.raises(ValueError, match="Invalid JSON"):
        client.chat.completions.parse(model="economy", messages=HELLO, response_format=City)

    wanted = upstream.last.json["response_format"]
    assert isinstance(wanted, dict)
    assert wanted["json_schema"]["schema"]["properties"]["climate"]["enum"] == ["dry", "wet"]
    assert upstream.last.json["model"] == "medium-model"  # small has no JSON schema


def test_pictures_go_to_a_deployment_that_sees(service: Service, upstream: Upstream) -> None:
    messages: list[ChatCompletionMessageParam] = [
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "What is this?"},
                {"type": "image_url", "image_url": {"url": PIXEL, "detail": "low"}},
            ],
        }
    ]
    with service.openai() as client:
        client.chat.completions.create(model="auto", messages=messages)

    assert upstream.last.json["model"] == "large-model"
    assert upstream.last.json["messages"] == messages


def test_a_seed_repeats_an_answer_and_n_gives_several(simulated: Service) -> None:
    with simulated.openai() as client:
        answers = [
            client.chat.completions.create(model="economy", messages=HELLO, n=3, seed=seed)
            for seed in (7, 7, 8)
        ]

    assert answers[0].id == answers[1].id != answers[2].id
    assert answers[0].choices == answers[1].choices
    assert [choice.index for choice in answers[0].choices] == [0, 1, 2]


def test_log_probabilities_are_given_for_every_token(simulated: Service) -> None:
    with simulated.openai() as client:
        choice = client.chat.completions.create(
            model="auto", messages=HELLO, logprobs=True, top_logprobs=2
        ).choices[0]

    assert choice.logprobs is not None
    assert choice.logprobs.content
    assert "".join(token.token for token in choice.logprobs.content) == choice.message.content
    assert all(len(token.top_logprobs) == 2 for token in choice.logprobs.content)


@pytest.mark.parametrize("form", ["float", "base64", None])
def test_embeddings_come_as_numbers_and_as_base64(
    simulated: Service, form: Literal["float", "base64"] | None
) -> None:
    with simulated.openai() as client:
        answer = client.embeddings.create(
            model="simulated-embedding",
            input=["salt", "sugar"],
            dimensions=8,
            encoding_format=form or omit,
        )

    vectors = [one.embedding for one in answer.data]
    if form == "base64":
        vectors = [list(struct.unpack("<8f", base64.b64decode(str(v)))) for v in vectors]
    assert [len(vector) for vector in vectors] == [8, 8]
    assert sum(x * x for x in vectors[0]) == pytest.approx(1, abs=1e-3)
    assert vectors[0] != vectors[1]
    assert answer.usage.total_tokens > 0


def test_without_a_key_openais_embedding_models_are_simulated(simulated: Service) -> None:
    with simulated.openai() as client:
        assert client.embeddings.create(model="text-embedding-3-small", input="salt").data


def test_embeddings_are_strictly_openais_and_billed(service: Service, upstream: Upstream) -> None:
    body = {"model": "embedder", "input": ["salt", "sugar"], "encoding_format": "float"}
    answer = service.post(body, path="/v1/embeddings")

    assert len(read_strictly(CreateEmbeddingResponse, answer.content).data) == 2
    assert answer.headers["x-tierwise-cost-usd"] == "0.0000002"  # ten tokens
    assert upstream.last.path == "/v1/embeddings"


def test_models_are_listed_and_each_is_found_by_its_name(
    service: Service, upstream: Upstream
) -> None:
    with service.openai() as client:
        listed = [model.id for model in client.models.list()]
        found = [client.models.retrieve(name).id for name in listed]

    assert listed[:4] == ["auto", "economy", "standard", "premium"]
    assert {"small", "medium", "large", "embedder"} <= set(listed)
    assert found == listed
    assert upstream.requests == []


def test_an_answer_has_one_length_and_is_json(service: Service, upstream: Upstream) -> None:
    answer = service.post({"model": "auto", "messages": HELLO})

    assert answer.headers["content-type"] == "application/json"
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert len(answer.headers.get_list("content-length")) == 1

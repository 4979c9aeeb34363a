"""OpenAI's Python client raises the class that its users catch, with code, param and type."""

import openai
import pytest
from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam

from tests.journeys.running import Service
from tests.upstream import Reply, Upstream

HELLO: list[ChatCompletionMessageParam] = [{"role": "user", "content": "Say hello"}]


@pytest.mark.parametrize(
    ("body", "param", "says"),
    [
        ({"model": "auto"}, "messages", "lacks required field 'messages'"),
        ({"messages": HELLO}, "model", "lacks required field 'model'"),
        ({"model": "auto", "messages": []}, "messages", "'messages' is empty"),
        ({"model": "auto", "messages": "hi"}, "messages", "Expected array, got str"),
        ({"model": "auto", "messages": [{}]}, "messages[0].role", "has no role"),
        ({"model": 4, "messages": HELLO}, "model", "Expected str, got int"),
        ({"model": "auto", "messages": HELLO, "stream": "yes"}, "stream", "Expected bool"),
        ({"model": "auto", "messages": HELLO, "n": 0}, "n", "write a number from 1 up"),
        ({"model": " ", "messages": HELLO}, "model", "'model' is empty"),
    ],
)
def test_a_bad_request_names_the_field(
    service: Service, upstream: Upstream, body: dict[str, object], param: str, says: str
) -> None:
    with service.openai() as client, pytest.raises(openai.BadRequestError) as caught:
        client.post("/chat/completions", body=body, cast_to=object)

    error = caught.value
    assert (error.code, error.param) == ("invalid_request", param)
    assert error.type == "invalid_request_error"
    assert isinstance(error.body, dict)
    assert says in error.body["message"]
    assert upstream.requests == []


def test_an_unknown_model_is_not_found(service: Service, upstream: Upstream) -> None:
    with service.openai() as client, pytest.raises(openai.NotFoundError) as caught:
        client.chat.completions.create(model="smal", messages=HELLO)

    assert (caught.value.code, caught.value.param) == ("model_not_found", "model")
    assert "Nearest names: small" in caught.value.message


def test_an_unknown_address_is_not_found(service: Service) -> None:
    with service.openai() as client, pytest.raises(openai.NotFoundError) as caught:
        client.fine_tuning.jobs.list()

    assert caught.value.code == "unknown_url"
    assert caught.value.type == "invalid_request_error"


def test_what_policy_denies_is_a_permission_error(service: Service, upstream: Upstream) -> None:
    denied = {"x-tierwise-team": "blocked"}
    with (
        service.openai(headers=denied) as client,
        pytest.raises(openai.PermissionDeniedError) as caught,
    ):
        client.chat.completions.create(model="auto", messages=HELLO)

    assert (caught.value.code, caught.value.type) == ("policy_denied", "permission_error")


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_a_providers_rate_limit_is_a_rate_limit_error(
    service: Service, upstream: Upstream, *, streamed: bool
) -> None:
    upstream.reply = Reply(
        status=429, headers={"retry-after": "7", "x-ratelimit-limit-requests": "3"}
    )
    with service.openai() as client, pytest.raises(openai.RateLimitError) as caught:
        client.chat.completions.create(model="auto", messages=HELLO, stream=streamed)

    assert caught.value.code == "upstream_rate_limited"
    assert caught.value.response.headers["retry-after"] == "7"
    assert caught.value.response.headers["x-ratelimit-limit-requests"] == "3"


def test_the_client_that_tries_again_succeeds(service: Service, upstream: Upstream) -> None:
    upstream.script.append(Reply(status=429, headers={"retry-after-ms": "1"}))
    with service.openai() as client:
        answer = client.with_options(max_retries=1).chat.completions.create(
            model="medium", messages=HELLO
        )

    assert answer.choices[0].message.content == upstream.reply.text
    assert len(upstream.requests) == 2


def test_a_providers_own_words_are_passed_on(service: Service, upstream: Upstream) -> None:
    words = (
        b'{"error":{"message":"temperature too hot","type":"t","param":"temperature","code":"c"}}'
    )
    upstream.reply = Reply(status=422, body=words)
    with service.openai() as client, pytest.raises(openai.UnprocessableEntityError) as caught:
        client.chat.completions.create(model="medium", messages=HELLO)

    error = caught.value
    assert (error.code, error.param, error.type) == ("c", "temperature", "t")
    assert "temperature too hot" in error.message


def test_a_provider_that_dies_in_mid_stream_raises_in_the_loop(
    service: Service, upstream: Upstream
) -> None:
    upstream.reply = Reply(dies_after=3)
    chunks: list[ChatCompletionChunk] = []
    with service.openai() as client:
        stream = client.chat.completions.create(model="auto", messages=HELLO, stream=True)
        with pytest.raises(openai.APIError) as caught:
            chunks.extend(stream)

    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == "The sea"
    assert caught.value.code == "upstream_broke_off"
    assert caught.value.type == "server_error"
    assert "broke off" in caught.value.message

import json

import pytest

from router.adapters.providers.whole_answer import as_event, read_answer
from router.core.errors import UpstreamFailed, UpstreamGarbled
from router.core.usage import Usage
from tests.adapters.providers.asking import upstream


def test_reads_usage_and_skips_the_rest() -> None:
    body = b'{"choices":[{"message":{}}],"usage":{"prompt_tokens":3,"completion_tokens":2}}'
    assert read_answer(body, upstream=upstream()).usage == Usage(input_tokens=3, output_tokens=2)


@pytest.mark.parametrize("usage", ["null", "5", '{"prompt_tokens":"3"}', '{"prompt_tokens":-3}'])
def test_an_answer_without_believable_usage_is_still_an_answer(usage: str) -> None:
    assert (
        read_answer(f'{{"choices":[],"usage":{usage}}}'.encode(), upstream=upstream()).usage is None
    )


def test_an_error_in_an_answer_is_an_error() -> None:
    with pytest.raises(UpstreamFailed, match="down"):
        read_answer(b'{"error":{"message":"down"},"choices":[]}', upstream=upstream())


@pytest.mark.parametrize("body", [b"", b"nope", b"[]", b'"x"', b"{}", b'{"choices":null}', b'{"a"'])
def test_what_is_no_answer_is_garbled(body: bytes) -> None:
    with pytest.raises(UpstreamGarbled):
        read_answer(body, upstream=upstream())


def test_a_whole_answer_becomes_one_chunk() -> None:
    calls = [{"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}}]
    message = {"role": "assistant", "content": None, "tool_calls": calls}
    choice = {"index": 0, "message": message, "finish_reason": "tool_calls", "logprobs": None}
    answer = {"id": "x", "object": "chat.completion", "choices": [choice], "odd": 1.0}
    first, done, _ = as_event(json.dumps(answer).encode(), upstream=upstream()).split(b"\n\n")
    chunk = json.loads(first[6:])
    assert chunk["object"] == "chat.completion.chunk"
    assert chunk["odd"] == 1.0
    assert chunk["choices"][0]["delta"]["tool_calls"][0] == {**calls[0], "index": 0}
    assert chunk["choices"][0]["finish_reason"] == "tool_calls"
    assert done == b"data: [DONE]"


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ('"chatcmpl-1.a/b"', "chatcmpl-1.a/b"),
        ("7", None),
        ("null", None),
        ('"two words"', None),
        ('"%s"' % ("x" * 129), None),
    ],
)
def test_an_id_is_kept_where_it_looks_like_one(told: str, kept: str | None) -> None:
    body = f'{{"choices":[],"id":{told}}}'.encode()
    assert read_answer(body, upstream=upstream()).response_id == kept


def test_the_class_of_service_is_read_in_the_same_pass() -> None:
    body = b'{"choices":[],"service_tier":"flex","usage":{"prompt_tokens":3}}'
    said = read_answer(body, upstream=upstream())
    assert said.service_tier == "flex"
    assert said.usage == Usage(input_tokens=3, service_tier="flex")


@pytest.mark.parametrize("body", [b'{"data":[]}', b'{"choices":5}', b'{"choices":[1]}', b"["])
def test_what_is_no_chat_completion_becomes_no_event(body: bytes) -> None:
    with pytest.raises(UpstreamGarbled):
        as_event(body, upstream=upstream())

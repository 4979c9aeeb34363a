import base64
import json
import struct

from router.adapters.providers.litellm_json import Json, as_body, as_event


class Dumped:
    """Stands for a model of litellm's."""

    def __init__(self, value: Json) -> None:
        self._value = value

    def model_dump(self, *, mode: str, exclude_none: bool) -> Json:
        assert mode == "json"
        assert exclude_none
        return self._value


def read(event: bytes) -> Json:
    chunk: Json = json.loads(event.removeprefix(b"data: "))
    return chunk


def test_a_message_without_content_says_null() -> None:
    body = as_body(Dumped({"choices": [{"message": {"tool_calls": []}}]}))
    message: Json = {"tool_calls": [], "content": None}
    assert json.loads(body) == {"choices": [{"message": message, "logprobs": None}]}


def test_a_usage_chunk_has_no_choices() -> None:
    usage = {"prompt_tokens": 1}
    chunk = read(as_event(Dumped({"choices": [{"index": 0, "delta": {}}], "usage": usage})))
    assert chunk == {"choices": [], "usage": usage}


def test_a_chunk_that_says_something_keeps_its_choices() -> None:
    told: Json = {
        "choices": [{"index": 0, "delta": {"content": "a"}}],
        "usage": {"prompt_tokens": 1},
    }
    chunk = read(as_event(Dumped(told)))
    expected = {"index": 0, "delta": {"content": "a"}, "finish_reason": None, "logprobs": None}
    assert chunk["choices"] == [expected]


def test_embeddings_have_no_choices_and_pass() -> None:
    assert json.loads(as_body(Dumped({"data": [1]}))) == {"data": [1]}


def test_vectors_come_as_base64_where_asked_for() -> None:
    told: Json = {"data": [{"index": 0, "embedding": [0.5, -2.0]}]}
    (item,) = json.loads(as_body(Dumped(told), has_base64=True))["data"]
    assert struct.unpack("<2f", base64.b64decode(item["embedding"])) == (0.5, -2.0)

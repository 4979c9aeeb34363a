import json

import pytest

from router.adapters.providers.request_body import stream_body, whole_body

FIELDS = {
    "model": b'"auto"',
    "messages": b'[ 1.0, 1e400 , "\\ud800"]',
    "stream": b"true",
    "stream_options": b'{"include_usage": false, "x": [1]}',
    'od"d': b"null",
}


def test_copies_values_byte_for_byte() -> None:
    body = whole_body(FIELDS, model="m")
    assert body == b'{"model":"m","messages":[ 1.0, 1e400 , "\\ud800"],"od\\"d":null}'


def test_a_whole_answer_is_not_asked_for_as_a_stream() -> None:
    assert b"stream" not in whole_body(FIELDS, model="m")


def test_a_stream_always_asks_for_usage_and_keeps_the_other_options() -> None:
    body = json.loads(stream_body({**FIELDS, "messages": b"[]"}, model='quo"te'))
    assert body["model"] == 'quo"te'
    assert body["stream"] is True
    assert body["stream_options"] == {"include_usage": True, "x": [1]}


@pytest.mark.parametrize("options", [None, b"null"])
def test_a_stream_asks_for_usage_without_options(options: bytes | None) -> None:
    fields = {} if options is None else {"stream_options": options}
    assert json.loads(stream_body(fields, model="m"))["stream_options"] == {"include_usage": True}


def test_malformed_options_are_left_for_the_provider_to_refuse() -> None:
    assert json.loads(stream_body({"stream_options": b"5"}, model="m"))["stream_options"] == 5


def test_a_provider_that_refuses_stream_options_gets_none() -> None:
    body = json.loads(stream_body({"stream_options": b"{}"}, model="m", takes_stream_options=False))
    assert body == {"model": "m", "stream": True}

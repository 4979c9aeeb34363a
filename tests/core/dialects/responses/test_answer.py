"""Tests of `router.core.dialects.responses.answer`."""

from datetime import UTC, datetime

import pytest
from openai.types.responses import Response

from router.core.dialects.reading import Json, objects_of
from router.core.dialects.responses.answer import ResponseFrame, response_of, status_of
from router.core.usage import Usage
from tests.core.dialects.answers import Told

AT = datetime(2026, 3, 1, tzinfo=UTC)
USAGE = Usage(input_tokens=9, cached_tokens=4, output_tokens=5, reasoning_tokens=2)
ASKED: Json = {
    "model": "auto",
    "input": "Hello",
    "instructions": "Be kind.",
    "metadata": {"a": "b"},
}


def response(told: Told, **asked: object) -> Json:
    frame = ResponseFrame.of({**ASKED, **asked}, name="1", at=AT)
    return response_of(frame, told.whole(), usage=USAGE)


def test_it_is_what_openais_own_types_expect() -> None:
    told = Told(thoughts=["hm"], texts=["Hello"], calls=[("clock", ["{}"])])

    read = Response.model_validate(response(told), strict=True)

    assert read.output_text == "Hello"
    assert [item.type for item in read.output] == ["reasoning", "message", "function_call"]
    assert read.usage is not None
    assert (read.usage.total_tokens, read.usage.input_tokens_details.cached_tokens) == (14, 4)
    assert (read.status, read.model, read.id) == ("completed", "some-model", "resp_1")


def test_what_was_asked_is_repeated_and_nothing_is_stored() -> None:
    told = response(Told(), store=True)

    assert (told["instructions"], told["metadata"]) == ("Be kind.", {"a": "b"})
    assert told["store"] is False
    assert told["output"] == []


def test_every_item_has_a_name_of_its_own() -> None:
    told = Told(thoughts=["hm"], texts=["a"], calls=[("x", ["{}"]), ("y", ["{}"])])

    ids = [item["id"] for item in objects_of(response(told), "output")]

    assert len(set(ids)) == 4


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        ("stop", ("completed", None)),
        ("tool_calls", ("completed", None)),
        ("length", ("incomplete", {"reason": "max_output_tokens"})),
        ("content_filter", ("incomplete", {"reason": "content_filter"})),
    ],
)
def test_it_is_incomplete_where_the_model_could_not_end(reason: str, status: object) -> None:
    assert status_of({"finish_reason": reason}) == status

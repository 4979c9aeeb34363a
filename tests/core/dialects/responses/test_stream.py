"""Tests of `router.core.dialects.responses.stream`."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai.types.responses import ResponseStreamEvent
from pydantic import TypeAdapter

from router.core.dialects.answered import usage_of
from router.core.dialects.reading import Json, object_of, objects_of
from router.core.dialects.responses.answer import ResponseFrame, response_of
from router.core.dialects.responses.stream import ResponseStream
from router.core.errors import BudgetExceeded, RouterError, UpstreamBrokeOff
from tests.core.dialects.answers import JSON_VALUES, Told, chunk, read_events, told

AT = datetime(2026, 3, 1, tzinfo=UTC)
TOOLS: list[Json] = [
    {"type": "custom", "name": "abc"},
    {"type": "function", "name": "clock", "parameters": {}, "strict": False},
]
FRAME = ResponseFrame.of({"model": "auto", "input": "Hello", "tools": TOOLS}, name="1", at=AT)
EVENTS: TypeAdapter[object] = TypeAdapter(ResponseStreamEvent)


def events(chunks: list[Json | None]) -> list[Json]:
    under_way = ResponseStream(FRAME)
    return read_events(b"".join(map(under_way.events, chunks)))


@given(told(), st.booleans())
def test_a_stream_ends_with_the_whole_response(said: Told, in_turns: bool) -> None:
    whole = response_of(FRAME, said.whole(), usage=usage_of(said.whole()))

    *_, last = events(said.chunks(in_turns=in_turns))

    assert last["response"] == whole
    assert last["type"] == f"response.{whole['status']}"


@given(told(), st.booleans())
def test_items_are_told_before_the_end_as_they_stand_in_it(said: Told, in_turns: bool) -> None:
    found = events(said.chunks(in_turns=in_turns))

    done = {e["output_index"]: e["item"] for e in found if e["type"] == "response.output_item.done"}
    added = [e["output_index"] for e in found if e["type"] == "response.output_item.added"]
    assert added == list(range(len(added)))
    assert [done[number] for number in added] == object_of(found[-1], "response")["output"]


def test_every_event_is_what_openais_own_types_expect_and_has_its_number() -> None:
    said = Told(thoughts=["hm"], texts=["a", "b"], calls=[("clock", ["{", "}"]), ("abc", ["x"])])

    found = events(said.chunks())

    assert [event["sequence_number"] for event in found] == list(range(len(found)))
    assert [event["type"] for event in found[:2]] == ["response.created", "response.in_progress"]
    for event in found:
        read = EVENTS.validate_python(event)
        assert getattr(read, "type", None) == event["type"]


def test_a_refusal_after_text_is_a_message_of_its_own() -> None:
    chunks = [chunk({"content": "a"}), chunk({"refusal": "No."}), None]

    output = object_of(events(chunks)[-1], "response")["output"]

    assert isinstance(output, list)
    assert [item["content"][0]["type"] for item in output] == ["output_text", "refusal"]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UpstreamBrokeOff("It broke off."), "upstream_broke_off"),
        (BudgetExceeded("It broke off."), "insufficient_quota"),
    ],
)
@pytest.mark.parametrize("before", [[], [chunk({"content": "a"})]])
def test_an_error_ends_the_stream_as_a_failed_response(
    before: list[Json | None], error: RouterError, code: str
) -> None:
    *_, last = events([*before, dict(error.body())])

    response = object_of(last, "response")
    assert (last["type"], response["status"]) == ("response.failed", "failed")
    assert response["error"] == {"code": code, "message": "It broke off."}


@given(st.lists(st.dictionaries(st.sampled_from(["choices", "usage", "model"]), JSON_VALUES)))
def test_chunks_of_any_shape_end_in_a_response(odd: list[Json]) -> None:
    found = events([*odd, None])

    assert found[0]["type"] == "response.created"
    assert found[-1]["type"] in ("response.completed", "response.incomplete")


def test_other_choices_are_not_told() -> None:
    second = chunk({"content": "b"})
    objects_of(second, "choices")[0]["index"] = 1

    assert object_of(events([second, None])[-1], "response")["output"] == []

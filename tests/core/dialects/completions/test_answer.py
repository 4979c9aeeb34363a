"""Tests of `router.core.dialects.completions.answer`."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.dialects.chunks import DONE, chunks_of
from router.core.dialects.completions.answer import CompletionStream, completion_of
from router.core.dialects.reading import Json, objects_of
from router.core.usage import Usage
from tests.core.dialects.answers import JSON_VALUES, Told, chunk

AT = datetime(2026, 3, 1, tzinfo=UTC)


def stream(*, echoed: str = "", wants_usage: bool = False) -> CompletionStream:
    return CompletionStream(name="1", at=AT, echoed=echoed, wants_usage=wants_usage)


def test_choices_are_texts_behind_what_is_echoed() -> None:
    usage = Usage(input_tokens=9, output_tokens=5)

    told = completion_of(
        Told(texts=["a", "b"]).whole(), name="1", at=AT, usage=usage, echoed="Say: "
    )

    assert told == {
        "id": "cmpl-1",
        "object": "text_completion",
        "created": 1_772_323_200,
        "model": "some-model",
        "choices": [{"text": "Say: ab", "index": 0, "logprobs": None, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 9, "completion_tokens": 5, "total_tokens": 14},
    }


@pytest.mark.parametrize("wants_usage", [True, False])
def test_a_stream_adds_up_to_the_whole_text(wants_usage: bool) -> None:
    under_way = stream(echoed="Say: ", wants_usage=wants_usage)
    chunks = Told(texts=["a", "b"]).chunks()

    written = b"".join(map(under_way.events, chunks))

    found = [told for told in chunks_of(written) if told is not None]
    choices = [choice for told in found for choice in objects_of(told, "choices")]
    assert "".join(str(choice["text"]) for choice in choices) == "Say: ab"
    assert choices[-1]["finish_reason"] == "stop"
    assert [told["usage"] for told in found if "usage" in told] == (
        [{"prompt_tokens": 9, "completion_tokens": 5}] if wants_usage else []
    )
    assert written.endswith(DONE)


def test_the_prompt_is_echoed_once_for_each_choice() -> None:
    under_way = stream(echoed=">")
    second = chunk({"content": "b"})
    objects_of(second, "choices")[0]["index"] = 1

    told = [*chunks_of(under_way.events(chunk({"content": "a"})) + under_way.events(second))]

    assert [objects_of(one or {}, "choices")[0]["text"] for one in told] == [">a", ">b"]


def test_an_error_is_passed_on_as_it_is() -> None:
    error: Json = {"error": {"message": "It broke off."}}

    assert list(chunks_of(stream().events(error))) == [error]


@given(st.dictionaries(st.sampled_from(["choices", "usage", "model"]), JSON_VALUES))
def test_chunks_of_any_shape_can_be_told(odd: Json) -> None:
    for told in chunks_of(stream(wants_usage=True).events(odd)):
        assert told is not None
        assert told["object"] == "text_completion"

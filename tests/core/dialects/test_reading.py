"""Tests of `router.core.dialects.reading`."""

import json

import pytest

from router.core.dialects.reading import (
    as_bytes,
    as_text,
    listed,
    number_of,
    object_of,
    objects_of,
    required_text,
    text_of,
    value_of,
)
from router.core.errors import InvalidRequest


def test_what_is_not_as_expected_in_an_answer_counts_as_absent() -> None:
    odd = {"text": 1, "number": "1", "object": [], "objects": [1, {"a": 2}]}

    assert text_of(odd, "text") == ""
    assert number_of(odd, "number") == 0
    assert object_of(odd, "object") == {}
    assert objects_of(odd, "objects") == [{"a": 2}]
    assert objects_of(odd, "none") == []


@pytest.mark.parametrize(("value", "number"), [(3, 3), (-3, 0), (True, 0), (None, 0)])
def test_a_count_is_never_negative_nor_a_truth(value: object, number: int) -> None:
    assert number_of({"n": value}, "n") == number


def test_json_is_compact_and_keeps_halves_of_characters() -> None:
    assert as_text({"a": "é"}) == '{"a":"é"}'
    assert as_bytes({"a": "é"}) == '{"a":"é"}'.encode()
    assert as_text({"a": "\ud800"}) == '{"a":"\ud800"}'
    assert json.loads(as_bytes({"a": "\ud800é"})) == {"a": "\ud800é"}


def test_a_text_that_is_no_json_has_no_value() -> None:
    assert value_of("[1]") == [1]
    assert value_of("{") is None
    assert value_of("[" * 100_000) is None


def test_a_wrong_request_is_refused_with_its_place() -> None:
    with pytest.raises(InvalidRequest) as caught:
        required_text({"name": 3}, "name", place="tools[1]")
    assert caught.value.param == "tools[1].name"
    with pytest.raises(InvalidRequest) as caught:
        listed([{}, 3], place="tools")
    assert caught.value.param == "tools[1]"
    with pytest.raises(InvalidRequest) as caught:
        listed("tools", place="tools")
    assert caught.value.param == "tools"
    assert listed(None, place="tools") == []

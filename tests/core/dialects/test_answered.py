"""Tests of `router.core.dialects.answered`."""

import pytest

from router.core.dialects.answered import content_text, first_choice, reasoning_text, usage_of
from router.core.usage import Usage


def test_text_may_come_whole_or_in_parts() -> None:
    assert content_text({"content": "abc"}) == "abc"
    parts = [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]
    assert content_text({"content": parts}) == "ab"
    assert content_text({"content": None}) == ""


@pytest.mark.parametrize("name", ["reasoning_content", "reasoning"])
def test_thoughts_are_found_under_either_name(name: str) -> None:
    assert reasoning_text({name: "hm"}) == "hm"


def test_without_choices_there_is_an_empty_one() -> None:
    assert first_choice({"choices": []}) == {}
    assert first_choice({"choices": [{"index": 0}, {"index": 1}]}) == {"index": 0}


def test_usage_counts_what_the_cache_read_and_took() -> None:
    told = {
        "prompt_tokens": 100,
        "completion_tokens": 7,
        "prompt_tokens_details": {"cached_tokens": 60, "cache_creation_tokens": 30},
        "completion_tokens_details": {"reasoning_tokens": 2},
    }

    assert usage_of({"usage": told}) == Usage(
        input_tokens=100,
        cached_tokens=60,
        cache_write_tokens=30,
        output_tokens=7,
        reasoning_tokens=2,
    )


def test_parts_of_the_input_are_never_more_than_the_whole() -> None:
    told = {"prompt_tokens": 10, "prompt_cache_hit_tokens": 50, "cache_creation_input_tokens": 5}

    assert usage_of({"usage": told}) == Usage(input_tokens=10, cached_tokens=10)
    assert usage_of({}) == Usage()

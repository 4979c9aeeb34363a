import msgspec
import pytest

from router.adapters.providers.openai_usage import WireUsage, to_usage
from router.core.usage import Usage


def read(said: object) -> Usage | None:
    return to_usage(msgspec.convert(said, WireUsage))


def test_reads_openais_details() -> None:
    assert read(
        {
            "prompt_tokens": 100,
            "completion_tokens": 50,
            "prompt_tokens_details": {"cached_tokens": 40, "audio_tokens": 0},
            "completion_tokens_details": {"reasoning_tokens": 30},
        }
    ) == Usage(input_tokens=100, cached_tokens=40, output_tokens=50, reasoning_tokens=30)


@pytest.mark.parametrize(
    "said",
    [
        {"prompt_cache_hit_tokens": 40, "prompt_cache_miss_tokens": 60},
        {"cached_tokens": 40},
        {"prompt_tokens_details": {"cached_tokens": 40}},
    ],
)
def test_reads_cached_tokens_where_others_put_them(said: dict[str, object]) -> None:
    usage = read({"prompt_tokens": 100, "completion_tokens": 1, **said})
    assert usage is not None
    assert usage.cached_tokens == 40


@pytest.mark.parametrize(
    "said",
    [
        {"cache_creation_input_tokens": 20},
        {"prompt_tokens_details": {"cache_write_tokens": 20}},
        {"prompt_tokens_details": {"cache_creation_tokens": 20}},
    ],
)
def test_reads_tokens_written_to_the_cache(said: dict[str, object]) -> None:
    usage = read({"prompt_tokens": 100, **said})
    assert usage is not None
    assert usage.cache_write_tokens == 20


def test_reasoning_counted_beside_the_completion_is_output_too() -> None:
    usage = read(
        {
            "prompt_tokens": 10,
            "completion_tokens": 2,
            "total_tokens": 329,
            "completion_tokens_details": {"reasoning_tokens": 317},
        }
    )
    assert usage == Usage(input_tokens=10, output_tokens=319, reasoning_tokens=317)


def test_a_part_is_never_more_than_its_whole() -> None:
    assert read(
        {
            "prompt_tokens": 10,
            "completion_tokens": 5,
            "prompt_tokens_details": {"cached_tokens": 99, "cache_write_tokens": 99},
            "completion_tokens_details": {"reasoning_tokens": 99},
        }
    ) == Usage(input_tokens=10, cached_tokens=10, output_tokens=5, reasoning_tokens=5)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"total_tokens": 5},
        {"prompt_tokens": -1, "completion_tokens": 5},
        {"prompt_tokens": 1, "completion_tokens": 10**15},
        {"prompt_tokens": 1, "prompt_tokens_details": {"cached_tokens": -5}},
    ],
)
def test_what_cannot_be_is_as_good_as_nothing_said(said: dict[str, object]) -> None:
    assert read(said) is None


def test_nothing_said_is_no_usage() -> None:
    assert to_usage(None) is None

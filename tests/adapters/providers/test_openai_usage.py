import msgspec
import pytest

from router.adapters.providers.openai_usage import WireUsage, service_tier_of, to_usage
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


def test_reads_images_audio_and_what_is_cached_for_an_hour() -> None:
    assert read(
        {
            "prompt_tokens": 100,
            "completion_tokens": 50,
            "prompt_tokens_details": {
                "audio_tokens": 30,
                "image_tokens": 20,
                "text_tokens": 50,
                "cache_creation_tokens": 12,
                "cache_creation_token_details": {
                    "ephemeral_5m_input_tokens": 8,
                    "ephemeral_1h_input_tokens": 4,
                },
            },
            "completion_tokens_details": {"audio_tokens": 40, "reasoning_tokens": 5},
        }
    ) == Usage(
        input_tokens=100,
        cache_write_tokens=12,
        cache_write_1h_tokens=4,
        output_tokens=50,
        reasoning_tokens=5,
        image_input_tokens=20,
        audio_input_tokens=30,
        audio_output_tokens=40,
    )


def test_parts_of_one_whole_do_not_overlap() -> None:
    usage = read(
        {
            "prompt_tokens": 10,
            "completion_tokens": 5,
            "prompt_tokens_details": {"image_tokens": 8, "audio_tokens": 8},
            "completion_tokens_details": {"reasoning_tokens": 4, "audio_tokens": 4},
        }
    )
    assert usage is not None
    assert (usage.image_input_tokens, usage.audio_input_tokens) == (8, 2)
    assert (usage.reasoning_tokens, usage.audio_output_tokens) == (4, 1)


@pytest.mark.parametrize(
    ("body", "tier"),
    [
        (b'{"service_tier": "flex", "choices": []}', "flex"),
        (b'{"choices": [], "service_tier":"priority"}', "priority"),
        (b'{"usage": {"service_tier": "batch", "prompt_tokens": 1}}', "batch"),
        (b'{"service_tier": null, "usage": {"service_tier": "priority"}}', "priority"),
        (b'{"service_tier": "default"}', None),
        (b'{"service_tier": "on_demand"}', None),
        (b'{"choices": []}', None),
    ],
)
def test_the_service_tier_is_read_and_the_usual_one_has_no_name(
    body: bytes, tier: str | None
) -> None:
    assert service_tier_of(body) == tier


@pytest.mark.parametrize(
    "body",
    [
        b'{"service_tier": 7}',
        b'{"service_tier": "Robert\'); DROP TABLE"}',
        b'{"service_tier": "' + b"x" * 100 + b'"}',
        b'{"service_tier": "flex"',
        b'["service_tier"]',
        b'{"usage": 3, "service_tier": "flex"}',
    ],
)
def test_what_is_no_service_tier_counts_as_the_usual_one(body: bytes) -> None:
    assert service_tier_of(body) is None


def test_words_of_an_answer_are_not_taken_for_its_service_tier() -> None:
    said = {"choices": [{"message": {"content": '{"service_tier": "flex"}'}}]}
    told = {"choices": [{"message": {"service_tier": "flex"}}]}
    assert service_tier_of(msgspec.json.encode(said)) is None
    assert service_tier_of(msgspec.json.encode(told)) is None

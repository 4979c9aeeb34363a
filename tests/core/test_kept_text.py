"""Tests of `router.core.kept_text`."""

import pytest

from router.core.kept_text import TextKeeping, is_drawn, plain_messages, prompt_of

IDS = [f"dec_{number}" for number in range(4_000)]


def test_no_text_is_kept_unless_somebody_says_so() -> None:
    assert not TextKeeping().is_on
    assert TextKeeping(share=0.01).is_on


@pytest.mark.parametrize(("share", "expected"), [(0.0, 0), (1.0, 4_000), (2.0, 4_000)])
def test_none_and_all_are_exact(share: float, expected: int) -> None:
    assert sum(is_drawn(one, share, salt="text") for one in IDS) == expected


def test_a_share_is_about_that_share_and_the_same_whenever_it_is_asked() -> None:
    drawn = [one for one in IDS if is_drawn(one, 0.1, salt="text")]

    assert 320 < len(drawn) < 480  # 400 expected, four standard deviations of 19
    assert drawn == [one for one in IDS if is_drawn(one, 0.1, salt="text")]


def test_a_larger_share_holds_the_smaller_one() -> None:
    small = {one for one in IDS if is_drawn(one, 0.1, salt="text")}

    assert small < {one for one in IDS if is_drawn(one, 0.3, salt="text")}


def test_two_purposes_draw_independently() -> None:
    texts = {one for one in IDS if is_drawn(one, 0.5, salt="text")}
    audits = {one for one in IDS if is_drawn(one, 0.5, salt="audit")}

    assert 850 < len(texts & audits) < 1_150


def test_words_and_tool_calls_stay_and_images_go() -> None:
    messages: list[dict[str, object]] = [
        {"role": "system", "content": "Be brief.", "cache_control": {"type": "ephemeral"}},
        {
            "role": "user",
            "name": "ada",
            "content": [
                {"type": "text", "text": "What is this?"},
                {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}},
                "odd",
            ],
        },
        {"role": "assistant", "content": None, "tool_calls": [{"id": "c1"}]},
    ]

    assert plain_messages(messages) == [
        {"role": "system", "content": "Be brief."},
        {
            "role": "user",
            "name": "ada",
            "content": [{"type": "text", "text": "What is this?"}, {"type": "image_url"}],
        },
        {"role": "assistant", "content": None, "tool_calls": [{"id": "c1"}]},
    ]


def test_a_prompt_is_all_that_was_said_in_order() -> None:
    messages: list[dict[str, object]] = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": [{"type": "text", "text": "Why?"}, {"type": "image_url"}]},
        {"role": "assistant", "content": None},
        {"role": "user", "content": "And then?"},
    ]

    assert prompt_of(messages) == "Be brief.\n\nWhy?\n\nAnd then?"
    assert prompt_of([]) == ""

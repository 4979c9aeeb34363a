"""Tests of `router.cli.demo.prompts`."""

from collections import Counter
from itertools import pairwise

from router.cli.demo.prompts import DemoPrompt, sample


def said(*texts: str, kind: str = "bank") -> DemoPrompt:
    return DemoPrompt(kind=kind, messages=tuple({"role": "user", "content": t} for t in texts))


POOL = [
    *(said(f"common {n}", kind="common") for n in range(900)),
    *(said(f"usual {n}", kind="usual") for n in range(90)),
    *(said(f"rare {n}", kind="rare") for n in range(3)),
]


def test_every_kind_has_the_same_share_and_a_small_one_leaves_its_rest_to_others() -> None:
    drawn = Counter(prompt.kind for prompt in sample(POOL, 43, seed=1))

    assert drawn == {"common": 20, "usual": 20, "rare": 3}


def test_the_same_seed_draws_the_same_prompts_and_another_seed_others() -> None:
    assert sample(POOL, 30, seed=7) == sample(POOL, 30, seed=7)
    assert sample(POOL, 30, seed=7) != sample(POOL, 30, seed=8)


def test_no_prompt_is_drawn_twice_and_no_more_than_there_are() -> None:
    drawn = sample(POOL, 5_000, seed=1)

    assert len(drawn) == len({prompt.text for prompt in drawn}) == len(POOL)


def test_kinds_come_mixed_not_in_blocks() -> None:
    kinds = [prompt.kind for prompt in sample(POOL, 60, seed=1)]

    changes = sum(left != right for left, right in pairwise(kinds))
    assert changes > 10


def test_words_count_the_whole_conversation_and_text_is_the_turn_that_asks() -> None:
    conversation = DemoPrompt(
        kind="",
        messages=(
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Compare both plans"},
            {"role": "assistant", "content": "Which ones?"},
        ),
    )

    assert conversation.words == 7
    assert conversation.text == "Compare both plans"


def test_each_character_is_a_word_where_no_spaces_are_written() -> None:
    assert said("请翻译这句话。").words == 6
    assert said("Translate 你好, please").words == 5


def test_parts_of_a_message_are_read_too() -> None:
    parts = [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {}}]

    assert DemoPrompt(kind="", messages=({"role": "user", "content": parts},)).words == 3

import pytest

from classifier.features.reading import FINAL_TOKENS, FIRST_TOKENS
from classifier.prompt import Prompt
from tests.classifier.features.readings import reading_of


def test_without_earlier_turns_the_whole_is_the_last_turn() -> None:
    reading = reading_of("the team")
    assert reading.whole_ids.tolist() == reading.last_ids.tolist()
    assert reading.vectors[0] == pytest.approx(reading.vectors[2])


def test_earlier_turns_are_part_of_the_whole_and_the_system_text_is_not() -> None:
    reading = reading_of(
        Prompt.from_messages(
            [
                {"role": "system", "content": "private"},
                {"role": "user", "content": "the contract"},
                {"role": "user", "content": "team"},
            ]
        )
    )
    assert len(reading.whole_ids) == len(reading.last_ids) + 2
    assert len(reading.system_ids) == 1
    assert reading.vectors[1] != pytest.approx(reading.vectors[2])


def test_a_prompt_without_words_is_empty() -> None:
    assert reading_of("!!!").is_empty
    assert not reading_of("team").is_empty


def test_of_a_long_turn_the_last_view_is_its_beginning_and_its_end() -> None:
    reading = reading_of("contract " + "the " * 500 + "team")
    first, final = reading_of("contract").last_ids, reading_of("team").last_ids
    assert len(reading.last_ids) == FIRST_TOKENS + FINAL_TOKENS
    assert reading.last_ids[0] == first[0]
    assert reading.last_ids[-1] == final[-1]
    assert len(reading.whole_ids) == reading.asked_tokens == 502

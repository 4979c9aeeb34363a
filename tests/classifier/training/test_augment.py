import numpy as np
import pytest

from classifier.training.augment import FIRST, LAST, pressing_words, variants
from classifier.training.phrases import PRAISE, THREATS
from tests.classifier import tiny

PROMPTS = [labelled.prompt for labelled in tiny.labelled_prompts()[:20]]


def test_each_copy_still_contains_its_original() -> None:
    for position, prompt in variants(PROMPTS, copies=3, seed=1):
        original = PROMPTS[position].turns[0].text
        assert original in prompt.turns[0].text
        assert len(prompt.turns[0].text) > len(original)


@pytest.mark.parametrize("copies", [1, 3])
def test_words_stand_before_after_and_on_both_sides_in_turn(copies: int) -> None:
    sides = []
    for position, prompt in variants(PROMPTS, copies=copies, seed=1):
        before, after = prompt.turns[0].text.split(PROMPTS[position].turns[0].text)
        sides.append((bool(before), bool(after)))

    turns = [(True, False), (False, True), (True, True)]
    assert sides[: 3 * copies : copies] == turns
    assert {sides.count(turn) // len(turns) for turn in turns} <= {
        len(sides) // 9,
        len(sides) // 9 + 1,
    }


def test_each_prompt_has_as_many_copies_as_were_asked_for() -> None:
    positions = [position for position, _ in variants(PROMPTS, copies=4, seed=1)]
    assert positions == [position for position in range(len(PROMPTS)) for _ in range(4)]
    assert variants(PROMPTS, copies=0, seed=1) == []


def test_the_same_seed_gives_the_same_copies() -> None:
    assert variants(PROMPTS, copies=2, seed=1) == variants(PROMPTS, copies=2, seed=1)
    assert variants(PROMPTS, copies=2, seed=1) != variants(PROMPTS, copies=2, seed=2)


@pytest.mark.parametrize("kinds", [FIRST, LAST])
def test_the_shares_of_the_kinds_add_up(kinds: list[tuple[list[str], float]]) -> None:
    assert sum(share for _, share in kinds) == pytest.approx(1)


def test_all_kinds_of_pressure_are_drawn() -> None:
    random = np.random.default_rng(0)
    said = "\n".join(pressing_words(random) for _ in range(3_000)).lower()
    for kind in (PRAISE, THREATS):
        found = [phrase for phrase in kind if phrase.lower() in said]
        assert len(found) > 0.8 * len(kind)

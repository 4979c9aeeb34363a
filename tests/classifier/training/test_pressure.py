"""Is it told rightly which pieces were put around a prompt on purpose?"""

import numpy as np
import pytest

pytest.importorskip("torch", reason="part of the extra `train`")

from classifier.heads import HEADS
from classifier.pieces import PieceIds
from classifier.training.pressure import (
    CONTENT,
    PRESSURE,
    UNKNOWN,
    Shown,
    Tuition,
    content_marks,
    show,
)
from classifier.training.teacher import VECTOR_WIDTH, Answers

pytestmark = pytest.mark.slow
BEGIN, END = 1, 2
NONE = np.zeros(0, np.int32)


def text(*pieces: int) -> PieceIds:
    return np.array([BEGIN, *pieces, END], np.int32)


@pytest.mark.parametrize(
    ("pressed", "marks"),
    [
        (text(5, 6), [1, 1, 1, 1]),
        (text(9, 9, 5, 6), [1, 0, 0, 1, 1, 1]),
        (text(5, 6, 9), [1, 1, 1, 0, 1]),
        (text(9, 5, 6, 9), [1, 0, 1, 1, 0, 1]),
        (text(5, 9, 5, 6, 9), [1, 0, 0, 1, 1, 0, 1]),
        (text(5, 9, 6), [-1] * 5),
        (text(5), [-1] * 3),
    ],
)
def test_content_is_where_the_calm_text_stands_whole(pressed: PieceIds, marks: list[int]) -> None:
    assert content_marks(text(5, 6), pressed).tolist() == marks
    assert (CONTENT, PRESSURE, UNKNOWN) == (1, 0, -1)


def test_of_a_text_that_was_cut_nothing_is_known() -> None:
    calm = text(*range(10, 150))
    pressed = np.concatenate([text(9, *range(10, 150))[:112], calm[-48:]])
    assert set(content_marks(calm, pressed).tolist()) == {UNKNOWN}


def tuition(count: int, forms: int) -> Tuition:
    answers = {h: np.zeros((count, len(labels)), np.float32) for h, labels in HEADS.items()}
    return Tuition(
        calm=[(text(10 + index), NONE, NONE) for index in range(count)],
        pressed=[[(text(9, 10 + index), NONE, NONE) for index in range(forms)]],
        is_plain=np.arange(count) % 2 == 0,
        answers=Answers(answers, np.zeros((count, 3, VECTOR_WIDTH), np.float16)),
        weights=np.ones(count, np.float32),
    )


def shown(share: float, *, forms: int = 300, seed: int = 1) -> list[Shown]:
    told = tuition(400, forms)
    generator = np.random.default_rng(seed)
    return show(told, share=share, generator=generator)


def test_each_prompt_is_shown_once_and_the_asked_share_of_them_pressed() -> None:
    found = shown(0.4)

    assert [one.position for one in found] == list(range(400))
    pressed = [one for one in found if len(one.views[0]) == 4]
    assert 0.3 < len(pressed) / 300 < 0.5
    assert max(one.position for one in pressed) < 300
    assert all(one.marks.tolist() == [1, 0, 1, 1] for one in pressed)


def test_calm_prompts_are_all_content_unless_they_shout_by_themselves() -> None:
    for one in shown(0.0):
        mark = CONTENT if one.position % 2 == 0 else UNKNOWN
        assert one.marks.tolist() == [mark] * len(one.views[0])


def test_without_pressed_forms_all_are_calm() -> None:
    assert all(len(one.views[0]) == 3 for one in shown(1.0, forms=0))


def test_the_same_seed_shows_the_same() -> None:
    def lengths(seed: int) -> list[int]:
        return [len(one.views[0]) for one in shown(0.5, seed=seed)]

    assert lengths(1) == lengths(1) != lengths(2)

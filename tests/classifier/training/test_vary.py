"""Are variations of prompts near to them, and the same from the same seed?"""

import numpy as np
import pytest

pytest.importorskip("torch", reason="part of the extra `train`")

from classifier.training.vary import CANDIDATES, LEAST_CUT, NEIGHBOURS, Variations

PIECES = 60
# Six families of ten pieces each: within one, rows point the same way.
TABLE = (
    np.repeat(np.eye(6, 8, dtype=np.float32) * 5, 10, axis=0)
    + np.random.default_rng(0).normal(scale=0.1, size=(PIECES, 8))
).astype(np.float32)
NONE = np.zeros(0, np.int32)
pytestmark = pytest.mark.slow


def ids(*numbers: int) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.array(numbers, np.int32)


def prompts(count: int = 200, length: int = 30) -> list[tuple[np.ndarray, ...]]:
    random = np.random.default_rng(5)
    return [
        (random.integers(0, PIECES, length).astype(np.int32), ids(index % 10), NONE)
        for index in range(count)
    ]


def test_words_are_exchanged_for_near_ones() -> None:
    seen = [(np.arange(PIECES, dtype=np.int32), NONE, NONE)]
    changed = 0
    variations = Variations.learn(TABLE, seen, seed=1)
    for _ in range(300):
        last = variations.of([(ids(*[13] * 10), NONE, NONE)])[0][0]
        assert set(last // 10) == {1}
        changed += int((last != 13).sum())
    assert changed > 100


def test_a_piece_that_never_occurred_is_left_as_it_is() -> None:
    seen = [(np.arange(30, dtype=np.int32), NONE, NONE)]
    variations = Variations.learn(TABLE, seen, seed=1)
    for _ in range(100):
        assert set(variations.of([(ids(45, 45, 45), NONE, NONE)])[0][0]) == {45}


def test_the_same_seed_draws_the_same() -> None:
    one, other, third = (
        [
            view.tolist()
            for views in Variations.learn(TABLE, prompts(), seed=s).of(prompts())
            for view in views
        ]
        for s in (1, 1, 2)
    )
    assert one == other != third


def test_empty_views_stay_empty_and_no_view_is_emptied() -> None:
    variations = Variations.learn(TABLE, prompts(), seed=1)
    for (last, system, context), (told, given, around) in zip(
        prompts() * 20, variations.of(prompts() * 20), strict=True
    ):
        assert len(told)
        assert len(last) >= len(told)
        assert len(given) == len(system)
        assert len(around) == len(context) == 0


def test_now_and_then_a_long_view_is_cut_and_a_short_one_never_much() -> None:
    variations = Variations.learn(TABLE, prompts(), seed=1)
    long, short = (
        [len(views[0]) for views in variations.of(prompts(length=length))]
        for length in (100, LEAST_CUT)
    )
    assert 0.1 < sum(length < 85 for length in long) / len(long) < 0.5
    assert min(short) > LEAST_CUT / 2


def test_system_messages_are_swapped_now_and_then() -> None:
    plain = Variations(np.full((PIECES, NEIGHBOURS), -1, np.int32), seed=1)
    asked = prompts()
    swapped = sum(
        before[1][0] != after[1][0] for before, after in zip(asked, plain.of(asked), strict=True)
    )
    assert 0.1 < swapped / len(asked) < 0.5


def test_only_the_commonest_pieces_stand_for_others() -> None:
    assert CANDIDATES > NEIGHBOURS

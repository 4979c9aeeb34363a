"""Tests of `classifier.piece_products`."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from classifier.encoder import Vectors
from classifier.piece_products import MOST_REMEMBERED, PieceProducts
from classifier.pieces import PieceIds

PIECES, WIDTH, COLUMNS = MOST_REMEMBERED + 500, 8, 12
_draw = np.random.default_rng(5)
ROWS = _draw.integers(-127, 128, (PIECES, WIDTH)).astype(np.int8)
SCALES = _draw.random(PIECES).astype(np.float32)
LAYER = _draw.standard_normal((WIDTH, COLUMNS)).astype(np.float32)


def products() -> PieceProducts:
    return PieceProducts(ROWS, SCALES, layer=LAYER)


def expected(ids: PieceIds) -> tuple[Vectors, Vectors]:
    rows: Vectors = ROWS[ids].astype(np.float32) * SCALES[ids][:, np.newaxis]
    return rows, (rows @ LAYER).astype(np.float32)


def check(of: PieceProducts, ids: PieceIds) -> None:
    for found, wanted in zip(of.of(ids), expected(ids), strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-5, atol=1e-5)


def test_what_is_remembered_is_what_is_computed() -> None:
    of = products()

    for _ in range(3):
        check(of, np.array([3, 1, 3, 700, 1], np.int32))


def test_beyond_what_is_remembered_all_is_still_right() -> None:
    of = products()

    for start in range(0, PIECES - 100, 97):
        check(of, np.arange(start, start + 100, dtype=np.int32))
    check(of, np.array([0, PIECES - 1], np.int32))


def test_what_a_caller_does_with_its_rows_changes_nothing_for_the_next() -> None:
    of, ids = products(), np.array([5, 6], np.int32)
    rows, sums = of.of(ids)
    rows[:], sums[:] = 0, 0

    check(of, ids)


def test_threads_that_meet_new_pieces_at_once_get_the_right_ones() -> None:
    of = products()
    batches = [_draw.integers(0, PIECES, 60).astype(np.int32) for _ in range(400)]

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda ids: check(of, ids), batches))


@pytest.mark.parametrize("room", [0, 1])
def test_where_there_is_hardly_room_nothing_goes_wrong(room: int) -> None:
    cramped = PieceProducts(ROWS, SCALES, layer=LAYER, most=room)

    check(cramped, np.array([9, 8, 9], np.int32))

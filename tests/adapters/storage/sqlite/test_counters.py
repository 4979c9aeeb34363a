"""Which slices are counted, moved and forgotten?"""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from router.adapters.storage.sqlite.connection import Database
from router.adapters.storage.sqlite.counters import move, prune, slice_of, state_of
from tests.contracts.holding import HOUR_US, MINUTE_US, NOON_US, claim


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(Database(tmp_path / "ledger.db")) as database:
        yield database


def test_a_slice_is_counted_from_its_first_move_on(database: Database) -> None:
    assert slice_of(database.loop, "a", slice_us=5) is None
    move(database.loop, [("a", 5, 0, 7), ("a", 5, 3, -4), ("b", 5, 1, 0)])
    assert slice_of(database.loop, "a", slice_us=5) == (3, 3)
    assert slice_of(database.loop, "b", slice_us=5) == (1, 0)
    assert slice_of(database.loop, "a", slice_us=6) is None


def test_what_is_settled_into_a_forgotten_slice_is_counted_again_there(database: Database) -> None:
    move(database.loop, [("a", 5, 3, 0)])
    assert state_of(database.loop, claim("a", slice_us=5)).spent == 3


def test_slices_are_forgotten_once_no_window_can_count_them_unless_they_hold(
    database: Database,
) -> None:
    rolls = claim("a", slice_us=NOON_US, since_us=NOON_US - MINUTE_US)
    edge_us = NOON_US - MINUTE_US - HOUR_US
    places = {"old": edge_us - 2, "holds": edge_us - 1, "edge": edge_us, "now": NOON_US}
    move(
        database.loop,
        [(name, at, 1, int(place == "holds")) for name in "ab" for place, at in places.items()],
    )
    prune(database.loop, [rolls, claim("b")])

    def kept(name: str) -> set[str]:
        return {
            p for p, at in places.items() if slice_of(database.loop, name, slice_us=at) is not None
        }

    assert kept("a") == {"holds", "edge", "now"}
    assert kept("b") == set(places)

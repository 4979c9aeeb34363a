"""Which slices are counted, moved and forgotten?"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from router.adapters.storage.sqlite.connection import Database
from router.adapters.storage.sqlite.counters import Counters, slice_of
from router.core.hold import CarryOver
from tests.contracts.holding import HOUR_US, MINUTE_US, NOON_US, claim


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(Database(tmp_path / "ledger.db")) as database:
        yield database.loop


def put(connection: sqlite3.Connection, account: str, sums: Mapping[int, tuple[int, int]]) -> None:
    counters = Counters(connection)
    for slice_us, (spent, held) in sums.items():
        counters.move(claim(account, slice_us=slice_us), spent=spent, held=held)
    counters.flush()


def test_a_slice_is_counted_from_its_first_move_on(connection: sqlite3.Connection) -> None:
    assert slice_of(connection, "a", slice_us=5) is None
    put(connection, "a", {5: (0, 7)})
    put(connection, "a", {5: (3, -4)})
    put(connection, "b", {5: (1, 0)})
    assert slice_of(connection, "a", slice_us=5) == (3, 3)
    assert slice_of(connection, "b", slice_us=5) == (1, 0)
    assert slice_of(connection, "a", slice_us=6) is None


def test_what_moves_counts_at_once_and_is_written_in_the_end(
    connection: sqlite3.Connection,
) -> None:
    put(connection, "a", {5: (1, 2)})
    counters = Counters(connection)
    one = claim("a", slice_us=5)
    assert (counters.state(one).spent, counters.state(one).held) == (1, 2)
    counters.move(one, spent=10, held=20)
    counters.move(one, held=-1)
    assert (counters.state(one).spent, counters.state(one).held) == (11, 21)
    assert slice_of(connection, "a", slice_us=5) == (1, 2)
    counters.flush()
    assert slice_of(connection, "a", slice_us=5) == (11, 21)


def test_a_window_counts_the_moves_of_its_own_slices_alone(connection: sqlite3.Connection) -> None:
    put(connection, "a", {4: (1, 0), 5: (10, 0), 6: (100, 0)})
    counters = Counters(connection)
    window = claim("a", slice_us=6, since_us=5)
    assert counters.state(window).spent == 110
    for slice_us in (4, 5, 6):
        counters.move(claim("a", slice_us=slice_us), spent=1_000 * slice_us, held=1)
    counters.move(claim("b", slice_us=6), spent=7, held=7)
    assert (counters.state(window).spent, counters.state(window).held) == (11_110, 2)


def test_what_moves_in_the_period_before_is_no_longer_carried_over(
    connection: sqlite3.Connection,
) -> None:
    put(connection, "a", {1: (60, 10)})
    counters = Counters(connection)
    before = CarryOver(slice_us=1, limit=100, most=100)
    carrying = claim("a", limit=100, slice_us=2, carry=before)
    assert counters.state(carrying).limit == 130
    counters.move(claim("a", slice_us=1), spent=5, held=0)
    assert counters.state(carrying).limit == 125


def test_what_is_settled_into_a_forgotten_slice_is_counted_again_there(
    connection: sqlite3.Connection,
) -> None:
    put(connection, "a", {5: (3, 0)})
    assert Counters(connection).state(claim("a", slice_us=5)).spent == 3


def test_slices_are_forgotten_once_no_window_can_count_them_unless_they_hold(
    connection: sqlite3.Connection,
) -> None:
    rolls = claim("a", slice_us=NOON_US, since_us=NOON_US - MINUTE_US)
    edge_us = NOON_US - MINUTE_US - HOUR_US
    places = {"old": edge_us - 2, "holds": edge_us - 1, "edge": edge_us, "now": NOON_US}
    for name in "ab":
        put(connection, name, {at: (1, int(place == "holds")) for place, at in places.items()})
    counters = Counters(connection)
    counters.prune([rolls, claim("b")])
    counters.flush()

    def kept(name: str) -> set[str]:
        return {p for p, at in places.items() if slice_of(connection, name, slice_us=at)}

    assert kept("a") == {"holds", "edge", "now"}
    assert kept("b") == set(places)


def test_slices_are_forgotten_once_for_each_slice_that_begins(
    connection: sqlite3.Connection,
) -> None:
    pruned: dict[str, int] = {}
    old_us = NOON_US - 3 * HOUR_US

    def is_forgotten(*, at_us: int) -> bool:
        put(connection, "a", {old_us: (1, 0)})
        counters = Counters(connection, pruned)
        counters.prune([claim("a", slice_us=at_us, since_us=at_us - MINUTE_US)])
        counters.flush()
        return slice_of(connection, "a", slice_us=old_us) is None

    assert is_forgotten(at_us=NOON_US)
    assert not is_forgotten(at_us=NOON_US)
    assert not is_forgotten(at_us=NOON_US - 1)
    assert is_forgotten(at_us=NOON_US + 1)

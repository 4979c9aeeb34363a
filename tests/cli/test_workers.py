"""Tests of `router.cli.workers`; tests/journeys/test_workers.py starts real ones."""

import os

import pytest

from router.cli.workers import Place, number_of_workers, pause_s
from router.core.errors import ConfigurationError


def number(told: str | None, *, database: str = "ledger.db") -> int:
    given = {} if told is None else {"TIERWISE_WORKERS": told}
    return number_of_workers(given, database=database)


@pytest.mark.parametrize(("told", "expected"), [(None, 1), ("1", 1), ("2", 2), ("64", 64)])
def test_the_environment_says_how_many(told: str | None, expected: int) -> None:
    assert number(told) == expected


@pytest.mark.parametrize("told", ["", "0", "-1", "65", "two", "1.5", "²", "9" * 5_000])
def test_what_is_no_number_of_workers_is_refused(told: str) -> None:
    with pytest.raises(ConfigurationError, match="is not from 1 to 64"):
        number(told)


def test_books_in_memory_are_for_one_process() -> None:
    assert number("1", database=":memory:") == 1
    with pytest.raises(ConfigurationError, match="needs books that all workers share"):
        number("2", database=":memory:")


def test_each_death_in_a_row_doubles_the_pause_up_to_half_a_minute() -> None:
    assert [pause_s(died) for died in range(1, 9)] == [0.5, 1, 2, 4, 8, 16, 30, 30]


def test_a_worker_is_an_orphan_once_another_process_is_its_parent() -> None:
    assert not Place(os.getppid(), lambda: False).is_orphan()
    assert Place(os.getpid(), lambda: False).is_orphan()

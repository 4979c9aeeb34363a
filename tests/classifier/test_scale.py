"""Do processes return what one process returns, in order, and say what they lack?"""

import os
import sys
from collections.abc import Iterator, Sequence
from functools import partial

import pytest

from classifier.scale import (
    HERE,
    InProcess,
    LocalProcesses,
    RayCluster,
    ScaleError,
    Workers,
    in_chunks,
    workers_for,
)

CHUNKS = in_chunks(list(range(10)), 3)


def starting_at(number: int) -> list[int]:
    return [number]


def summed(state: list[int], chunk: Sequence[int]) -> tuple[int, int]:
    """What it returns grows with each chunk that this worker did before."""
    state.append(len(chunk))
    return state[0] + sum(chunk), len(state)


def place(_: object, __: object) -> int:
    return os.getpid()


def refused() -> object:
    message = "the artifact is damaged"
    raise ValueError(message)


def test_chunks_are_of_one_size_but_for_the_last() -> None:
    assert CHUNKS == [[0, 1, 2], [3, 4, 5], [6, 7, 8], [9]]
    assert in_chunks([], 3) == []


@pytest.mark.parametrize(
    "workers", [HERE, LocalProcesses(1), LocalProcesses(3)], ids=lambda one: type(one).__name__
)
def test_results_come_in_the_order_of_the_chunks(workers: Workers) -> None:
    found = list(workers.map(summed, CHUNKS, prepare=partial(starting_at, 100)))

    assert [total for total, _ in found] == [103, 112, 121, 109]


def test_one_worker_prepares_its_state_once() -> None:
    found = LocalProcesses(1).map(summed, CHUNKS, prepare=partial(starting_at, 0))

    assert [seen for _, seen in found] == [2, 3, 4, 5]


def test_processes_are_others_than_this_one() -> None:
    there = set(LocalProcesses(2).map(place, CHUNKS, prepare=list))
    here = set(HERE.map(place, CHUNKS, prepare=list))

    assert here == {os.getpid()}
    assert os.getpid() not in there


@pytest.mark.parametrize("workers", [HERE, LocalProcesses(2)], ids=lambda one: type(one).__name__)
def test_a_failure_to_prepare_reaches_the_caller(workers: Workers) -> None:
    with pytest.raises(ValueError, match="the artifact is damaged"):
        list(workers.map(place, CHUNKS, prepare=refused))


@pytest.mark.parametrize("workers", [HERE, LocalProcesses(2)], ids=lambda one: type(one).__name__)
def test_of_nothing_comes_nothing(workers: Workers) -> None:
    assert list(workers.map(place, [], prepare=list)) == []


def test_the_workers_are_those_that_were_asked_for() -> None:
    with workers_for() as alone, workers_for(2) as several:
        assert isinstance(alone, InProcess)
        assert isinstance(several, LocalProcesses)


def test_processes_and_ray_exclude_each_other() -> None:
    with pytest.raises(ScaleError, match="--workers or --ray, not both"), workers_for(2, ray="x"):
        pass


@pytest.fixture
def without_ray() -> Iterator[None]:
    """As on a machine where Ray is not installed."""
    kept = {name: module for name, module in sys.modules.items() if name.split(".")[0] == "ray"}
    for name in kept:
        del sys.modules[name]
    sys.modules["ray"] = None  # type: ignore[assignment]
    yield
    del sys.modules["ray"]
    sys.modules.update(kept)


@pytest.mark.usefixtures("without_ray")
def test_where_ray_is_missing_it_is_said_how_to_get_it() -> None:
    with pytest.raises(ScaleError, match=r"pip install 'tierwise\[ray\]'"):
        RayCluster()

"""Tests of `router.core.detection.runs`."""

from router.core.detection.runs import Runs


def test_requests_of_one_thread_are_one_run() -> None:
    runs = Runs()
    for each in range(5):
        assert runs.add(10.0 * each, "thread", turns=1, tokens=100 * each) is None

    assert runs.current is not None
    assert (runs.current.requests, runs.current.tokens) == (5, 1000)


def test_a_pause_ends_it() -> None:
    runs = Runs()
    runs.add(0, "thread", turns=1, tokens=10)

    ended = runs.add(200, "thread", turns=2, tokens=20)
    assert ended is not None
    assert ended.requests == 1
    assert not runs.goes_on


def test_a_request_goes_on_where_turns_or_tokens_were_added() -> None:
    runs = Runs()
    said = []
    for turns, tokens in ((1, 10), (1, 10), (2, 10), (2, 30), (1, 10)):
        runs.add(1, "thread", turns=turns, tokens=tokens)
        said.append(runs.goes_on)

    assert said == [False, False, True, True, False]


def test_without_a_thread_nothing_is_known() -> None:
    runs = Runs()
    runs.add(1, "thread", turns=1, tokens=10)

    assert runs.add(2, None, turns=2, tokens=20) is None
    assert runs.current is None
    assert not runs.goes_on


def test_the_run_that_rests_longest_makes_room() -> None:
    runs = Runs()
    ended = [runs.add(float(each), str(each), turns=1, tokens=10) for each in range(9)]

    assert ended[:8] == [None] * 8
    assert ended[8] is not None
    assert "0" not in runs.by_thread

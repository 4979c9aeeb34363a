"""Tests of `router.core.admission_line`."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from router.core.admission import Rank
from router.core.admission_line import Line, Place

PATIENCE_S = {Rank.HIGH: 10.0, Rank.NORMAL: 2.0, Rank.LOW: 1.0}
JOINING = st.lists(st.tuples(st.sampled_from(Rank), st.sampled_from("abc")), max_size=40)


def line_of(*joining: tuple[Rank, str]) -> Line[tuple[int, str]]:
    line: Line[tuple[int, str]] = Line()
    for number, (rank, sender) in enumerate(joining):
        line.join(Place((number, sender), rank, float(number)), sender=sender)
    return line


def all_of(line: Line[tuple[int, str]]) -> list[Place[tuple[int, str]]]:
    places = []
    while (place := line.next()) is not None:
        places.append(place)
    return places


@given(JOINING)
def test_everybody_gets_a_turn_and_the_important_ones_first(
    joining: list[tuple[Rank, str]],
) -> None:
    line = line_of(*joining)
    assert len(line) == len(joining)

    places = all_of(line)

    assert Counter(place.who[0] for place in places) == Counter(range(len(joining)))
    assert [place.rank for place in places] == sorted(place.rank for place in places)
    assert len(line) == 0


@given(JOINING)
def test_the_requests_of_one_sender_keep_their_order(joining: list[tuple[Rank, str]]) -> None:
    places = all_of(line_of(*joining))
    for rank in Rank:
        for sender in "abc":
            of_one = [p.who[0] for p in places if p.rank is rank and p.who[1] == sender]
            assert of_one == sorted(of_one)


def test_a_flood_of_one_sender_does_not_put_off_another() -> None:
    line = line_of(*[(Rank.LOW, "flood")] * 100, (Rank.LOW, "other"))

    first = [line.next(), line.next()]

    assert [place.who[1] for place in first if place is not None] == ["flood", "other"]


def test_who_waited_longer_than_its_rank_may_leaves() -> None:
    line = line_of((Rank.LOW, "a"), (Rank.NORMAL, "a"), (Rank.HIGH, "a"), (Rank.LOW, "a"))

    left = list(line.overdue(3.5, patience_s=PATIENCE_S))

    assert sorted(place.who[0] for place in left) == [0, 1]
    assert [place.who[0] for place in all_of(line)] == [2, 3]


def test_the_longest_wait_is_that_of_the_oldest_of_all() -> None:
    line = line_of((Rank.LOW, "a"), (Rank.HIGH, "b"))
    assert line.oldest_s() == 0.0
    line.next()
    assert line.oldest_s() == 0.0
    line.next()
    assert line.oldest_s() is None

"""Does the reader notice that a limit is exceeded, by whichever of both sums?"""

import pytest

from benchmarks.concurrency.looking import Sample
from benchmarks.concurrency.reader import Seen


@pytest.mark.parametrize(
    ("counted", "booked", "above", "room"),
    [(90, 80, 0, 10), (100, 100, 0, 0), (101, 90, 1, -1), (90, 102, 1, -2), (None, 103, 1, -3)],
)
def test_a_limit_is_exceeded_by_counters_or_by_books(
    counted: int | None, booked: int, above: int, room: int
) -> None:
    seen = Seen()

    seen.add(Sample(counted=counted, booked=booked), 100)

    assert (seen.samples, seen.above, seen.least_room) == (1, above, room)
    assert seen.uncounted == (counted is None)


def test_what_was_seen_once_stays_seen() -> None:
    seen = Seen()

    for booked in (5, 101, 7):
        seen.add(Sample(counted=booked, booked=booked), 100)

    assert (seen.samples, seen.above, seen.most, seen.least_room) == (3, 1, 101, -1)

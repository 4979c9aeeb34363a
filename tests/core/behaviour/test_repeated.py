"""Tests of `router.core.behaviour.repeated`."""

import pytest

from router.core.behaviour.repeated import MOST_REMEMBERED, Repeated
from tests.core.behaviour.asking import DAY_US, asked


def saved(**later: object) -> int | None:
    seen = Repeated()
    assert seen.saved_nanos(asked()) is None
    return seen.saved_nanos(asked(**{"at_us": DAY_US, "spent_nanos": 7, **later}))


def test_the_same_within_a_day_by_anybody_in_the_team_is_repeated() -> None:
    assert saved(person="bob", key_id="key_2", thread="u") == 7


@pytest.mark.parametrize(
    "later",
    [
        {"at_us": DAY_US + 1},
        {"team": "pay"},
        {"fingerprint": "other"},
        {"fingerprint": None},
        {"turns": 2},
        {"input_tokens": 101},
        {"spent_nanos": 0},
    ],
)
def test_something_else_is_not(later: dict[str, object]) -> None:
    assert saved(**later) is None


def test_what_is_remembered_is_bounded() -> None:
    seen = Repeated()
    seen.saved_nanos(asked(fingerprint="first"))
    for number in range(MOST_REMEMBERED):
        seen.saved_nanos(asked(fingerprint=str(number)))

    assert seen.saved_nanos(asked(fingerprint="first")) is None
    assert seen.saved_nanos(asked(fingerprint="5")) == 1_000

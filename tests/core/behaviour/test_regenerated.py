"""Tests of `router.core.behaviour.regenerated`."""

import pytest

from router.core.behaviour.regenerated import Regenerated
from tests.core.behaviour.asking import MINUTE_US, asked


def saved(**later: object) -> int | None:
    seen = Regenerated()
    assert seen.saved_nanos(asked()) is None
    return seen.saved_nanos(asked(**{"at_us": MINUTE_US, "spent_nanos": 7, **later}))


def test_the_same_turn_soon_after_costs_what_could_be_saved() -> None:
    assert saved() == 7


@pytest.mark.parametrize(
    "later",
    [
        {"at_us": 11 * MINUTE_US},
        {"thread": "other"},
        {"thread": None},
        {"fingerprint": "other"},
        {"fingerprint": None},
        {"turns": 2},
        {"key_id": "key_2"},
    ],
)
def test_another_turn_is_none(later: dict[str, object]) -> None:
    assert saved(**later) is None


def test_each_try_counts_from_the_one_before() -> None:
    seen = Regenerated()
    found = [seen.saved_nanos(asked(at_us=number * 8 * MINUTE_US)) for number in range(3)]
    assert found == [None, 1_000, 1_000]

"""Tests of `router.core.notices.delivery`."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from router.core.notices.delivery import (
    PATIENCE,
    Delivery,
    DeliveryState,
    after_attempt,
    retried,
)
from router.core.notices.notice import Notice, NoticeKind
from tests.factories import NOON

NOTICE = Notice(
    id="ntc_1", kind=NoticeKind.APPROVAL_ASKED, at=NOON, subject="A subject", text="A text."
)
TRIED = replace(Delivery.of(NOTICE), attempts=1)


def test_a_new_one_is_due_at_once() -> None:
    assert Delivery.of(NOTICE).next_at == NOON


def test_it_is_delivered_once_each_channel_has_it() -> None:
    found = after_attempt(TRIED, {"webhook": None, "mail": None}, at=NOON, jitter=0)

    assert found.state is DeliveryState.DELIVERED
    assert found.delivered_to == ("webhook", "mail")
    assert found.error == ""


def test_it_is_delivered_where_no_channel_is_for_it() -> None:
    assert after_attempt(TRIED, {}, at=NOON, jitter=0).state is DeliveryState.DELIVERED


def test_what_one_channel_has_stays_while_another_is_tried_again() -> None:
    first = after_attempt(TRIED, {"webhook": None, "mail": "it is down"}, at=NOON, jitter=1)
    second = after_attempt(replace(first, attempts=2), {"mail": None}, at=NOON, jitter=1)

    assert (first.state, first.delivered_to) == (DeliveryState.WAITING, ("webhook",))
    assert first.error == "mail: it is down"
    assert first.next_at == NOON + timedelta(seconds=5)
    assert (second.state, second.delivered_to) == (DeliveryState.DELIVERED, ("webhook", "mail"))


def test_each_pause_is_twice_the_one_before_up_to_an_hour() -> None:
    pauses = [
        after_attempt(replace(TRIED, attempts=n), {"mail": "no"}, at=NOON, jitter=1).next_at - NOON
        for n in (1, 2, 3, 11, 40)
    ]

    assert [one.total_seconds() for one in pauses] == [5, 10, 20, 3_600, 3_600]


@given(attempts=st.integers(1, 1_000), jitter=st.floats(0, 1))
def test_a_pause_is_never_shorter_than_half_nor_longer_than_an_hour(
    attempts: int, jitter: float
) -> None:
    found = after_attempt(replace(TRIED, attempts=attempts), {"m": "no"}, at=NOON, jitter=jitter)

    assert timedelta(seconds=2.5) <= found.next_at - NOON <= timedelta(hours=1)


def test_after_a_day_it_is_given_up() -> None:
    late = NOON + PATIENCE - timedelta(seconds=1)

    found = after_attempt(TRIED, {"webhook": None, "mail": "no"}, at=late, jitter=0)

    assert (found.state, found.delivered_to) == (DeliveryState.FAILED, ("webhook",))
    assert found.error == "mail: no"


def test_one_that_was_given_up_can_be_tried_for_another_day() -> None:
    later = NOON + 3 * PATIENCE
    failed = replace(TRIED, state=DeliveryState.FAILED, delivered_to=("webhook",))

    again = retried(failed, at=later)

    assert (again.state, again.next_at) == (DeliveryState.WAITING, later)
    assert (again.until, again.delivered_to) == (later + PATIENCE, ("webhook",))


def test_a_long_error_is_cut() -> None:
    assert len(after_attempt(TRIED, {"mail": "x" * 9_999}, at=NOON, jitter=0).error) == 500

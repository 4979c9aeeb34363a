"""Tests of `router.core.coaching.digest`."""

from datetime import UTC, datetime, timedelta

import pytest

from router.core.coaching.advice import advise
from router.core.coaching.digest import digest_of, is_due, week_of
from router.core.notices.notice import NoticeKind
from tests.core.coaching.own import CATALOG, own
from tests.factories import NOON


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (datetime(2026, 11, 20, tzinfo=UTC), "2026-W47"),
        (datetime(2027, 1, 1, tzinfo=UTC), "2026-W53"),
        (datetime(2027, 1, 4, tzinfo=UTC), "2027-W01"),
    ],
)
def test_weeks_are_named_so_that_they_sort(day: datetime, week: str) -> None:
    assert week_of(day) == week


def test_digests_are_made_from_monday_morning_on() -> None:
    monday = datetime(2026, 11, 23, tzinfo=UTC)
    assert not is_due(monday + timedelta(hours=6, minutes=59))
    assert is_due(monday + timedelta(hours=7))
    assert is_due(monday + timedelta(days=6))


def test_the_text_is_for_one_person_tells_amounts_and_how_to_end_it() -> None:
    requests = [own(n, fingerprint="f") for n in range(6)]
    told = advise(requests, CATALOG, since=NOON - timedelta(days=7), until=NOON)
    notice = digest_of(told, user="ada@example.com", week="2026-W47")

    assert (notice.kind, notice.to) == (NoticeKind.DIGEST, ("ada@example.com",))
    assert notice.kind.is_private
    assert notice.data == {}
    assert notice.subject == "Your use of models, week 2026-W47"
    assert notice.text.splitlines() == [
        "6 requests in 7 days, USD 0.45.",
        "What these tips name together is estimated at USD 0.45.",
        "",
        "6 requests asked for premium by name and look trivial or moderate. They cost USD 0.45; "
        "the same tokens on a cheaper tier are estimated at USD 0.0084.",
        "How: Ask for the model 'auto': the policy keeps premium for work that needs it.",
        "Examples: dec_0, dec_1, dec_2",
        "",
        "5 requests asked in the same words what had been asked before. They cost USD 0.38.",
        "How: Keep the first answer and use it again; in programs, store it under the prompt.",
        "Examples: dec_1, dec_2, dec_3",
        "",
        "Only you get this, and nobody else can look at it. The amounts are estimates.",
        "All tips: tierwise coach. No more of these: tierwise coach --digest off",
    ]


def test_the_same_week_of_the_same_person_is_the_same_notice() -> None:
    told = advise([], CATALOG, since=NOON, until=NOON)
    first = digest_of(told, user="ada@example.com", week="2026-W47")
    assert digest_of(told, user="ada@example.com", week="2026-W47").id == first.id
    others = {("bob@example.com", "2026-W47"), ("ada@example.com", "2026-W48")}
    assert all(digest_of(told, user=user, week=week).id != first.id for user, week in others)

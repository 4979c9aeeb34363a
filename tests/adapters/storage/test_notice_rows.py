"""Tests of `router.adapters.storage.notice_rows`."""

from dataclasses import replace

from router.adapters.storage.notice_rows import NoticeQueries, notice_from_row, notice_to_row
from router.core.notices.delivery import DeliveryState
from tests.core.notices.test_delivery import TRIED


def test_a_row_becomes_the_delivery_that_it_came_from() -> None:
    whole = replace(
        TRIED,
        notice=replace(TRIED.notice, data={"a": [1, None]}, to=("a@b.example",), link="/x"),
        state=DeliveryState.FAILED,
        delivered_to=("mail:b",),
        error="no",
    )

    assert notice_from_row(notice_to_row(whole)) == whole


def test_an_attempt_is_kept_only_where_no_other_was_begun() -> None:
    ask = NoticeQueries("?")

    assert ask.keep.endswith("WHERE id = ? AND attempts = ?")
    assert ask.kept(TRIED)[-2:] == ("ntc_1", 1)
    assert ask.keep.count("?") == len(ask.kept(TRIED))


def test_a_list_of_all_states_has_no_condition() -> None:
    query, parameters = NoticeQueries("%s").latest((), most=5)

    assert "WHERE" not in query
    assert parameters == (5,)

"""Which pages can be asked for?"""

from collections.abc import Sequence

import pytest
from starlette.requests import Request

from router.api.admin.listing import asked_of, page_of
from router.core.errors import InvalidRequest


def request(query: str) -> Request:
    return Request({"type": "http", "query_string": query.encode(), "headers": []})


def page(found: Sequence[str], query: str) -> dict[str, object]:
    return page_of(found, asked_of(request(query)), id_of=str, shown=lambda one: {"id": one})


def test_a_page_says_where_it_begins_and_ends_and_whether_more_follows() -> None:
    assert page("abcde", "limit=2&after=b") == {
        "object": "list",
        "data": [{"id": "c"}, {"id": "d"}],
        "first_id": "c",
        "last_id": "d",
        "has_more": True,
    }
    assert page("abcde", "limit=3&after=b")["has_more"] is False


def test_an_empty_list_is_a_page_too() -> None:
    assert page("", "") == {
        "object": "list",
        "data": [],
        "first_id": None,
        "last_id": None,
        "has_more": False,
    }


def test_twenty_are_shown_where_nothing_is_asked() -> None:
    assert asked_of(request("")).limit == 20


@pytest.mark.parametrize("limit", ["0", "-1", "101", "1e2", "٣", "", "x", "9" * 99])
def test_a_limit_that_is_none_is_refused(limit: str) -> None:
    with pytest.raises(InvalidRequest, match="'limit' is"):
        asked_of(request(f"limit={limit}"))


def test_an_id_that_is_not_in_the_list_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="not in this list"):
        page("abc", "after=z")


@pytest.mark.parametrize("query", ["kin=x", "limit=1&limit=2", "kind=" + "x" * 513])
def test_what_is_not_known_or_stands_twice_is_refused(query: str) -> None:
    with pytest.raises(InvalidRequest):
        asked_of(request(query), "kind")


def test_other_names_are_read_where_the_route_knows_them() -> None:
    assert asked_of(request("kind=team&limit=5"), "kind").others == {"kind": "team"}

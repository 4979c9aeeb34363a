"""Tests of `router.services.list_deposits`."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.deposit import Deposit, DepositKind
from router.core.errors import InvalidRequest
from router.services.list_deposits import Page, listed
from tests import factories


def owned(count: int) -> list[Deposit]:
    return [
        Deposit(
            id=f"file-{number}",
            kind=DepositKind.FILE,
            owner="key_1",
            deployment="small",
            provider_id=f"p-{number}",
            at=factories.NOON,
        )
        for number in range(count)
    ]


def look_without(gone: frozenset[str]) -> Any:
    async def look(one: Deposit) -> Mapping[str, object] | None:
        return None if one.id in gone else {"id": one.id}

    return look


@given(
    count=st.integers(0, 12),
    limit=st.integers(1, 5),
    gone=st.frozensets(st.integers(0, 11).map("file-{}".format)),
)
async def test_page_by_page_each_is_listed_once_in_order(
    count: int, limit: int, gone: frozenset[str]
) -> None:
    seen, after, has_more = list[str](), None, True
    while has_more:
        told: Any = await listed(
            owned(count), look_without(gone), page=Page(limit=limit, after=after)
        )
        assert len(told["data"]) <= limit
        seen += [one["id"] for one in told["data"]]
        after, has_more = told["last_id"] or after, told["has_more"]
        assert told["data"] or not has_more

    assert seen == [one.id for one in owned(count) if one.id not in gone]


async def test_a_page_tells_where_it_begins_and_ends() -> None:
    told = await listed(owned(3), look_without(frozenset()), page=Page(limit=2))

    assert told == {
        "object": "list",
        "data": [{"id": "file-0"}, {"id": "file-1"}],
        "first_id": "file-0",
        "last_id": "file-1",
        "has_more": True,
    }


async def test_what_is_not_in_the_list_begins_no_page() -> None:
    with pytest.raises(InvalidRequest, match="'after' names 'file-9'"):
        await listed(owned(3), look_without(frozenset()), page=Page(limit=2, after="file-9"))

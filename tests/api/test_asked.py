"""Tests of `router.api.asked`."""

from collections.abc import Awaitable
from typing import TypeVar

import pytest
from starlette.requests import Request

from router.api.asked import Asked

T = TypeVar("T")
RAW = [(b"x-one", b"1"), (b"x-two", b"\xe9"), (b"x-one", b"again")]


class Nobody:
    """Implements `Asking`: there is no body and nobody leaves."""

    async def read(self, limit: int) -> bytes:
        return b""

    async def while_present(self, work: Awaitable[T]) -> T:
        return await work


@pytest.fixture
def asked() -> Asked:
    return Asked({"type": "http", "headers": RAW}, Nobody())


@pytest.mark.parametrize("name", ["x-one", "X-One", "x-two", "x-none"])
def test_headers_say_what_starlettes_own_say(asked: Asked, name: str) -> None:
    theirs = Request({"type": "http", "headers": RAW}).headers

    assert asked.headers.get(name) == theirs.get(name)
    assert (name in asked.headers) == (name in theirs)


def test_all_values_of_a_header_are_still_there(asked: Asked) -> None:
    assert asked.headers.getlist("x-one") == ["1", "again"]


def test_each_name_is_listed_once(asked: Asked) -> None:
    assert list(asked.headers) == ["x-one", "x-two"]
    assert len(asked.headers) == 2


def test_a_missing_header_is_a_key_error(asked: Asked) -> None:
    with pytest.raises(KeyError):
        asked.headers["x-none"]


def test_headers_are_read_once(asked: Asked) -> None:
    assert asked.headers is asked.headers

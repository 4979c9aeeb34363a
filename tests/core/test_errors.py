"""Tests of `router.core.errors`."""

import inspect

import pytest

from router.core import errors
from router.core.errors import (
    InvalidRequest,
    RouterError,
    UpstreamFailed,
    UpstreamGarbled,
    UpstreamRejected,
)

KINDS = [
    kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, RouterError)
]


def test_every_kind_of_error_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in KINDS]

    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("kind", KINDS)
def test_every_status_is_an_http_error(kind: type[RouterError]) -> None:
    assert 400 <= kind.status <= 599


def test_all_kinds_are_exported() -> None:
    assert {kind.__name__ for kind in KINDS} == set(errors.__all__)


def test_the_body_has_the_four_fields_of_openais_error_object() -> None:
    error = InvalidRequest("'n' is 0.", param="n")

    assert error.body() == {
        "error": {
            "message": "'n' is 0.",
            "type": "invalid_request_error",
            "param": "n",
            "code": "invalid_request",
        }
    }


def test_headers_of_one_error_are_not_those_of_the_next() -> None:
    given = {"retry-after": "3"}
    RouterError("one", headers=given).headers["x"] = "y"

    assert given == {"retry-after": "3"}
    assert RouterError("two").headers == {}


def test_errors_of_providers_keep_what_came() -> None:
    garbled = UpstreamGarbled("what?", received=b"<html>")
    rejected = UpstreamRejected("no", upstream_status=422, upstream_body=b"{}")

    assert isinstance(garbled, UpstreamFailed)
    assert garbled.received == b"<html>"
    assert (rejected.upstream_status, rejected.upstream_body) == (422, b"{}")

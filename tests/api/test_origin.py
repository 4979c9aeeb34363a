"""Tests of `router.api.origin`."""

from fastapi import FastAPI
from starlette.requests import Request

from router.api.origin import origin_of
from router.core.sighting import Origin


def test_address_and_program_are_read_from_the_connection_and_its_headers(app: FastAPI) -> None:
    headers = [(b"user-agent", b"curl/8.5.0"), (b"x-forwarded-for", b"203.0.113.9")]
    scope = {"type": "http", "app": app, "headers": headers, "client": ("192.0.2.77", 50_000)}

    assert origin_of(Request(scope)) == Origin(network="192.0.2.0/24", client="curl")


def test_where_nothing_is_known_there_is_no_origin(app: FastAPI) -> None:
    scope = {"type": "http", "app": app, "headers": [], "client": None}

    assert origin_of(Request(scope)) == Origin()

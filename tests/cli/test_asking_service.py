"""Tests of `router.cli.asking_service`, against a real local server."""

from collections.abc import Iterator

import pytest

from router.cli.asking_service import ask_service
from router.core.errors import ConfigurationError
from tests.cli.answering import Answering, answering

RAW = {
    "/v1/refused": (401, b'{"error": {"message": "The key is not known."}}'),
    "/v1/odd": (500, b"<html>"),
    "/v1/page": (200, b"<html>"),
}


@pytest.fixture
def service() -> Iterator[Answering]:
    with answering({"/v1/usage/me": {"spend": 1}}, raw=RAW) as one:
        yield one


@pytest.mark.parametrize("ending", ["", "/", "/v1", "/v1/"])
def test_the_key_is_sent_and_json_comes_back(service: Answering, ending: str) -> None:
    told = ask_service("GET", "/v1/usage/me", url=service.url + ending, key="tw-1")
    assert told == {"spend": 1}
    assert service.asked == [("GET", "/v1/usage/me", "Bearer tw-1", None)]


def test_a_body_is_sent_as_json_and_no_key_where_there_is_none(service: Answering) -> None:
    ask_service("PUT", "/v1/usage/me", url=service.url, key=None, body={"digest": "off"})
    assert service.asked == [("PUT", "/v1/usage/me", None, {"digest": "off"})]


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/v1/refused", "The key is not known. Your key is given with --key"),
        ("/v1/odd", "status 500"),
        ("/v1/page", "is not Tierwise"),
    ],
)
def test_refusals_say_what_to_do(service: Answering, path: str, told: str) -> None:
    with pytest.raises(ConfigurationError, match=told):
        ask_service("GET", path, url=service.url, key=None)


def test_where_nobody_listens_that_is_said() -> None:
    with pytest.raises(ConfigurationError, match="No service answers"):
        ask_service("GET", "/v1/usage/me", url="http://127.0.0.1:1", key=None)

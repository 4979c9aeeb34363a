from dataclasses import astuple

import pytest

from router.adapters.providers.http.failures import BadAddress
from router.adapters.providers.http.target import target_of


@pytest.mark.parametrize(
    ("url", "origin", "line", "host"),
    [
        ("https://api.x.com/v1/c", ("api.x.com", 443, True), "/v1/c", "api.x.com"),
        ("http://h:8000/v1?a=b", ("h", 8000, False), "/v1?a=b", "h:8000"),
        ("http://[::1]:80/c", ("::1", 80, False), "/c", "[::1]"),
        ("http://my_host", ("my_host", 80, False), "/", "my_host"),
        ("https://bücher.de/ä b", ("xn--bcher-kva.de", 443, True), "/%C3%A4%20b",
         "xn--bcher-kva.de"),
    ],
)  # fmt: skip
def test_an_address_becomes_an_origin_and_the_beginning_of_a_request(
    url: str, origin: tuple[str, int, bool], line: str, host: str
) -> None:
    target = target_of(url, headers={"x-key": "k"})
    lines = target.head.decode().split("\r\n")
    assert astuple(target.origin) == origin
    assert lines[:2] == [f"POST {line} HTTP/1.1", f"host: {host}"]
    assert "x-key: k" in lines
    assert lines[-1] == "content-length: "


@pytest.mark.parametrize(
    "url", ["", "nonsense", "http://", "http://[::1", "ftp://h/", "http://a b/", "http://h:x/"]
)
def test_what_is_no_address_is_said_to_be_none(url: str) -> None:
    with pytest.raises(BadAddress):
        target_of(url, headers={})


@pytest.mark.parametrize("value", ["sk\r\nx-admin: 1", "sk\n", "sk\x00", "snow ☃"])
def test_a_key_cannot_write_headers_of_its_own(value: str) -> None:
    with pytest.raises(BadAddress) as raised:
        target_of("http://h/", headers={"authorization": value})
    assert value not in str(raised.value)


def test_a_password_in_the_address_is_sent_where_no_key_is() -> None:
    target = target_of("http://me:p%40w@h/", headers={})
    assert target.headers["authorization"] == "Basic bWU6cEB3"
    assert b"me:" not in target.head
    with pytest.raises(BadAddress, match="key"):
        target_of("http://me:pw@h/", headers={"authorization": "Bearer k"})


def test_the_key_is_not_shown() -> None:
    assert "secret" not in repr(target_of("http://h/secret", headers={"x": "secret"}))

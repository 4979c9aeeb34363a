import gzip
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from router.adapters.providers.http.failures import HungUp, NotHttp
from router.adapters.providers.http.incoming import Incoming, content_type_of

OK = b"HTTP/1.1 200 OK\r\n"
ANSWERS = (
    OK + b"content-length: 5\r\n\r\nhello",
    OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\ntrailer: 1\r\n\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\n" + OK + b"content-length: 5\r\n\r\nhello",
    OK + b"content-encoding: gzip\r\ncontent-length: 25\r\n\r\n" + gzip.compress(b"hello", mtime=0),
)


def fed(*pieces: bytes) -> Incoming:
    incoming = Incoming()
    for piece in pieces:
        incoming.feed(piece)
    return incoming


@pytest.mark.parametrize("answer", ANSWERS)
@given(cuts=st.lists(st.integers(0, 90)))
@settings(max_examples=30)
def test_an_answer_is_the_same_however_it_is_cut(answer: bytes, cuts: list[int]) -> None:
    at = [0, *sorted(cuts), len(answer)]
    incoming = fed(*(answer[start:end] for start, end in pairwise(at)))
    assert incoming.is_whole
    assert incoming.take() == b"hello"
    assert incoming.status == 200
    assert incoming.keeps_alive
    assert "trailer" not in incoming.headers


@given(noise=st.binary(max_size=300))
@settings(max_examples=100)
def test_noise_never_raises_and_never_keeps_a_connection(noise: bytes) -> None:
    incoming = fed(b"!" + noise)
    assert isinstance(incoming.failure, NotHttp)
    assert not incoming.keeps_alive


def test_a_second_answer_is_left_and_ends_the_connection() -> None:
    incoming = fed(ANSWERS[0] + ANSWERS[0])
    assert incoming.is_whole
    assert incoming.take() == b"hello"
    assert not incoming.keeps_alive


def test_without_a_length_the_end_of_the_connection_is_the_end() -> None:
    incoming = fed(OK + b"\r\nhel", b"lo")
    assert not incoming.is_whole
    incoming.end("closed")
    assert incoming.is_whole
    assert not incoming.keeps_alive
    assert incoming.take() == b"hello"


def test_an_end_before_the_length_is_told() -> None:
    incoming = fed(OK + b"content-length: 5\r\n\r\nhel")
    incoming.end("closed")
    assert isinstance(incoming.failure, HungUp)
    assert incoming.unread == 3


def test_half_a_packed_answer_is_no_answer() -> None:
    packed = gzip.compress(b"hello")[:-9]
    length = b"content-length: %d\r\n\r\n" % len(packed)
    incoming = fed(OK + b"content-encoding: gzip\r\n" + length + packed)
    assert isinstance(incoming.failure, HungUp)


def test_headers_without_end_are_not_kept_for_ever() -> None:
    incoming = fed(OK, *[b"x: " + b"y" * 1000 + b"\r\n"] * 70)
    assert isinstance(incoming.failure, NotHttp)
    assert "headers" in str(incoming.failure)


@pytest.mark.parametrize("head", [b"HTTP/1.0 200 OK\r\n", OK + b"connection: close\r\n"])
def test_who_says_so_is_not_asked_again_on_the_same_connection(head: bytes) -> None:
    incoming = fed(head + b"content-length: 2\r\n\r\nhi")
    assert incoming.is_whole
    assert not incoming.keeps_alive


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ("Application/JSON; charset=utf-8", "application/json"),
        ("text/event-stream", "text/event-stream"),
        ("", "application/octet-stream"),
    ],
)
def test_a_content_type_is_read_without_its_parameters(told: str, kind: str) -> None:
    assert content_type_of({"content-type": told}) == kind

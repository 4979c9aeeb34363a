import pytest

from router.adapters.providers.upstream_errors import headers_to_pass, words_of
from router.core.errors import UpstreamBrokeOff, UpstreamRejected, UpstreamTimedOut
from tests.adapters.providers.asking import KEY, upstream


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"error":{"message":"no  such\\nmodel"}}', "no such model"),
        (b'{"error":"plain"}', "plain"),
        (b'{"message":"at the top"}', "at the top"),
        (b'{"object":"error","message":{"detail":[{"msg":"extra"}]}}', '[{"msg":"extra"}]'),
        (b'{"detail":"fastapi"}', "fastapi"),
        (b"<html>down</html>", "<html>down</html>"),
        (b"\xff\xfe", "��"),
        (b"", ""),
        (b"null", "null"),
    ],
)
def test_finds_the_words_in_every_shape_of_error(body: bytes, words: str) -> None:
    assert words_of(body) == words


def test_long_words_are_cut() -> None:
    assert len(words_of(b"x" * 10_000)) == 500


def test_only_helpful_headers_are_passed() -> None:
    sent = {"X-RateLimit-Limit-Tokens": "1", "Retry-After": "2", "Set-Cookie": "c", "Server": "s"}
    assert headers_to_pass(sent) == {"x-ratelimit-limit-tokens": "1", "retry-after": "2"}


def test_every_error_names_provider_and_deployment_and_hides_the_key() -> None:
    whom = upstream("http://me:pw@host/v1")
    errors = [
        *(whom.refused(s, body=KEY.encode(), headers={}) for s in (302, 400, 401, 404, 429, 500)),
        whom.unreachable(TimeoutError(), timeout_s=3),
        whom.unreachable(OSError(KEY), timeout_s=3),
        whom.unreachable(ValueError(KEY), timeout_s=3),
        whom.broke_off(KEY),
        whom.failed(KEY),
        whom.garbled("nonsense", received=b""),
        whom.keyless(),
    ]
    for error in errors:
        assert "'openai' of deployment 'small'" in error.message
        assert KEY not in repr(error) + repr(vars(error))
        assert "pw@" not in error.message


def test_a_rejection_keeps_the_providers_body_without_the_key() -> None:
    error = upstream().refused(400, body=b'{"error":{"message":"bad ' + KEY.encode(), headers={})
    assert isinstance(error, UpstreamRejected)
    assert error.upstream_body == b'{"error":{"message":"bad [key]'


def test_silence_says_how_long_and_a_lost_connection_what_happened() -> None:
    silent = upstream().unreachable(TimeoutError(), timeout_s=2.5)
    assert isinstance(silent, UpstreamTimedOut)
    assert "2.5 s" in silent.message
    lost = upstream().unreachable(ConnectionResetError("peer reset"), timeout_s=1)
    assert type(lost) is UpstreamBrokeOff
    assert "peer reset" in lost.message

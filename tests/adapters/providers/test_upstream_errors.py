import pytest

from router.adapters.providers.http.failures import (
    BadAddress,
    HungUp,
    NoConnection,
    NotHttp,
    Stage,
    TookTooLong,
)
from router.adapters.providers.upstream_errors import headers_to_pass, words_of
from router.core.errors import (
    UpstreamBrokeOff,
    UpstreamFailed,
    UpstreamRateLimited,
    UpstreamRejected,
    UpstreamTimedOut,
)
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
        (b"[" * 100_000, "[" * 500),
    ],
)
def test_finds_the_words_in_every_shape_of_error(body: bytes, words: str) -> None:
    assert words_of(body) == words


def test_long_words_are_cut() -> None:
    assert len(words_of(b"x" * 10_000)) == 500


def test_only_helpful_headers_are_passed() -> None:
    sent = {"x-ratelimit-limit-tokens": "1", "retry-after": "2", "set-cookie": "c", "server": "s"}
    assert headers_to_pass(sent) == {"x-ratelimit-limit-tokens": "1", "retry-after": "2"}


def test_every_error_names_provider_and_deployment_and_hides_the_key() -> None:
    whom = upstream("http://me:pw@host/v1")
    errors = [
        *(whom.refused(s, body=KEY.encode(), headers={}) for s in (302, 400, 401, 404, 429, 500)),
        *(whom.after(TookTooLong(stage, waited_s=3)) for stage in Stage),
        *(whom.after(kind(KEY)) for kind in (BadAddress, HungUp, NoConnection)),
        whom.after(NotHttp("nonsense")),
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


@pytest.mark.parametrize("stage", Stage)
def test_each_stage_that_took_too_long_names_its_setting(stage: Stage) -> None:
    late = upstream().after(TookTooLong(stage, waited_s=2.5))
    assert isinstance(late, UpstreamTimedOut)
    assert "2.5 s" in late.message
    assert f"raise {stage.value} under `timeouts`" in late.message


def test_only_what_never_connected_cannot_be_billed() -> None:
    late = {stage: upstream().too_slow(TookTooLong(stage, waited_s=1)) for stage in Stage}
    assert [stage for stage, error in late.items() if not error.was_asked] == [Stage.CONNECT]


def test_a_lost_connection_says_what_happened() -> None:
    lost = upstream().after(HungUp("peer reset"))
    assert type(lost) is UpstreamBrokeOff
    assert "peer reset" in lost.message


@pytest.mark.parametrize("status", [429, 503])
def test_a_refusal_says_when_to_come_back(status: int) -> None:
    refused = upstream().refused(status, body=b"", headers={"retry-after": "7"})
    assert isinstance(refused, UpstreamRateLimited | UpstreamFailed)
    assert refused.retry_after_s == 7

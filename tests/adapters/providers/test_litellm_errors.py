import pytest

from router.adapters.providers.http.failures import Stage, TookTooLong
from router.adapters.providers.litellm_errors import translated_error
from router.core.errors import (
    RouterError,
    UpstreamFailed,
    UpstreamMisconfigured,
    UpstreamRateLimited,
    UpstreamTimedOut,
    UpstreamUnreachable,
)
from tests.adapters.providers.asking import upstream

LATE = TookTooLong(Stage.BETWEEN, waited_s=1)


class Refusal(Exception):
    """What litellm raises, as far as it is read."""

    def __init__(self, message: str, *, status: int) -> None:
        super().__init__(message)
        self.message = message
        self.status_code = status
        self.litellm_response_headers = {"retry-after": "4"}


class ConnectError(Exception):
    """httpx has one of this name."""


def translated(error: Exception) -> RouterError:
    return translated_error(error, upstream=upstream(), late=LATE)


def test_the_providers_words_are_freed_of_litellms() -> None:
    quoted = 'litellm.RateLimitError: AnthropicException - {"error": {"message": "slow down"}}'
    error = translated(Refusal(quoted, status=429))
    assert isinstance(error, UpstreamRateLimited)
    assert error.message.endswith(": slow down")
    assert error.headers == {"retry-after": "4"}


def test_no_traceback_of_litellm_is_passed_on() -> None:
    told = "litellm.APIConnectionError: it broke\nTraceback (most recent call last):\n  File x"
    assert translated(Refusal(told, status=500)).message.endswith("it broke")


def test_no_connection_is_found_among_the_causes() -> None:
    error = Refusal("litellm.InternalServerError: no", status=500)
    error.__cause__ = ConnectError()
    assert isinstance(translated(error), UpstreamUnreachable)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (TimeoutError(), UpstreamTimedOut),
        (ImportError("No module named 'x'"), UpstreamMisconfigured),
        (KeyError("choices"), UpstreamFailed),
        (Refusal("no json", status=401), UpstreamMisconfigured),
    ],
)
def test_each_has_its_error(error: Exception, kind: type[RouterError]) -> None:
    assert type(translated(error)) is kind

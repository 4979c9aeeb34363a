"""What does it mean that a provider refused or fell silent, and what can be done about it?"""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from router.adapters.providers.endpoint import Endpoint
from router.adapters.providers.http.failures import (
    BadAddress,
    HttpFailure,
    NoConnection,
    NotHttp,
    Stage,
    TookTooLong,
)
from router.adapters.providers.rate_limits import retry_after_s_of
from router.core.deployment import Deployment
from router.core.errors import (
    RouterError,
    UpstreamBrokeOff,
    UpstreamFailed,
    UpstreamGarbled,
    UpstreamMisconfigured,
    UpstreamRateLimited,
    UpstreamRejected,
    UpstreamTimedOut,
    UpstreamUnreachable,
)

__all__ = ["Upstream", "headers_to_pass", "words_of"]

_PASSED = frozenset({"retry-after", "retry-after-ms", "x-request-id", "request-id"})
_LONGEST_WORDS = 500
_SLOW: Mapping[Stage, str] = {
    Stage.CONNECT: "let no connection come about within {}",
    Stage.FIRST_BYTE: "stayed silent for {} before its answer began",
    Stage.BETWEEN: "stayed silent for {} in the middle of its answer",
    Stage.TOTAL: "had not ended its answer after {}",
}
_OR_SETTING = ", or TIERWISE_UPSTREAM_TIMEOUT_S"
_LONGEST_BY: Mapping[Stage, str] = {
    Stage.CONNECT: "",
    Stage.FIRST_BYTE: _OR_SETTING,
    Stage.BETWEEN: _OR_SETTING,
    Stage.TOTAL: "",
}


@dataclass(frozen=True, slots=True)
class Upstream:
    """Whom we called, so that each error can name it. The key never gets into an error."""

    deployment: Deployment
    endpoint: Endpoint

    @property
    def _who(self) -> str:
        return f"Provider {self.endpoint.provider!r} of deployment {self.deployment.name!r}"

    def after(self, failure: HttpFailure) -> RouterError:
        """The error for what happened on the way, before an answer began or while it came."""
        if isinstance(failure, TookTooLong):
            return self.too_slow(failure)
        if isinstance(failure, BadAddress):
            return UpstreamMisconfigured(
                f"{self._who} has a malformed address ({self.endpoint.address}) or key. "
                "Correct api_base in the catalog, or the base URL and key in the environment."
            )
        if isinstance(failure, NoConnection):
            return UpstreamUnreachable(
                f"{self._who} cannot be reached at {self.endpoint.address} "
                f"({self._without_key(str(failure))}). Check that it runs, and its address."
            )
        if isinstance(failure, NotHttp):
            return self.garbled(str(failure), received=b"")
        return self.broke_off(str(failure))

    def too_slow(self, late: TookTooLong) -> UpstreamTimedOut:
        """The error for a stage that took too long; it names the setting that says how long."""
        error = UpstreamTimedOut(
            f"{self._who} {_SLOW[late.stage].format(f'{late.waited_s:g} s')}. Try again, or raise "
            f"{late.stage} under `timeouts` in the policy{_LONGEST_BY[late.stage]}."
        )
        error.was_asked = late.stage is not Stage.CONNECT
        return error

    def broke_off(self, how: str) -> UpstreamBrokeOff:
        """The error for an answer that ended before its end."""
        return UpstreamBrokeOff(f"{self._who} broke off: {self._without_key(how)}. Try again.")

    def garbled(self, what: str, *, received: bytes) -> UpstreamGarbled:
        """The error for an answer that is not what the API promises."""
        return UpstreamGarbled(
            f"{self._who} sent {what}. Check that {self.endpoint.address} is an OpenAI API.",
            received=received,
        )

    def failed(self, words: str) -> UpstreamFailed:
        """The error that the provider itself reported within an answer."""
        return UpstreamFailed(f"{self._who} reported an error: {self._without_key(words)}")

    def keyless(self) -> UpstreamMisconfigured:
        """The error for a key that is not there: the provider is not asked at all."""
        return UpstreamMisconfigured(
            f"{self._who} needs a key. Set the environment variable {self.endpoint.key_variable}."
        )

    def refused(self, status: int, *, body: bytes, headers: Mapping[str, str]) -> RouterError:
        """The error for an answer with a status other than 200; headers by name in lower case."""
        words = self._without_key(words_of(body)) or f"status {status} without a word"
        if status == 429:
            passed = headers_to_pass(headers)
            limited = UpstreamRateLimited(f"{self._who} limits the rate: {words}", headers=passed)
            limited.retry_after_s = retry_after_s_of(headers)
            return limited
        if status == 408:
            return UpstreamTimedOut(f"{self._who} gave up waiting: {words}")
        misconfigured = self._misconfigured(status, words)
        if misconfigured is not None:
            return UpstreamMisconfigured(f"{self._who} {misconfigured}")
        if 400 <= status < 500:
            return UpstreamRejected(
                f"{self._who} rejected the request: {words}",
                upstream_status=status,
                upstream_body=self._without_key_bytes(body),
            )
        failed = UpstreamFailed(f"{self._who} failed with status {status}: {words}")
        failed.retry_after_s = retry_after_s_of(headers)
        return failed

    def _misconfigured(self, status: int, words: str) -> str | None:
        variable = self.endpoint.key_variable or "of the provider's key"
        if status in (401, 403):  # the provider's own words may quote the key: they are left out
            return f"refused our key. Check the environment variable {variable}."
        if status == 402:
            return f"wants payment: {words}. Check the account behind {variable}."
        if status == 404:
            return (
                f"does not know the model {self.deployment.model!r} ({words}). "
                "Correct the deployment's model or api_base in the catalog."
            )
        if 300 <= status < 400:
            return (
                f"redirects elsewhere. Put the final address in place of {self.endpoint.address}."
            )
        return None

    def _without_key(self, text: str) -> str:
        key = self.endpoint.key
        return text.replace(key, "[key]") if key else text

    def _without_key_bytes(self, body: bytes) -> bytes:
        key = self.endpoint.key.encode()
        return body.replace(key, b"[key]") if key else body


def headers_to_pass(headers: Mapping[str, str]) -> dict[str, str]:
    """The provider's headers that help the caller: request id, rate limits, when to come back.

    Names are in lower case.
    """
    return {
        name: value
        for name, value in headers.items()
        if name in _PASSED or name.startswith("x-ratelimit-")
    }


def words_of(body: bytes) -> str:
    """The message in an error body, in any of the shapes that providers use."""
    try:
        said = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        said = body.decode(errors="replace")
    for name in ("error", "message", "detail"):
        if isinstance(said, dict) and said.get(name):
            said = said[name]
    text = said if isinstance(said, str) else msgspec.json.encode(said).decode()
    return " ".join(text.split())[:_LONGEST_WORDS]

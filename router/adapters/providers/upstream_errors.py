"""What does it mean that a provider refused or fell silent, and what can be done about it?"""

from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp
import msgspec

from router.adapters.providers.endpoint import Endpoint
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

__all__ = ["NETWORK_ERRORS", "Upstream", "headers_to_pass", "words_of"]

NETWORK_ERRORS = (aiohttp.ClientError, OSError, ValueError)
"""All that aiohttp raises: timeouts are `OSError`s, malformed addresses `ValueError`s."""
_PASSED = frozenset({"retry-after", "retry-after-ms", "x-request-id", "request-id"})
_LONGEST_WORDS = 500


@dataclass(frozen=True, slots=True)
class Upstream:
    """Whom we called, so that each error can name it. The key never gets into an error."""

    deployment: Deployment
    endpoint: Endpoint

    @property
    def _who(self) -> str:
        return f"Provider {self.endpoint.provider!r} of deployment {self.deployment.name!r}"

    def unreachable(self, error: Exception, *, timeout_s: float) -> RouterError:
        """The error for what the network raised before an answer began or while it came."""
        if isinstance(error, TimeoutError):
            return UpstreamTimedOut(
                f"{self._who} stayed silent for {timeout_s:g} s. Try again, or raise the timeout."
            )
        if isinstance(error, aiohttp.InvalidURL | ValueError):
            return UpstreamMisconfigured(
                f"{self._who} has a malformed address ({self.endpoint.address}) or key. "
                "Correct api_base in the catalog, or the base URL and key in the environment."
            )
        if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ClientSSLError):
            return UpstreamUnreachable(
                f"{self._who} cannot be reached at {self.endpoint.address} "
                f"({self._without_key(_reason(error))}). Check that it runs, and its address."
            )
        if isinstance(error, aiohttp.ClientResponseError):
            return UpstreamGarbled(f"{self._who} does not answer in HTTP: {error.message[:200]}")
        return self.broke_off(_reason(error))

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
        """The error for an answer with a status other than 200."""
        words = self._without_key(words_of(body)) or f"status {status} without a word"
        if status == 429:
            passed = headers_to_pass(headers)
            return UpstreamRateLimited(f"{self._who} limits the rate: {words}", headers=passed)
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
        return UpstreamFailed(f"{self._who} failed with status {status}: {words}")

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
    """The provider's headers that help the caller: request id, rate limits, when to come back."""
    return {
        name: value
        for name, value in ((name.lower(), value) for name, value in headers.items())
        if name in _PASSED or name.startswith("x-ratelimit-")
    }


def words_of(body: bytes) -> str:
    """The message in an error body, in any of the shapes that providers use."""
    try:
        said = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        said = body.decode(errors="replace")
    for name in ("error", "message", "detail"):
        if isinstance(said, dict) and said.get(name):
            said = said[name]
    text = said if isinstance(said, str) else msgspec.json.encode(said).decode()
    return " ".join(text.split())[:_LONGEST_WORDS]


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__

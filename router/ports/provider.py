"""Who answers a prompt?"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from router.core.deployment import Deployment
from router.core.media import Passed
from router.core.patience import Patience
from router.core.upstream_limits import UpstreamLimits
from router.core.usage import Usage

__all__ = ["Answer", "AnswerStream", "Call", "Provider", "Providers", "StreamAccount", "passed_by"]

_USUAL = Patience()


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of a deployment. `fields` are the caller's top-level JSON fields, values as JSON."""

    deployment: Deployment
    fields: Mapping[str, bytes]
    patience: Patience = _USUAL
    passed: Passed | None = None
    """The body that is passed on, where it is no chat and no text to embed."""


def passed_by(call: Call) -> Passed:
    """What a call passes on; it is only asked of calls that do."""
    if call.passed is None:
        raise TypeError(f"The call of {call.deployment.name} passes nothing on.")
    return call.passed


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A whole answer in OpenAI's format, as bytes to pass on."""

    body: bytes
    content_type: str = "application/json"
    usage: Usage | None
    """None where the provider did not say."""
    service_tier: str | None = None
    """The class of service that the answer names, where its usage is not said."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """The provider's headers worth passing on (request id, rate limits)."""
    response_id: str | None = None
    """The `id` within the body; None where it names none."""
    limits: UpstreamLimits | None = None
    """What the provider still takes from us, where that is little."""


class StreamAccount(Protocol):
    """What a stream says of its use, as far as it has come."""

    @property
    def usage(self) -> Usage | None:
        """What the provider said so far."""
        ...

    @property
    def usage_chunk(self) -> bytes | None:
        """The JSON of the chunk that carried the usage, to be passed on with the cost."""
        ...

    @property
    def limits(self) -> UpstreamLimits | None:
        """What the provider still takes from us, where that is little."""
        ...


class AnswerStream(StreamAccount, Protocol):
    """An answer as server-sent events, already accepted by the provider.

    Iterating yields bytes made of whole events (`data: …` and an empty line), without the usage
    chunk and without `[DONE]`: the service adds both. Iteration raises `UpstreamFailed`,
    `UpstreamTimedOut` or `UpstreamGarbled` where the provider breaks off before its end.
    """

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Iterate over the events, once."""
        ...

    def received_text(self) -> str:
        """All text generated so far (content, reasoning, tool arguments), to count it."""
        ...

    def received_reasoning(self) -> str:
        """The part of it that is reasoning, which may cost otherwise."""
        ...

    @property
    def service_tier(self) -> str | None:
        """The provider's class of service, as far as the stream named one but the usual."""
        ...

    async def aclose(self) -> None:
        """Close the connection; the provider sees that nobody listens any more."""
        ...


class Provider(Protocol):
    """One way of reaching models. Every method raises `RouterError` children and nothing else."""

    async def complete(self, call: Call) -> Answer:
        """The whole answer of a chat completion."""
        ...

    async def stream(self, call: Call) -> AnswerStream:
        """A streamed chat completion, once the provider has accepted it."""
        ...

    async def embed(self, call: Call) -> Answer:
        """Embeddings of the call's `input`."""
        ...

    async def pass_on(self, call: Call) -> Answer:
        """The answer to what the call passes on: pictures, sound, a text, a verdict."""
        ...


class Providers(Protocol):
    """All providers; connections are pooled and closed together."""

    def of(self, deployment: Deployment) -> Provider:
        """The provider that serves `deployment`."""
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...

"""What happens in a simulation: one request with the truth about it, and an outage."""

from dataclasses import dataclass

from classifier.labels import Complexity, Priority
from router.core.sighting import NOWHERE, Origin
from router.core.tier import Tier

__all__ = ["INPUT_FIELD", "OUTPUT_FIELD", "Ask", "Outage", "Request", "Truth"]

INPUT_FIELD = "simulated_input_tokens"
OUTPUT_FIELD = "simulated_output_tokens"
"""Fields of a request that tell its simulated provider what it is to bill."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What whoever wrote the prompt says of it; the classifier is not told."""

    priority: Priority
    complexity: Complexity


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One prompt: the same words always make an equal one."""

    messages: tuple[tuple[str, str], ...]
    """Role and content of each."""
    truth: Truth
    output_tokens: int
    """How long a whole answer to it is."""
    tool_count: int = 0

    @property
    def characters(self) -> int:
        """The length of all its contents."""
        return sum(len(content) for _, content in self.messages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request of the plan."""

    at_s: float
    """Seconds since the simulation began."""
    key: str
    """The name of the key that asks."""
    ask: Ask
    model: str = "auto"
    max_tokens: int | None = None
    tags: tuple[str, ...] = ()
    origin: Origin = NOWHERE
    anomaly: str | None = None
    """The planted anomaly that it is part of; None where it is honest."""
    oddity: str | None = None
    """What is unusual about it and yet honest, such as a launch."""
    batch_size: int | None = None
    """Of how many requests it says that it is one."""
    attempts: int = 0
    """How often whoever asks tries again at once where the provider fails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A time in which all deployments of some tiers fail, whoever provides them."""

    tiers: frozenset[Tier]
    since_s: float
    until_s: float

    def covers(self, tier: Tier, *, at_s: float) -> bool:
        """Whether a call at this moment fails."""
        return tier in self.tiers and self.since_s <= at_s < self.until_s

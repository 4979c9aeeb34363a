"""What is known of each prompt once it was sent?"""

from dataclasses import dataclass
from decimal import Decimal

from router.cli.demo.prompts import DemoPrompt
from router.core.price import Price
from router.core.tier import Tier
from router.core.usage import Usage

__all__ = ["Decided", "DemoRun", "Failed", "Offer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A deployment that the service can call, at its price of today."""

    name: str
    provider: str
    tier: Tier
    price: Price

    @property
    def is_simulated(self) -> bool:
        """Answers without calling a model."""
        return self.provider == "simulated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """An answered prompt: where it went, why, and what that cost, as the ledger has it."""

    prompt: DemoPrompt
    deployment: str
    tier: Tier
    rule: str
    reason: str
    priority: str
    complexity: str
    task: str
    is_abstained: bool
    usage: Usage
    cost_usd: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A prompt without an answer, or whose decision could not be read."""

    prompt: DemoPrompt
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoRun:
    """All prompts of one run, in the order in which they were sent."""

    decided: tuple[Decided, ...]
    failed: tuple[Failed, ...]
    duration_s: float
    """From the first request to the last answer."""

    @property
    def sent(self) -> int:
        """How many prompts were sent."""
        return len(self.decided) + len(self.failed)

"""What is a tip: what could have been saved, on which requests, and how is it done?"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from router.core.coaching.own_request import OwnRequest
from router.core.money import ZERO_USD

__all__ = ["Saving", "Tip", "tip_of", "total_of", "worth_telling"]

_LEAST_REQUESTS = 5
_LEAST_USD = Decimal("0.01")
_LEAST_TOKENS = 10_000
_EXAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """What one request could have cost less: an estimate, and never more than it cost."""

    request: OwnRequest
    usd: Decimal = ZERO_USD
    tokens: int = 0
    held_usd: Decimal = ZERO_USD
    """What it held of budgets for nothing. It was not billed, so it is no part of `usd`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tip:
    """One habit that costs, in numbers, and what does the same for less."""

    kind: str
    text: str
    how: str
    savings: tuple[Saving, ...]

    @property
    def saved_usd(self) -> Decimal:
        """What all its requests could have cost less."""
        return sum((one.usd for one in self.savings), start=ZERO_USD)

    @property
    def saved_tokens(self) -> int:
        """Tokens that need not have been bought."""
        return sum(one.tokens for one in self.savings)

    @property
    def held_usd(self) -> Decimal:
        """What was held of budgets and given back."""
        return sum((one.held_usd for one in self.savings), start=ZERO_USD)

    @property
    def requests(self) -> int:
        """How many requests it is about."""
        return len({one.request.decision_id for one in self.savings})

    @property
    def examples(self) -> tuple[str, ...]:
        """The decisions in which most could have been saved."""
        ranked = sorted(self.savings, key=lambda one: (-one.usd, -one.tokens, -one.held_usd))
        return tuple(dict.fromkeys(one.request.decision_id for one in ranked))[:_EXAMPLES]


def worth_telling(savings: Sequence[Saving]) -> bool:
    """Whether it is often and much enough to speak of it."""
    if len({one.request.decision_id for one in savings}) < _LEAST_REQUESTS:
        return False
    usd = sum((one.usd + one.held_usd for one in savings), start=ZERO_USD)
    return usd >= _LEAST_USD or sum(one.tokens for one in savings) >= _LEAST_TOKENS


def tip_of(kind: str, savings: Sequence[Saving], *, text: str, how: str) -> Tip | None:
    """The tip; None where it is about too little."""
    if not worth_telling(savings):
        return None
    return Tip(kind=kind, text=text, how=how, savings=tuple(savings))


def total_of(tips: Sequence[Tip]) -> tuple[Decimal, int]:
    """USD and tokens that all tips together save: of each request only the most counts once."""
    usd: dict[str, Decimal] = {}
    tokens: dict[str, int] = {}
    for tip in tips:
        for decision_id, (saved_usd, saved_tokens) in _by_request(tip).items():
            usd[decision_id] = max(usd.get(decision_id, ZERO_USD), saved_usd)
            tokens[decision_id] = max(tokens.get(decision_id, 0), saved_tokens)
    return sum(usd.values(), start=ZERO_USD), sum(tokens.values())


def _by_request(tip: Tip) -> dict[str, tuple[Decimal, int]]:
    found: dict[str, tuple[Decimal, int]] = {}
    for one in tip.savings:
        usd, tokens = found.get(one.request.decision_id, (ZERO_USD, 0))
        found[one.request.decision_id] = (usd + one.usd, tokens + one.tokens)
    return found

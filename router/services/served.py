"""What is shown of an answer to those who learn from it, once it is booked?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from router.core.chat import ChatRequest
from router.services.journey import Journey

__all__ = ["Learner", "Served", "show"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """One complete answer that its caller has, or is about to have, in full."""

    journey: Journey
    request: ChatRequest
    cost_usd: Decimal
    said: Callable[[], str]
    """The text of the answer; put together only for who asks."""
    may_keep_text: bool
    """False where key or caller forbid that texts are kept or audited."""


class Learner(Protocol):
    """Is shown answers as they leave. It must return at once, and must not raise."""

    def __call__(self, served: Served) -> None:
        """Take what is wanted of it; all else happens later."""
        ...


def show(served: Served, learners: Sequence[Learner]) -> None:
    """Show an answer to all."""
    for learner in learners:
        learner(served)

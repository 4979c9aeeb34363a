"""Which changed requests are shown? Always the same ones of the same history."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b

from router.core.history import Recorded
from router.core.plan.side import Verdict
from router.core.plan.tally import UNSURE

__all__ = ["Changed", "Sample"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A request whose route changes. Whose it was is not told."""

    decision_id: str
    at: datetime
    team: str
    task: str
    priority: str
    input_tokens: int
    output_tokens: int
    old: Verdict
    new: Verdict

    @classmethod
    def of(cls, recorded: Recorded, *, old: Verdict, new: Verdict) -> "Changed":
        """What is shown of a recorded request."""
        facts = recorded.decision.facts
        said = facts.assessment
        used = [booking.usage for booking in recorded.bookings]
        return cls(
            decision_id=recorded.decision.id,
            at=facts.at,
            team=facts.caller.team,
            task=UNSURE if said.is_abstained else said.task,
            priority=UNSURE if said.is_abstained else said.priority,
            input_tokens=sum(u.input_tokens for u in used) or facts.request.input_tokens,
            output_tokens=sum(u.output_tokens for u in used),
            old=old,
            new=new,
        )


@dataclass(slots=True)
class Sample:
    """The requests with the least hashes: drawn evenly, and the same at every reading."""

    size: int
    _drawn: dict[bytes, Changed] = field(default_factory=dict)
    _bar: bytes = b"\xff" * 9

    def offer(self, recorded: Recorded, *, old: Verdict, new: Verdict) -> None:
        """Take a request in, if its hash is among the least."""
        digest = blake2b(recorded.decision.id.encode(), digest_size=8).digest()
        if digest < self._bar:
            self._drawn[digest] = Changed.of(recorded, old=old, new=new)
            self._trim()

    def merge(self, other: "Sample") -> None:
        """Take in what another piece has drawn."""
        self._drawn.update(other._drawn)
        self._trim()

    def __iter__(self) -> Iterator[Changed]:
        return (self._drawn[digest] for digest in sorted(self._drawn))

    def _trim(self) -> None:
        if len(self._drawn) > self.size:
            self._drawn = {
                digest: self._drawn[digest] for digest in sorted(self._drawn)[: self.size]
            }
        if len(self._drawn) == self.size:
            self._bar = max(self._drawn, default=b"")

"""What do two policies do with the same recorded requests?"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from router.core.facts import Facts
from router.core.history import Recorded
from router.core.ledger import Outcome
from router.core.plan.alike import alike
from router.core.plan.clusters import Clusters
from router.core.plan.gaps import gaps_of
from router.core.plan.sample import Sample
from router.core.plan.side import Side, Verdict
from router.core.plan.tally import Cell, Tally
from router.core.routing import Rulebook

__all__ = ["Comparer", "Comparison"]


@dataclass(slots=True)
class Comparison:
    """Sums over a piece of history; pieces merge into the whole in any division."""

    sample: Sample
    cells: dict[Cell, Tally] = field(default_factory=dict)
    clusters: Clusters = field(default_factory=Clusters)
    missing: Counter[str] = field(default_factory=Counter)
    """How often which fact, that the new policy asks for, was not recorded."""
    as_decided: int = 0
    """Requests that the old policy sends where they were really sent."""
    failed: int = 0
    """Requests that failed at the provider; what was booked for them is all that is known."""
    audits: int = 0
    audit_nanos: int = 0
    """What the audits' own calls cost, which no policy decides."""
    booked_nanos: int = 0
    """The ledger's sum, audits included."""
    first_at: datetime | None = None
    last_at: datetime | None = None

    def add(self, recorded: Recorded, *, old: Verdict, new: Verdict) -> None:
        """Count one request."""
        decision = recorded.decision
        facts = decision.facts
        cell = Cell.of(facts, old=old, new=new)
        tally = self.cells.get(cell)
        if tally is None:
            tally = self.cells[cell] = Tally()
        tally.add(old, new, is_assumed=facts.assessment.difficulty is None)
        is_known = old.p_good is not None and new.p_good is not None
        good = (new.p_good or 0.0) - (old.p_good or 0.0) if is_known else None
        self.clusters.add(_cluster(facts), nanos=new.cost_nanos - old.cost_nanos, good=good)
        self.as_decided += old.deployment == decision.deployment
        self.failed += any(one.outcome is Outcome.FAILED for one in recorded.bookings)
        self.booked_nanos += recorded.booked_nanos
        if old.route != new.route:
            self.sample.offer(recorded, old=old, new=new)

    def add_audit(self, recorded: Recorded) -> None:
        """Count a call of an audit."""
        self.audits += 1
        self.audit_nanos += recorded.booked_nanos
        self.booked_nanos += recorded.booked_nanos

    def see(self, at: datetime) -> None:
        """Widen the time that is covered."""
        self.first_at = at if self.first_at is None else min(self.first_at, at)
        self.last_at = at if self.last_at is None else max(self.last_at, at)

    def merge(self, other: "Comparison") -> None:
        """Add another piece."""
        self.sample.merge(other.sample)
        for cell, tally in other.cells.items():
            self.cells.setdefault(cell, Tally()).merge(tally)
        self.clusters.merge(other.clusters)
        self.missing.update(other.missing)
        for name in ("as_decided", "failed", "audits", "audit_nanos", "booked_nanos"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for at in (other.first_at, other.last_at):
            if at is not None:
                self.see(at)


class Comparer:
    """Two policies, ready to decide."""

    def __init__(self, old: Rulebook, new: Rulebook, *, sample: int) -> None:
        """Prepare both; `sample` is how many changed requests are kept to be shown."""
        self._old = Side(old)
        self._new = Side(new, booked_at=old.catalog)
        self._gaps = gaps_of(new.policy)
        self._is_alike = alike(old, new)
        self._size = sample

    def compare(self, history: Iterable[Recorded]) -> Comparison:
        """Decide each request under both policies."""
        found = Comparison(sample=Sample(self._size))
        for recorded in history:
            facts = recorded.decision.facts
            found.see(facts.at)
            if recorded.is_audit:
                found.add_audit(recorded)
                continue
            old = self._old.judge(recorded)
            new = old if self._is_alike(facts) else self._new.judge(recorded)
            found.add(recorded, old=old, new=new)
            for gap in self._gaps:
                found.missing[gap.what] += gap.is_missing(facts)
        return found


def _cluster(facts: Facts) -> str | None:
    """The conversation that a request belongs to, if that is known."""
    request = facts.request
    if request.thread is not None or request.conversation_id is None:
        return request.thread
    return f"{facts.caller.key_id} {request.conversation_id}"

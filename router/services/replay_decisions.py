"""Do recorded decisions come out the same again?"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from classifier.scale import HERE, Workers
from router.core.errors import DecisionNotFound, InvalidRequest
from router.core.history import Recorded, Span
from router.core.replay import Replayed, replay
from router.core.routing import Rulebook
from router.ports.history import History, PastRulebooks
from router.services.plan_policy import PIECE

__all__ = ["ReplayDecisions", "Replays"]

_MOST_SHOWN = 100


@dataclass(slots=True)
class Replays:
    """How many decisions came out the same, and those that did not."""

    identical: int = 0
    differing: int = 0
    audits: int = 0
    """Calls of audits, which follow their own rule; they are left out."""
    unknown: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Decisions by versions of policy and catalog that are not kept."""
    shown: list[Replayed] = field(default_factory=list)
    """The first that differ."""

    @property
    def is_proven(self) -> bool:
        """Whether all that was looked at could be replayed, and came out the same."""
        return self.differing == 0 and not self.unknown

    def add(self, replayed: Replayed) -> None:
        """Count one."""
        if not replayed.is_known:
            self.unknown[replayed.policy_version, replayed.catalog_version] += 1
        elif replayed.is_identical:
            self.identical += 1
        else:
            self.differing += 1
            self._show([replayed])

    def merge(self, other: "Replays") -> None:
        """Add those of another piece."""
        self.identical += other.identical
        self.differing += other.differing
        self.audits += other.audits
        self.unknown.update(other.unknown)
        self._show(other.shown)

    def _show(self, more: list[Replayed]) -> None:
        self.shown += more[: _MOST_SHOWN - len(self.shown)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayDecisions:
    """Decides again with the facts and the versions that were recorded; nobody is called."""

    history: History
    past: PastRulebooks
    piece: int = PIECE

    def one(self, decision_id: str) -> Replayed:
        """Replay one decision.

        Raises:
            DecisionNotFound: no such decision is recorded.
            InvalidRequest: an audit made it, which follows its own rule.
        """
        recorded = self.history.one(decision_id)
        if recorded is None:
            raise DecisionNotFound(
                f"No decision {decision_id!r} is recorded. The id stands in the header "
                "'x-tierwise-decision-id' of every answer."
            )
        if recorded.is_audit:
            raise InvalidRequest(
                f"{decision_id} is the call of an audit: its own rule decided, and no policy. "
                f"It is the {recorded.decision.reason}; replay that decision."
            )
        return replay(recorded, _rulebook(self.past, {}, recorded=recorded))

    def all(
        self,
        since: datetime,
        until: datetime,
        *,
        workers: Workers = HERE,
        begin: Callable[[int], None] = lambda pieces: None,
        advance: Callable[[int], None] = lambda pieces: None,
    ) -> Replays:
        """Replay what was booked in [since, until), a piece of history for each worker."""
        spans = self.history.spans(since, until, size=self.piece)
        begin(len(spans))
        found = Replays()
        crew = workers if len(spans) > 1 else HERE  # processes take a second to start
        prepare = partial(_bench, self.history, self.past)
        for piece in crew.map(_replay, spans, prepare=prepare):
            found.merge(piece)
            advance(1)
        return found


_Kept = dict[tuple[str, str], Rulebook | None]
_Bench = tuple[History, PastRulebooks, _Kept]


def _bench(history: History, past: PastRulebooks) -> _Bench:
    return history, past, {}


def _replay(bench: _Bench, span: Span) -> Replays:
    history, past, kept = bench
    found = Replays()
    for recorded in history.read(span):
        if recorded.is_audit:
            found.audits += 1
        else:
            found.add(replay(recorded, _rulebook(past, kept, recorded=recorded)))
    return found


def _rulebook(past: PastRulebooks, kept: _Kept, *, recorded: Recorded) -> Rulebook | None:
    versions = (recorded.decision.policy_version, recorded.decision.catalog_version)
    if versions not in kept:
        kept[versions] = past.find(policy_version=versions[0], catalog_version=versions[1])
    return kept[versions]

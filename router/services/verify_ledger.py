"""Is the ledger whole: does each cost follow from its usage, and was each hold settled?"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from router.core.history import Recorded, Span
from router.core.routing import Rulebook
from router.core.verification import Doubt, Sums, examine, takes_too_much
from router.ports.clock import Clock
from router.ports.history import History, PastRulebooks
from router.ports.holds import Holds
from router.ports.ledger import Ledger
from router.services.plan_policy import PIECE

__all__ = ["LeftHold", "Verified", "VerifyLedger"]

_MOST_SHOWN = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftHold:
    """A hold that is older than calls are."""

    id: str
    owner: str
    at: datetime


@dataclass(slots=True)
class Verified:
    """What was looked at, and what does not agree."""

    decisions: int = 0
    sums: Sums = field(default_factory=Sums)
    doubts: int = 0
    shown: list[Doubt] = field(default_factory=list)
    """The first of them."""
    holds: list[LeftHold] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether nothing was found."""
        return not self.doubts and not self.holds

    def doubt(self, one: Doubt) -> None:
        """Count one."""
        self.doubts += 1
        if len(self.shown) < _MOST_SHOWN:
            self.shown.append(one)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyLedger:
    """Reads all of it, in bounded memory, and changes nothing."""

    history: History
    past: PastRulebooks
    ledger: Ledger
    holds: Holds
    clock: Clock
    longest: timedelta = timedelta(hours=1)
    """Calls under way are younger."""

    async def __call__(
        self,
        since: datetime,
        until: datetime,
        *,
        begin: Callable[[int], None] = lambda pieces: None,
        advance: Callable[[int], None] = lambda pieces: None,
    ) -> Verified:
        """What was booked in [since, until), and all holds."""
        found, kept = Verified(), dict[tuple[str, str], Rulebook | None]()
        spans = self.history.spans(since, until, size=PIECE)
        begin(len(spans))
        for span in spans:
            await self._verify(span, found, kept=kept)
            advance(1)
        await self._look_for_holds(found)
        return found

    async def _verify(
        self, span: Span, found: Verified, *, kept: dict[tuple[str, str], Rulebook | None]
    ) -> None:
        for recorded in self.history.read(span):
            found.decisions += 1
            found.sums.add(recorded.bookings)
            rulebook = self._rulebook(recorded, kept)
            for one in examine(recorded, rulebook.catalog if rulebook else None):
                found.doubt(one)
            if any(booking.is_correction for booking in recorded.bookings):
                # All of the decision, also what lies outside the time that is looked at.
                entries = await self.ledger.entries(recorded.decision.id)
                for one in takes_too_much(recorded.decision.id, entries):
                    found.doubt(one)

    def _rulebook(
        self, recorded: Recorded, kept: dict[tuple[str, str], Rulebook | None]
    ) -> Rulebook | None:
        versions = (recorded.decision.policy_version, recorded.decision.catalog_version)
        if versions not in kept:
            kept[versions] = self.past.find(policy_version=versions[0], catalog_version=versions[1])
        return kept[versions]

    async def _look_for_holds(self, found: Verified) -> None:
        oldest = self.clock.now() - self.longest
        for owner in await self.holds.owners():
            found.holds += [
                LeftHold(id=hold.id, owner=owner, at=hold.at)
                for hold in await self.holds.of(owner)
                if hold.at < oldest
            ]

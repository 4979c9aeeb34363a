"""Does a canary do worse than the policy in force? Then it is halted, without being asked."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from router.core.errors import LedgerUnavailable
from router.core.rollout.journal import Canary, PolicyChanged, Rollout, rollout_of
from router.core.rollout.tally import Tally
from router.core.rollout.verdict import Figure, judge
from router.core.rollout.words import figure_in_words, in_hours
from router.ports.clock import Clock
from router.ports.policies import Policies, Tallies
from router.services.roll_out import RollOut

__all__ = ["AUTHOR", "Look", "WatchCanary"]

AUTHOR = "tierwise"
"""Who halts and promotes by itself, in the journal."""

_log = logging.getLogger(__name__)
_EVERY_S = 1.0
_AT_MOST = 0.05
"""Share of the time that looking may take: counting millions of requests is not free."""
_BACK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A canary's requests beside the others, at one moment."""

    head: int
    """The last event of the journal then."""
    canary: Canary
    tally: Tally
    control: Tally
    control_is: str
    """Which requests it is compared with."""
    figures: Sequence[Figure]

    @property
    def crossed(self) -> tuple[Figure, ...]:
        """The metrics that worsened too much."""
        return tuple(figure for figure in self.figures if figure.is_crossed)

    @property
    def is_seen_enough(self) -> bool:
        """Whether both sides have the requests that a judgement needs."""
        return min(self.tally.requests, self.control.requests) >= self.canary.plan.least


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchCanary:
    """Every process of a service watches; the first that sees a limit crossed writes it down."""

    policies: Policies
    tallies: Tallies
    clock: Clock

    async def run(self) -> None:
        """Watch until cancelled."""
        while True:
            begun = self.clock.monotonic_s()
            try:
                await self.act()
            except LedgerUnavailable as error:  # the next round tries again
                _log.error("The canary is not watched. %s", error.message)
            except PolicyChanged:  # another process was first, or a person
                _log.debug("The journal of policies changed meanwhile.")
            await asyncio.sleep(max(_EVERY_S, (self.clock.monotonic_s() - begun) / _AT_MOST))

    async def act(self) -> Look | None:
        """Look, and halt or promote where that is due; None where no canary runs."""
        state = await self._state()
        if state.canary is None or not state.canary.is_running:
            return None
        look = await self._look(state.canary, head=state.head)
        # Limits first: a canary that worsened is not promoted because its time has come.
        if look.crossed:
            words = "; ".join(figure_in_words(figure) for figure in look.crossed)
            await asyncio.to_thread(self._writer(look).halt, message=words, figures=look.figures)
        elif self._is_due(look):
            words = f"No limit was crossed in {in_hours(self.clock.now() - look.canary.since)}."
            await asyncio.to_thread(self._writer(look).promote, message=words)
        return look

    async def look(self) -> Look | None:
        """The canary as it stands, or as it stood when it was halted; None where there is none."""
        state = await self._state()
        return None if state.canary is None else await self._look(state.canary, head=state.head)

    async def _state(self) -> Rollout:
        return rollout_of(await asyncio.to_thread(self.policies.journal))

    async def _look(self, canary: Canary, *, head: int) -> Look:
        plan, until = canary.plan, canary.halt.at if canary.halt else self.clock.now()
        tally = await self.tallies.under(
            canary.version, since=canary.since, until=until, teams=plan.teams
        )
        control, told = await self._control(canary, until=until)
        return Look(
            head=head,
            canary=canary,
            tally=tally,
            control=control,
            control_is=told,
            figures=judge(tally, control, limits=plan.limits, least=plan.least),
        )

    async def _control(self, canary: Canary, *, until: datetime) -> tuple[Tally, str]:
        """What the canary is held against, and in words what that is.

        Drawn by chance, its requests are compared with those that were not drawn. Whole teams are
        not drawn by chance, and teams differ: they are compared with themselves, before.
        """
        plan, beside = canary.plan, self.tallies.beside
        if plan.share < 1:
            control = await beside(
                canary.version, since=canary.since, until=until, teams=plan.teams
            )
            return control, "the requests that were not drawn, in the same time"
        before = canary.since - _BACK
        own = await beside(canary.version, since=before, until=canary.since, teams=plan.teams)
        if own.requests >= plan.least:
            return own, f"the same teams in the {_BACK.days} days before"
        control = await beside(canary.version, since=canary.since, until=until)
        return control, "all other teams in the same time (these had too few requests before)"

    def _is_due(self, look: Look) -> bool:
        after = look.canary.plan.promote_after
        if after is None or not look.is_seen_enough:
            return False
        return self.clock.now() - look.canary.since >= after

    def _writer(self, look: Look) -> RollOut:
        """Writes only if nobody wrote since the look."""
        return RollOut(
            policies=self.policies, clock=self.clock, author=AUTHOR, expected_head=look.head
        )

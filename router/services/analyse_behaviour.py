"""How do groups use models: what was productive, and what could have been saved?"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import partial

from classifier.scale import HERE, Workers
from router.core.behaviour.asked import Asked, BehaviourBy, asked_of
from router.core.behaviour.report import BehaviourReport, report_of
from router.core.behaviour.tally import Tallies
from router.core.catalog import Catalog
from router.core.errors import InvalidRequest
from router.core.feedback import Feedback, in_force, score_of
from router.core.history import Span
from router.ports.clock import Clock
from router.ports.feedback import FeedbackStore
from router.ports.history import History
from router.services.plan_policy import PIECE

__all__ = ["FEWEST_DAYS", "MOST_DAYS", "AnalyseBehaviour"]

FEWEST_DAYS, MOST_DAYS = 7, 366


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalyseBehaviour:
    """Reads the history once, a piece at a time; memory does not grow with it."""

    history: History
    feedback: FeedbackStore
    catalog: Callable[[], Catalog]
    """At whose prices savings are counted."""
    clock: Clock
    piece: int = PIECE

    async def __call__(
        self,
        by: BehaviourBy,
        *,
        days: int,
        team: str | None = None,
        workers: Workers = HERE,
        begin: Callable[[int], None] = lambda pieces: None,
        advance: Callable[[int], None] = lambda pieces: None,
    ) -> BehaviourReport:
        """The last `days` whole days until the last midnight (UTC), of all or of one team.

        Whole days, so that nobody asks for the minutes in which one person was at work.

        Raises:
            InvalidRequest: so few or many days are not looked at.
        """
        if not FEWEST_DAYS <= days <= MOST_DAYS:
            raise InvalidRequest(
                f"Behaviour is shown over {FEWEST_DAYS} to {MOST_DAYS} days, not {days}: over "
                "fewer, a group is often one person. Write 30."
            )
        until = datetime.combine(self.clock.now().astimezone(UTC).date(), time(), tzinfo=UTC)
        since = until - timedelta(days=days)
        tallies = Tallies(by, scores=await self._scores(since), team=team)
        read = partial(self._read, tallies, since, until=until)
        await asyncio.to_thread(read, workers=workers, begin=begin, advance=advance)
        return report_of(tallies.groups, by, since=since, until=until)

    async def _scores(self, since: datetime) -> Mapping[str, float]:
        """The scores in force of answers since then, by decision."""
        said: dict[str, list[Feedback]] = defaultdict(list)
        for one in await self.feedback.since(since):
            said[one.decision_id].append(one)
        scores = {decision: score_of(in_force(history)) for decision, history in said.items()}
        return {decision: score for decision, score in scores.items() if score is not None}

    def _read(
        self,
        tallies: Tallies,
        since: datetime,
        *,
        until: datetime,
        workers: Workers,
        begin: Callable[[int], None],
        advance: Callable[[int], None],
    ) -> None:
        spans = self.history.spans(since, until, size=self.piece)
        begin(len(spans))
        catalog = self.catalog()
        portable = replace(catalog, aliases=dict(catalog.aliases))
        prepare = partial(_bench, self.history, portable)
        crew = workers if len(spans) > 1 else HERE  # processes take a second to start
        for asked in crew.map(_asked, spans, prepare=prepare):
            tallies.add(asked)
            advance(1)


_Bench = tuple[History, Catalog]


def _bench(history: History, catalog: Catalog) -> _Bench:
    return history, catalog


def _asked(bench: _Bench, span: Span) -> list[Asked]:
    history, catalog = bench
    found = (asked_of(recorded, catalog) for recorded in history.read(span))
    return [one for one in found if one is not None]

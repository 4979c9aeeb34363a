"""What may a caller see of how groups use models?"""

import asyncio
from datetime import date

from classifier.scale import HERE, Workers
from router.core.access import Permission, Reach, reach_of
from router.core.behaviour.asked import BehaviourBy
from router.core.behaviour.report import BehaviourReport
from router.core.errors import NotYours
from router.core.key import VirtualKey
from router.ports.clock import Clock
from router.services.analyse_behaviour import AnalyseBehaviour

__all__ = ["ShowBehaviour"]

_MOST_KEPT = 64
_Asked = tuple[BehaviourBy, int, str | None]


class ShowBehaviour:
    """Reports for the service: one is made at a time, and kept for the day that it is of."""

    def __init__(self, analyse: AnalyseBehaviour, *, clock: Clock, workers: Workers = HERE) -> None:
        """`workers` read the history, so that the service goes on answering."""
        self._analyse = analyse
        self._clock = clock
        self._workers = workers
        self._turn = asyncio.Lock()
        self._day: date | None = None
        self._kept: dict[_Asked, BehaviourReport] = {}

    async def __call__(
        self, key: VirtualKey, by: BehaviourBy, *, days: int, team: str | None = None
    ) -> BehaviourReport:
        """The report, of all teams or one; of the caller's own where it reaches no further.

        Raises:
            NotYours: the caller sees nobody's use but its own, or another team's is asked for.
            InvalidRequest: so few or many days are not looked at.
        """
        asked = (by, days, _team_within(key, team))
        async with self._turn:
            today = self._clock.now().date()
            if today != self._day:
                self._day, self._kept = today, {}
            if asked not in self._kept:
                report = await self._analyse(by, days=days, team=asked[2], workers=self._workers)
                if len(self._kept) >= _MOST_KEPT:
                    self._kept.pop(next(iter(self._kept)))
                self._kept[asked] = report
            return self._kept[asked]


def _team_within(key: VirtualKey, team: str | None) -> str | None:
    reach = reach_of(key, Permission.READ_BEHAVIOUR)
    if reach is Reach.ALL:
        return team
    if reach is not Reach.TEAM:
        raise NotYours(
            "This shows how teams use models, and your role sees its own use alone: "
            "GET /v1/usage/me."
        )
    if team not in (None, key.team):
        raise NotYours(f"Your role sees the team {key.team!r}. Leave 'team' out.", param="team")
    return key.team

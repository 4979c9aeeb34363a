"""What may somebody's own use suggest to them, and what do they want to hear of it?"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from router.core.catalog import Catalog
from router.core.coaching.advice import Advice, advise
from router.core.coaching.choice import CoachChoice
from router.core.coaching.own_request import Oneself
from router.core.errors import InvalidRequest
from router.ports.clock import Clock
from router.ports.coach_choices import CoachChoices
from router.ports.own_traffic import OwnTraffic

__all__ = ["MOST_REQUESTS", "Coach"]

MOST_REQUESTS = 20_000
_MOST_DAYS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Coach:
    """Tips for the person who asks, and for nobody else: there is no way to ask for another's."""

    traffic: OwnTraffic
    choices: CoachChoices
    catalog: Callable[[], Catalog]
    clock: Clock

    async def __call__(self, oneself: Oneself, *, days: int = 30) -> Advice:
        """Tips on one's own requests of the last days.

        Raises:
            InvalidRequest: so few or many days are not looked at.
        """
        if not 1 <= days <= _MOST_DAYS:
            raise InvalidRequest(
                f"'days' is {days}. Write a number from 1 to {_MOST_DAYS}.", param="days"
            )
        until = self.clock.now()
        since = until - timedelta(days=days)
        found = await self.traffic.newest(oneself, since=since, most=MOST_REQUESTS)
        # In a thread: thousands of requests are looked at, and others go on being answered.
        return await asyncio.to_thread(
            advise,
            found.requests,
            self.catalog(),
            since=since,
            until=until,
            is_whole=found.is_whole,
        )

    async def choice(self, oneself: Oneself) -> CoachChoice:
        """What one chose."""
        return await self.choices.get(oneself.person)

    async def choose(
        self, oneself: Oneself, *, has_digest: bool | None = None, has_headers: bool | None = None
    ) -> CoachChoice:
        """Choose; what is None stays as it is."""
        before = await self.choice(oneself)
        return await self.choices.put(
            oneself.person,
            has_digest=before.has_digest if has_digest is None else has_digest,
            has_headers=before.has_headers if has_headers is None else has_headers,
        )

"""Who gets a digest of their own use, and when?"""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime

from router.core.coaching.digest import digest_of, is_due, week_of
from router.core.coaching.own_request import Oneself
from router.core.errors import LedgerUnavailable
from router.core.notices.channels import is_address
from router.ports.clock import Clock
from router.ports.keys import Keys
from router.ports.notices import Notices
from router.services.coach import Coach

__all__ = ["SendDigests"]

_log = logging.getLogger(__name__)
_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class SendDigests:
    """Once a week for each person whose key bears a mail address, unless they switched it off.

    A name that only requests claim gets none: else anybody could have mail sent to anybody.
    """

    coach: Coach
    keys: Keys
    notices: Notices
    clock: Clock
    look_s: float = 600.0

    async def run(self) -> None:
        """Send what is due until cancelled."""
        while True:
            try:
                await self.send_due()
            except LedgerUnavailable as error:  # the next round tries again
                _log.error("Digests wait. %s", error.message)
            await asyncio.sleep(self.look_s)

    async def send_due(self) -> int:
        """Send this week's digests to those who did not get theirs; how many were sent.

        Raises:
            LedgerUnavailable: a store is away. Who was served is not served again.
        """
        now = self.clock.now()
        if not is_due(now):
            return 0
        sent = 0
        for oneself in await self._people(now):
            sent += await self._send(oneself, week=week_of(now))
        return sent

    async def _send(self, oneself: Oneself, *, week: str) -> bool:
        """Keep the notice, then write down that it was.

        After a crash between the two it is put again under the same id, which changes nothing.
        """
        choice = await self.coach.choice(oneself)
        if oneself.user is None or not choice.has_digest or choice.digest_week >= week:
            return False
        advice = await self.coach(oneself, days=_DAYS)
        if advice.tips:
            await self.notices.put(digest_of(advice, user=oneself.user, week=week))
        is_first = await self.coach.choices.served(oneself.person, week)
        return is_first and bool(advice.tips)

    async def _people(self, now: datetime) -> list[Oneself]:
        found: dict[str, Oneself] = {}
        for key in await self.keys.all():
            if key.user is not None and key.is_usable(now) and is_address(key.user):
                found.setdefault(key.user, Oneself(key_id=key.booked_as, user=key.user))
        return list(found.values())

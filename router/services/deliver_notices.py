"""How do notices reach people: at least once, again after failures, and also after a crash?"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from router.core.errors import LedgerUnavailable
from router.core.notices.delivery import Delivery, DeliveryState, NotDelivered, after_attempt
from router.core.notices.notice import Notice
from router.ports.clock import Clock
from router.ports.notices import Channel, Outbox

__all__ = ["DeliverNotices"]

_AT_ONCE = 20
_LEASE = timedelta(minutes=2)
"""Longer than any attempt: whoever crashed in one is followed by another after this time."""
_KEPT = timedelta(days=30)
_ROUNDS_BETWEEN_SWEEPS = 3_600
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverNotices:
    """Takes what waits in the outbox to the channels that are for it."""

    outbox: Outbox
    channels: Sequence[Channel]
    clock: Clock
    jitter: Callable[[], float]
    """From 0 to 1, another each time."""
    public_url: str | None = None
    """What links begin with that are paths of this service."""
    pause_s: float = 1.0

    async def run(self) -> None:
        """Until the service stops."""
        try:
            await self._run()
        finally:
            for channel in self.channels:
                await channel.close()

    async def _run(self) -> None:
        rounds = 0
        while True:
            try:
                while await self.deliver_due():
                    pass
                if rounds % _ROUNDS_BETWEEN_SWEEPS == 0:
                    await self.outbox.forget(self.clock.now() - _KEPT)
            except LedgerUnavailable as error:  # the next round tries again
                _log.warning("Notices wait. %s", error.message)
            rounds += 1
            await asyncio.sleep(self.pause_s)

    async def deliver_due(self) -> int:
        """Try some of those that are due; how many were tried.

        Raises:
            LedgerUnavailable: the outbox is away.
        """
        now = self.clock.now()
        claimed = await self.outbox.claim(at=now, until=now + _LEASE, most=_AT_ONCE)
        await asyncio.gather(*(self._deliver(one) for one in claimed))
        return len(claimed)

    async def _deliver(self, delivery: Delivery) -> None:
        notice = self._linked(delivery.notice)
        missing = [
            channel
            for channel in self.channels
            if channel.name not in delivery.delivered_to and channel.takes(notice)
        ]
        if not self.channels:
            _log.info("Notice %s (%s): %s", notice.id, notice.kind, notice.subject)
        errors = await asyncio.gather(*(_sent(channel, notice) for channel in missing))
        outcomes = dict(zip((channel.name for channel in missing), errors, strict=True))
        found = after_attempt(delivery, outcomes, at=self.clock.now(), jitter=self.jitter())
        _tell(found)
        if not await self.outbox.keep(found):
            _log.warning("Notice %s was tried twice: an attempt took too long.", notice.id)

    def _linked(self, notice: Notice) -> Notice:
        if self.public_url is None or notice.link is None or not notice.link.startswith("/"):
            return notice
        return replace(notice, link=self.public_url + notice.link)


async def _sent(channel: Channel, notice: Notice) -> str | None:
    try:
        await channel.send(notice)
    except NotDelivered as error:
        return error.message
    return None


def _tell(delivery: Delivery) -> None:
    notice = delivery.notice
    if delivery.state is DeliveryState.FAILED:
        _log.error(
            "Notice %s (%s) is given up after %s attempts: %s. 'tierwise notices retry %s' tries "
            "again.",
            notice.id,
            notice.kind,
            delivery.attempts,
            delivery.error,
            notice.id,
        )
    elif delivery.state is DeliveryState.WAITING:
        _log.warning(
            "Notice %s (%s) waits until %s: %s",
            notice.id,
            notice.kind,
            delivery.next_at.isoformat(timespec="seconds"),
            delivery.error,
        )

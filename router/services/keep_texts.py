"""How are texts kept where that is switched on, and forgotten in time?"""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from datetime import timedelta

from router.core.errors import LedgerUnavailable
from router.core.kept_text import KeptText, TextKeeping, is_drawn, plain_messages
from router.ports.clock import Clock
from router.ports.texts import Texts
from router.services.served import Served
from router.services.uninterrupted import uninterrupted

__all__ = ["KeepTexts"]

_log = logging.getLogger(__name__)
_LONGEST = 400_000
"""Bytes of messages beyond which a text is not kept."""
_MOST_WAITING = 1_000
_PURGE_S = 3_600.0


class KeepTexts:
    """Implements `Learner`: texts wait in memory and are written together, off every hot path."""

    def __init__(self, *, texts: Texts, keeping: TextKeeping, clock: Clock) -> None:
        self._texts = texts
        self._keeping = keeping
        self._clock = clock
        self._waiting: deque[KeptText] = deque()
        self._some = asyncio.Event()

    def __call__(self, served: Served) -> None:
        """Take the text of an answer, if it falls into the sample and nobody forbids it."""
        journey = served.journey
        is_wanted = served.may_keep_text and is_drawn(
            journey.decision_id, self._keeping.share, salt="text"
        )
        if not is_wanted or len(served.request.fields.get("messages", b"")) > _LONGEST:
            return
        if len(self._waiting) >= _MOST_WAITING:
            _log.warning("A text is not kept: the store is too slow, too many are waiting.")
            return
        text = KeptText(
            decision_id=journey.decision_id,
            at=journey.facts.at,
            messages=plain_messages(served.request.messages),
            answer=served.said(),
        )
        self._waiting.append(text)
        self._some.set()

    async def run(self) -> None:
        """Write what is waiting, until cancelled; then write the rest."""
        try:
            while True:
                await self._some.wait()
                await uninterrupted(self._write())
        finally:
            await uninterrupted(self._write())

    async def since(self, age: timedelta) -> Sequence[KeptText]:
        """The texts that are no older than `age`, oldest first."""
        now = self._clock.now()
        return await self._texts.between(now - age, now)

    async def purge(self, older_than: timedelta | None = None) -> int:
        """Forget what is older than the retention, or than told; gives how many texts."""
        age = self._keeping.retention if older_than is None else older_than
        return await self._texts.purge(self._clock.now() - age)

    async def purge_in_time(self) -> None:
        """Purge now and every hour, until cancelled; also where keeping was switched off since."""
        while True:
            try:
                await self.purge()
            except LedgerUnavailable as error:  # the next round tries again
                _log.error("Old texts could not be deleted. %s", error.message)
            await asyncio.sleep(_PURGE_S)

    async def _write(self) -> None:
        self._some.clear()
        batch = list(self._waiting)
        self._waiting.clear()
        if not batch:
            return
        try:
            await self._texts.keep(batch)
        except LedgerUnavailable as error:
            _log.error("%d texts could not be kept. %s", len(batch), error.message)

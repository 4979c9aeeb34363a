"""Who keeps what the service has to tell people, and who takes it to them?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from router.core.notices.delivery import Delivery, DeliveryState
from router.core.notices.notice import Notice

__all__ = ["Channel", "Notices", "Outbox"]


class Notices(Protocol):
    """Takes notices and delivers them later, also after a crash."""

    async def put(self, notice: Notice) -> None:
        """Keep a notice until it was delivered; one with an id that is kept changes nothing.

        Raises:
            LedgerUnavailable: it cannot be kept.
        """
        ...


class Outbox(Notices, Protocol):
    """What waits for delivery, and what became of it. Raises `LedgerUnavailable` where it is away.

    All replicas deliver from one: who claims a notice has it alone until a moment.
    """

    async def claim(self, *, at: datetime, until: datetime, most: int) -> Sequence[Delivery]:
        """Those that are due at `at`, oldest first, with one more attempt counted.

        Until `until` nobody else gets them.
        """
        ...

    async def keep(self, delivery: Delivery) -> bool:
        """Keep what became of an attempt; False where another one was begun since."""
        ...

    async def latest(
        self, states: Sequence[DeliveryState] = (), *, most: int
    ) -> Sequence[Delivery]:
        """Those in one of these states (in any, where none is given), newest first."""
        ...

    async def forget(self, before: datetime) -> int:
        """Delete what was made before a moment and does not wait any more; how many were."""
        ...


class Channel(Protocol):
    """One way to people."""

    @property
    def name(self) -> str:
        """The same after each start, for it is kept; without secrets, for it is shown."""
        ...

    def takes(self, notice: Notice) -> bool:
        """Whether it is for this notice."""
        ...

    async def send(self, notice: Notice) -> None:
        """Take it to whoever listens.

        Raises:
            NotDelivered: nobody knows that it arrived.
        """
        ...

    async def close(self) -> None:
        """Close its connections, where it holds some."""
        ...

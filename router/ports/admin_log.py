"""Where is it kept what administrators did?"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Protocol

from router.core.admin_log import Act, ActKind, AdminEvent, Head, kept_text

__all__ = ["EVERY_ACT", "AdminLog", "Wanted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which events are looked for; None stands for any."""

    actor: str | None = None
    kind: ActKind | None = None
    subject: str | None = None
    act_id: str | None = None

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """Each column that is asked for, with its value."""
        asked = ((field.name, getattr(self, field.name)) for field in fields(self))
        return tuple((name, kept_text(value)) for name, value in asked if value is not None)


EVERY_ACT = Wanted()


class AdminLog(Protocol):
    """A chain of events. They are added by any number of processes, and never edited.

    Raises `LedgerUnavailable` where the store cannot be read or written.
    """

    async def append(self, act: Act) -> AdminEvent:
        """Write the next event; the numbers have no gap and are given once.

        An act begins once and ends once, and an actor begins one act with an idempotency key:
        where the log holds that event already, it is given back and nothing is written.
        """
        ...

    async def head(self) -> Head:
        """The last event; `FIRST` where there is none."""
        ...

    async def after(self, seq: int, *, most: int) -> Sequence[AdminEvent]:
        """The events that follow number `seq`, oldest first."""
        ...

    async def latest(
        self, wanted: Wanted = EVERY_ACT, *, before: int | None = None, most: int
    ) -> Sequence[AdminEvent]:
        """Events, newest first; those before number `before`."""
        ...

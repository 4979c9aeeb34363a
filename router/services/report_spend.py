"""Who spent what?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from router.core.errors import InvalidRequest
from router.core.ledger import SpendBy, SpendRow
from router.ports.clock import Clock
from router.ports.ledger import Ledger

__all__ = ["ReportSpend", "parse_duration"]

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_LONGEST = timedelta(days=36_500)


def parse_duration(text: str) -> timedelta:
    """A duration such as `30m`, `24h`, `7d` or `2w`.

    Raises:
        InvalidRequest: it is not of this form.
    """
    found = re.fullmatch(r"([1-9]\d{0,5})([mhdw])", text.strip())
    if found is None:
        raise InvalidRequest(
            f"{text!r} is no duration. Write a number and a unit: 30m, 24h, 7d or 2w."
        )
    duration = timedelta(**{_UNITS[found[2]]: int(found[1])})
    if duration > _LONGEST:  # further back than calendars reach
        raise InvalidRequest(f"{text!r} is more than a hundred years. Write less, such as 52w.")
    return duration


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSpend:
    """Spend by group, from the ledger."""

    ledger: Ledger
    clock: Clock

    async def __call__(self, by: SpendBy, *, since: str) -> Sequence[SpendRow]:
        """Spend of the last `since` (such as `7d`), dearest group first."""
        now = self.clock.now()
        moment = timedelta(microseconds=1)  # the interval is half open: what is booked now counts
        return await self.ledger.spend(by, since=now - parse_duration(since), until=now + moment)

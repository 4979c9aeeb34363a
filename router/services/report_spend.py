"""Who spent what?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from router.core.errors import InvalidRequest
from router.core.ledger import SpendBy, SpendRow
from router.core.money import ZERO_USD
from router.ports.clock import Clock
from router.ports.keys import Keys
from router.ports.ledger import Ledger

__all__ = ["NO_LIST_OF_PEOPLE", "PEOPLE", "ReportSpend", "parse_duration"]

PEOPLE = "(people, merged)"
"""The keys of all who are no programs."""
NO_LIST_OF_PEOPLE = (
    "Spend is not listed by person. Group by team or project; what one person spent is shown with "
    "--user NAME --why REASON, which is written into the audit log."
)

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
    """Spend by group, from the ledger. People are no groups."""

    ledger: Ledger
    keys: Keys
    clock: Clock

    async def __call__(self, by: SpendBy, *, since: str) -> Sequence[SpendRow]:
        """Spend of the last `since` (such as `7d`), dearest group first.

        Of keys, those of programs are groups of their own; all others are one.

        Raises:
            InvalidRequest: it was asked by user.
        """
        if by is SpendBy.USER:
            raise InvalidRequest(NO_LIST_OF_PEOPLE)
        rows = await self._rows(by, since)
        return await self._without_people(rows) if by is SpendBy.KEY else rows

    async def of_user(self, user: str, *, since: str) -> SpendRow:
        """What was booked under one name."""
        rows = await self._rows(SpendBy.USER, since)
        return _sum(user, [row for row in rows if row.group == user])

    async def _rows(self, by: SpendBy, since: str) -> Sequence[SpendRow]:
        now = self.clock.now()
        moment = timedelta(microseconds=1)  # the interval is half open: what is booked now counts
        return await self.ledger.spend(by, since=now - parse_duration(since), until=now + moment)

    async def _without_people(self, rows: Sequence[SpendRow]) -> Sequence[SpendRow]:
        keys = await self.keys.all()
        programs = {key.booked_as for key in keys if key.service_account is not None}
        people = [row for row in rows if row.group not in programs]
        named = [row for row in rows if row.group in programs]
        if people:
            named.append(_sum(PEOPLE, people))
        return sorted(named, key=lambda row: (-row.cost_usd, row.group))


def _sum(group: str, rows: Sequence[SpendRow]) -> SpendRow:
    return SpendRow(
        group=group,
        requests=sum(row.requests for row in rows),
        input_tokens=sum(row.input_tokens for row in rows),
        output_tokens=sum(row.output_tokens for row in rows),
        cost_usd=sum((row.cost_usd for row in rows), start=ZERO_USD),
    )

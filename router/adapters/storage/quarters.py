"""How is spend summed up by quarters of an hour, and read again?"""

import msgspec

from router.adapters.storage.moments import from_micros
from router.core.caller import Caller
from router.core.money import from_nanos
from router.ports.spend_feed import Spend

__all__ = ["QUARTER_US", "QuarterRow", "spend_from_row"]

QUARTER_US = 15 * 60 * 1_000_000
"""Microseconds of a quarter; offsets of time zones are whole quarters."""

QuarterRow = tuple[int, str, str, str, str, str, str, int]
"""Number of the quarter since 1970; key, user, team, project, environment, tags; nano-USD."""


def spend_from_row(row: QuarterRow) -> Spend:
    """The spend that was summed up."""
    quarter, key_id, user, team, project, environment, tags, nanos = row
    return Spend(
        at=from_micros(quarter * QUARTER_US),
        caller=Caller(
            key_id=key_id,
            user=user,
            team=team,
            project=project,
            environment=environment,
            tags=tuple(msgspec.json.decode(tags)),
        ),
        cost_usd=from_nanos(nanos),
    )

"""How is spend summed up by quarters of an hour, and read again?"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from router.core.caller import Caller
from router.core.moments import from_micros
from router.core.money import from_nanos
from router.ports.spend_feed import Spend

__all__ = ["QUARTER_US", "Payer", "spend_from_row"]

QUARTER_US = 15 * 60 * 1_000_000
"""Microseconds of a quarter; offsets of time zones are whole quarters."""


class Payer(NamedTuple):
    """The columns of `ledger_entry` that spend is summed up by, beside the quarter."""

    key_id: str
    user: str
    team: str
    project: str
    environment: str
    tags: str
    organisation: str | None
    department: str | None
    cost_centre: str | None
    service_account: str | None
    deployment: str | None
    tier: str | None


def spend_from_row(row: Sequence[Any]) -> Spend:
    """The spend of a row: number of the quarter since 1970, the columns of `Payer`, nano-USD."""
    quarter, *columns, nanos = row
    who = Payer._make(columns)
    return Spend(
        at=from_micros(quarter * QUARTER_US),
        caller=Caller(
            key_id=who.key_id,
            user=who.user,
            team=who.team,
            project=who.project,
            environment=who.environment,
            tags=tuple(msgspec.json.decode(who.tags)),
            organisation=who.organisation,
            department=who.department,
            cost_centre=who.cost_centre,
            service_account=who.service_account,
        ),
        cost_usd=from_nanos(nanos),
        deployment=who.deployment,
        tier=who.tier,
    )

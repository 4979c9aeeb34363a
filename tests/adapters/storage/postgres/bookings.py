"""Entries with their decisions."""

from datetime import datetime

from router.core.ledger import DecisionRecord, LedgerEntry
from tests import factories
from tests.factories import NOON


def booking(
    number: int = 1, *, at: datetime = NOON, cost_usd: str = "0.000123456"
) -> tuple[LedgerEntry, DecisionRecord]:
    return (
        factories.ledger_entry(
            id=f"led_{number}", decision_id=f"dec_{number}", at=at, cost_usd=cost_usd
        ),
        factories.decision_record(id=f"dec_{number}"),
    )

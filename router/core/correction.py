"""Which entry makes good what an earlier one booked too much or too little?

Its id follows from what it corrects: so however often it is tried, it is booked once.
"""

from dataclasses import replace
from decimal import Decimal

from router.core.ledger import LedgerEntry, Outcome
from router.core.usage import Usage

__all__ = ["SETTLED_LATE", "correction", "settled_late"]

SETTLED_LATE = "it was settled after its process was thought dead"


def correction(entry: LedgerEntry, *, id: str, by_usd: Decimal, note: str) -> LedgerEntry:
    """The entry that changes what was booked for `entry`; it counts in the same period."""
    return replace(
        entry,
        id=id,
        outcome=Outcome.CORRECTED,
        error_code=None,
        usage=Usage(service_tier=entry.usage.service_tier),
        cost_usd=by_usd,
        duration_ms=0,
        corrects=entry.id,
        note=note,
    )


def settled_late(entry: LedgerEntry, *, booked: LedgerEntry | None) -> LedgerEntry | None:
    """What is still to be booked where the ledger has an entry with this id already.

    None where it is this entry itself: whoever tries again finds what was written before.
    """
    if booked is None or booked.outcome is not Outcome.LOST or entry.outcome is Outcome.LOST:
        return None
    return correction(
        booked,
        id=f"{entry.id}_late",
        by_usd=entry.cost_usd - booked.cost_usd,
        note=SETTLED_LATE,
    )

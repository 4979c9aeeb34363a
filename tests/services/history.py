"""A ledger in memory with decisions that were made for real."""

from collections.abc import Sequence
from dataclasses import replace

from router.adapters.storage.memory import open_memory
from router.adapters.storage.stores import Stores
from router.core.facts import Facts
from router.core.ledger import LedgerEntry
from router.core.money import from_nanos
from router.core.routing import Rulebook
from tests import factories
from tests.core.plan.recording import asked, recorded

__all__ = ["asked", "remember"]


async def remember(
    facts: Sequence[Facts], rulebook: Rulebook, *, stores: Stores | None = None
) -> Stores:
    """Book a request for each of the facts, and keep the rulebook."""
    kept = stores or open_memory()
    kept.archive.remember(rulebook)
    for number, known in enumerate(facts):
        found = recorded(known, rulebook, id=f"dec_{number}")
        (booking,) = found.bookings
        entry: LedgerEntry = replace(
            factories.ledger_entry(id=f"led_{number}", decision_id=found.decision.id, at=known.at),
            caller=known.caller,
            cost_usd=from_nanos(booking.cost_nanos),
            usage=booking.usage,
            outcome=booking.outcome,
            error_code=booking.error_code,
            deployment=booking.deployment,
            tier=found.decision.tier,
            price_version=booking.price_version,
        )
        await kept.ledger.append(entry, found.decision)
    return kept

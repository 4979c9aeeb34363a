"""Claims, holds and the entries that settle them, for tests of single stores."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from router.core.hold import Claim, Hold, Opening, Unit
from router.core.ledger import DecisionRecord, LedgerEntry, Outcome
from router.core.moments import to_micros
from router.core.money import from_nanos
from router.core.scope import Scope
from tests import factories
from tests.factories import NOON

SLICE_US = to_micros(NOON.replace(day=1, hour=0))
UNTIL_US = to_micros(NOON.replace(month=12, day=1, hour=0))


def claim(
    amount: int = 10,
    *,
    limit: int = 100,
    account: str = "budget:a",
    unit: Unit = Unit.USD,
    slice_us: int = SLICE_US,
    since_us: int | None = None,
) -> Claim:
    return Claim(
        account=account, unit=unit, amount=amount, limit=limit, slice_us=slice_us, since_us=since_us
    )


def wish(
    number: int | str, *claims: Claim, owner: str = "one", at: datetime = NOON
) -> tuple[Hold, DecisionRecord]:
    """A hold with its decision."""
    held = sum(wanted.amount for wanted in claims[:1])
    entry = settling(number, nanos=held, at=at)[0]
    lost = replace(entry, outcome=Outcome.LOST)
    hold = Hold(id=f"led_{number}", owner=owner, claims=claims, entry=lost)
    return hold, factories.decision_record(id=f"dec_{number}")


def settling(
    number: int | str, *, nanos: int = 10, at: datetime = NOON
) -> tuple[LedgerEntry, DecisionRecord]:
    """The entry that settles the hold with this number, with its decision."""
    entry = factories.ledger_entry(id=f"led_{number}", decision_id=f"dec_{number}", at=at)
    cost: Decimal = from_nanos(nanos)
    return replace(entry, cost_usd=cost), factories.decision_record(id=f"dec_{number}")


def opening(
    scope: Scope | None = None,
    *,
    account: str = "budget:a",
    unit: Unit = Unit.USD,
    slice_us: int = SLICE_US,
    until_us: int = UNTIL_US,
) -> Opening:
    return Opening(
        account=account,
        unit=unit,
        scope=scope or Scope(),
        slice_us=slice_us,
        until_us=until_us,
    )

"""Holds for tests of stores: which accounts, how much, and what became of the call."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count

from router.adapters.storage.stores import Stores
from router.core.caller import Caller
from router.core.hold import AccountState, CarryOver, Claim, Hold, Opening, Reservation, Unit
from router.core.ledger import LedgerEntry, Outcome
from router.core.moments import to_micros
from router.core.money import from_nanos
from router.core.scope import EVERYTHING, Scope
from router.core.usage import Usage
from tests import factories
from tests.factories import NOON

NOON_US = to_micros(NOON)
MINUTE_US = 60_000_000
HOUR_US = 60 * MINUTE_US
HUGE = 10**18
_numbers = count(1)


def claim(
    account: str = "budget:a",
    *,
    amount: int = 1,
    limit: int = 10,
    unit: Unit = Unit.USD,
    slice_us: int = NOON_US,
    since_us: int | None = None,
    carry: CarryOver | None = None,
) -> Claim:
    return Claim(
        account=account,
        unit=unit,
        amount=amount,
        limit=limit,
        slice_us=slice_us,
        since_us=since_us,
        carry=carry,
    )


def hold(
    *claims: Claim,
    id: str | None = None,
    owner: str = "process-1",
    at: datetime = NOON,
    who: Caller | None = None,
) -> Hold:
    """A hold whose call costs what it holds of money, should its process die."""
    name = id or f"led_h{next(_numbers)}"
    nanos = max((one.amount for one in claims if one.unit is Unit.USD), default=0)
    entry = factories.ledger_entry(
        id=name,
        decision_id=f"dec_{name}",
        at=at,
        cost_usd=str(from_nanos(nanos)),
        who=who,
        outcome=Outcome.LOST,
    )
    return Hold(id=name, owner=owner, claims=claims, entry=entry)


def opening(
    account: str = "budget:a",
    *,
    unit: Unit = Unit.USD,
    scope: Scope = EVERYTHING,
    slice_us: int = NOON_US,
    until_us: int = NOON_US + HOUR_US,
) -> Opening:
    return Opening(account=account, unit=unit, scope=scope, slice_us=slice_us, until_us=until_us)


def entry_of(
    held: Hold,
    *,
    nanos: int = 0,
    tokens: int = 0,
    outcome: Outcome = Outcome.COMPLETED,
) -> LedgerEntry:
    """What is booked in the end."""
    usage = Usage(input_tokens=tokens)
    return replace(held.entry, outcome=outcome, usage=usage, cost_usd=from_nanos(nanos))


@dataclass(frozen=True)
class Desk:
    """One process at work on a store."""

    stores: Stores
    taken: list[Hold] = field(default_factory=list)

    async def take(self, *claims: Claim, owner: str = "process-1") -> Hold:
        """A hold that must be granted."""
        wanted = hold(*claims, owner=owner)
        assert (await self.ask(wanted)).is_held
        return wanted

    async def ask(self, wanted: Hold) -> Reservation:
        record = factories.decision_record(id=wanted.entry.decision_id)
        return await self.stores.holds.hold(wanted, record)

    async def try_for(self, *claims: Claim) -> Reservation:
        return await self.ask(hold(*claims))

    async def book(self, entry: LedgerEntry) -> None:
        record = factories.decision_record(id=entry.decision_id)
        await self.stores.ledger.append(entry, record)

    async def settle(self, held: Hold, *, nanos: int = 0, tokens: int = 0) -> None:
        await self.book(entry_of(held, nanos=nanos, tokens=tokens))

    async def spend(
        self, nanos: int, *, at: datetime = NOON, who: Caller | None = None
    ) -> LedgerEntry:
        """Book a call that held nothing."""
        entry = entry_of(hold(at=at, who=who), nanos=nanos, tokens=nanos)
        await self.book(entry)
        return entry

    async def state(self, of: Claim | None = None) -> AccountState:
        (found,) = await self.stores.accounts.states([of or claim()])
        return found

    async def sums(self, of: Claim | None = None) -> tuple[int, int]:
        """What is spent and what is held."""
        found = await self.state(of)
        return found.spent, found.held

    async def open_ids(self, owner: str = "process-1") -> Sequence[str]:
        return [one.id for one in await self.stores.holds.of(owner)]


def later(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)

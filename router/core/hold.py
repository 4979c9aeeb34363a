"""What does a request reserve before its call, of which accounts, and what does it use in the end?

A hold is a ledger entry that is not booked yet: it has the id of the entry that will settle it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from router.core.ledger import LedgerEntry, Outcome
from router.core.money import to_nanos
from router.core.scope import Scope

__all__ = [
    "AccountState",
    "CarryOver",
    "Claim",
    "Hold",
    "Opening",
    "Reservation",
    "Unit",
    "carried_over",
    "outlived_us",
    "reserved",
    "standing",
    "used",
]

_SPARED_US = 3_600_000_000


class Unit(StrEnum):
    """What an account counts, always in whole numbers."""

    USD = "usd"
    """Nano-USD."""
    TOKENS = "tokens"
    """Input and output together."""
    REQUESTS = "requests"
    CONCURRENT = "concurrent"
    """Requests under way: held, and never spent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryOver:
    """What the period before left unused, and may be used in this one."""

    slice_us: int
    """The period before, by its beginning."""
    limit: int
    """What could be used in it."""
    most: int
    """The most that is carried over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one request wants of one account. It fits if spent + held + amount <= limit.

    An account counts in slices of time: a period of a budget is one slice, a rolling window is
    many. Use is booked to the slice in which the request began.
    """

    account: str
    """Such as `budget:search-month`: one budget or quota."""
    unit: Unit
    amount: int
    """The most that the request may use."""
    limit: int
    """What may be spent and held together now, carry-over left out."""
    slice_us: int
    """Where it is held and spent: the slice's beginning, microseconds since 1970 in UTC."""
    since_us: int | None = None
    """None: only this slice counts. Else all slices from that one on count (rolling window)."""
    carry: CarryOver | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """What a request under way has reserved."""

    id: str
    """The id of the ledger entry that will settle it."""
    owner: str
    """The process that calls. Where it stops beating, its holds are booked as lost."""
    claims: tuple[Claim, ...]
    """Each of another account."""
    entry: LedgerEntry
    """Booked where nobody settles: outcome `lost`, with the cost that was held, as an estimate."""

    @property
    def at(self) -> datetime:
        """When the request began."""
        return self.entry.at


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountState:
    """How an account stands for one claim: in its slice, or in all slices of its window."""

    account: str
    unit: Unit
    limit: int
    """With what was carried over."""
    spent: int
    held: int

    @property
    def room(self) -> int:
        """What can still be held; negative where a limit was lowered below what was spent."""
        return self.limit - self.spent - self.held

    @property
    def room_once_settled(self) -> int:
        """The most that there may be once all holds are settled: what it is worth to wait for."""
        return self.limit - self.spent


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """What became of a hold: all claims were granted, or none."""

    is_held: bool
    accounts: tuple[AccountState, ...]
    """In the order of the claims: with this hold where it was granted, else as they were found."""
    short: tuple[int, ...] = ()
    """Places of the claims that did not fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """An account's slice, and what of the ledger belongs to it."""

    account: str
    unit: Unit
    scope: Scope
    slice_us: int
    until_us: int
    """The slice ends before this moment."""


def carried_over(carry: CarryOver, *, spent: int, held: int) -> int:
    """What the period before leaves, given what it spent and still holds."""
    return min(carry.most, max(0, carry.limit - spent - held))


def standing(claim: Claim, *, spent: int, held: int, carried: int = 0) -> AccountState:
    """How an account stands for a claim, given the sums of the slices that count."""
    return AccountState(
        account=claim.account,
        unit=claim.unit,
        limit=claim.limit + carried,
        spent=spent,
        held=held,
    )


def outlived_us(claim: Claim) -> int | None:
    """No rolling window will count slices from before this moment again; None where none rolls.

    As much again is spared, and an hour at least: clocks of processes differ and are set.
    """
    if claim.since_us is None:
        return None
    return claim.since_us - max(claim.slice_us - claim.since_us, _SPARED_US)


def reserved(claims: Sequence[Claim], found: Sequence[AccountState]) -> Reservation:
    """What becomes of a hold where the accounts stand like this: all claims fit, or none does."""
    short = tuple(
        place
        for place, (claim, state) in enumerate(zip(claims, found, strict=True))
        if claim.amount > state.room
    )
    if short:
        return Reservation(is_held=False, accounts=tuple(found), short=short)
    return Reservation(is_held=True, accounts=tuple(map(_with, found, claims)))


def used(entry: LedgerEntry, unit: Unit) -> int:
    """What an entry uses of an account that counts `unit`; negative in some corrections."""
    if unit is Unit.USD:
        return to_nanos(entry.cost_usd)
    if unit is Unit.CONCURRENT or entry.outcome in (Outcome.REFUSED, Outcome.CORRECTED):
        return 0
    return entry.usage.total_tokens if unit is Unit.TOKENS else 1


def _with(state: AccountState, claim: Claim) -> AccountState:
    return AccountState(
        account=state.account,
        unit=state.unit,
        limit=state.limit,
        spent=state.spent,
        held=state.held + claim.amount,
    )

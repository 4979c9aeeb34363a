"""What should accounts count, in the plainest words: the model that stores are compared with."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from router.core.hold import AccountState, CarryOver, Claim, Hold, Opening, Reservation, Unit
from router.core.ledger import LedgerEntry, Outcome
from router.core.moments import to_micros
from router.core.money import to_nanos
from router.core.scope import Scope
from tests.contracts.holding import HOUR_US, MINUTE_US, NOON_US

Slice = tuple[str, int]
TEN_MINUTES_US = 10 * MINUTE_US


@dataclass
class Account:
    """A budget or quota; its limit may change at any time."""

    name: str
    unit: Unit
    limit: int
    slice_length_us: int | None = HOUR_US
    """None: a single slice."""
    is_rolling: bool = False
    most_carried: int | None = None
    may_be_over: bool = False
    """Something happened that may put it over its limit: see `Model`."""

    def slice_us(self, at_us: int) -> int:
        return at_us - at_us % self.slice_length_us if self.slice_length_us else 0

    def since_us(self, at_us: int) -> int:
        return self.slice_us(at_us) - 3 * TEN_MINUTES_US if self.is_rolling else 0

    def claim(self, at_us: int, *, amount: int = 0) -> Claim:
        begins_us, carry = self.slice_us(at_us), None
        if self.most_carried is not None:
            carry = CarryOver(
                slice_us=begins_us - HOUR_US, limit=self.limit, most=self.most_carried
            )
        return Claim(
            account=self.name,
            unit=self.unit,
            amount=amount,
            limit=self.limit,
            slice_us=begins_us,
            since_us=self.since_us(at_us) if self.is_rolling else None,
            carry=carry,
        )


@dataclass
class Model:
    """All accounts of one team.

    Spent and held stay within a limit, except that a limit may be lowered, a provider may bill
    more than was held, and recounting finds what held nothing.
    """

    team: str
    at_us: int = NOON_US
    slices: dict[Slice, tuple[int, int]] = field(default_factory=dict)
    entries: list[LedgerEntry] = field(default_factory=list)
    holds: dict[str, Hold] = field(default_factory=dict)
    accounts: list[Account] = field(init=False)

    def __post_init__(self) -> None:
        ten = TEN_MINUTES_US
        self.accounts = [
            Account(f"budget:{self.team}:hour", Unit.USD, 40),
            Account(f"budget:{self.team}:carried", Unit.USD, 20, most_carried=15),
            Account(f"budget:{self.team}:window", Unit.USD, 30, ten, is_rolling=True),
            Account(f"quota:{self.team}:tokens", Unit.TOKENS, 50, ten, is_rolling=True),
            Account(f"quota:{self.team}:requests", Unit.REQUESTS, 9),
            Account(f"quota:{self.team}:at-once", Unit.CONCURRENT, 4, None),
        ]

    def claims(self) -> list[Claim]:
        return [account.claim(self.at_us) for account in self.accounts]

    def openings(self, at_us: int) -> list[Opening]:
        """Slices of a moment; a store may forget those that no window counts any more."""
        return [
            Opening(
                account=account.name,
                unit=account.unit,
                scope=Scope(team=self.team),
                slice_us=account.slice_us(at_us),
                until_us=account.slice_us(at_us) + (account.slice_length_us or 10**15),
            )
            for account in self.accounts
            if account.slice_length_us and account.slice_us(at_us) >= account.since_us(self.at_us)
        ]

    def state(self, claim: Claim) -> AccountState:
        spent = held = 0
        for (name, slice_us), sums in self.slices.items():
            counts = slice_us == claim.slice_us
            if claim.since_us is not None:
                counts = slice_us >= claim.since_us
            if name == claim.account and counts:
                spent, held = spent + sums[0], held + sums[1]
        limit = claim.limit
        if claim.carry is not None:
            left = claim.carry.limit - sum(
                self.slices.get((claim.account, claim.carry.slice_us), (0, 0))
            )
            limit += max(0, min(left, claim.carry.most))
        return AccountState(
            account=claim.account, unit=claim.unit, limit=limit, spent=spent, held=held
        )

    def hold(self, hold: Hold) -> Reservation:
        found = [self.state(claim) for claim in hold.claims]
        short = tuple(
            place
            for place, (claim, state) in enumerate(zip(hold.claims, found, strict=True))
            if state.spent + state.held + claim.amount > state.limit
        )
        if short:
            return Reservation(is_held=False, accounts=tuple(found), short=short)
        self.holds[hold.id] = hold
        for claim in hold.claims:
            self._move(claim, spent=0, held=claim.amount)
        return Reservation(is_held=True, accounts=tuple(map(self.state, hold.claims)))

    def release(self, hold: Hold) -> None:
        del self.holds[hold.id]
        for claim in hold.claims:
            self._move(claim, spent=0, held=-claim.amount)

    def book(self, entry: LedgerEntry) -> None:
        self.entries.append(entry)
        hold = self.holds.pop(entry.id, None)
        for claim in hold.claims if hold else ():
            used = _used(entry, claim.unit)
            self._move(claim, spent=used, held=-claim.amount)
            if used > claim.amount:
                self._account(claim.account).may_be_over = True

    def open(self, openings: list[Opening]) -> None:
        for opening in openings:
            if (opening.account, opening.slice_us) not in self.slices:
                self.recount([opening])

    def recount(self, openings: list[Opening]) -> list[tuple[int, int]]:
        drifts = []
        for opening in openings:
            place = (opening.account, opening.slice_us)
            right = (self.booked(opening), self._held(place))
            found = self.slices.get(place, right)
            self.slices[place] = right
            self._account(opening.account).may_be_over = True
            drifts.append((found[0] - right[0], found[1] - right[1]))
        return drifts

    def booked(self, opening: Opening) -> int:
        return sum(
            _used(entry, opening.unit)
            for entry in self.entries
            if opening.slice_us <= to_micros(entry.at) < opening.until_us
        )

    def over(self) -> Iterator[AccountState]:
        """Accounts that are beyond their limit, though nothing happened that may put them there."""
        for account in self.accounts:
            state = self.state(account.claim(self.at_us))
            is_over = state.spent + state.held > state.limit
            if is_over and not account.may_be_over:
                yield state
            account.may_be_over = account.may_be_over and is_over

    def _account(self, name: str) -> Account:
        return next(account for account in self.accounts if account.name == name)

    def _move(self, claim: Claim, *, spent: int, held: int) -> None:
        place = (claim.account, claim.slice_us)
        was = self.slices.get(place, (0, 0))
        self.slices[place] = (was[0] + spent, was[1] + held)

    def _held(self, place: Slice) -> int:
        held: dict[Slice, int] = defaultdict(int)
        for hold in self.holds.values():
            for claim in hold.claims:
                held[claim.account, claim.slice_us] += claim.amount
        return held[place]


def _used(entry: LedgerEntry, unit: Unit) -> int:
    if unit is Unit.USD:
        return to_nanos(entry.cost_usd)
    if entry.outcome is Outcome.CORRECTED:
        return 0
    if unit is Unit.TOKENS:
        return entry.usage.total_tokens
    return int(unit is Unit.REQUESTS)

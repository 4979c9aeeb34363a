"""A company of thirty people, each of whom used more than the one before, by every measure."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from router.adapters.storage.stores import Stores
from router.core.caller import Caller
from router.core.directory import Entry, EntryKind, Place
from router.core.feedback import Feedback, Verdict
from router.core.key import Role, VirtualKey
from router.core.ledger import DecisionRecord, LedgerEntry
from router.core.pseudonym import pseudonymous
from router.core.stored_limit import StoredBudget
from router.core.usage import Usage
from router.services.keep_directory import KeepDirectory
from router.services.set_limits import SetLimits
from tests.contracts.fixed_clock import FixedClock
from tests.factories import decision_record, facts, ledger_entry
from tests.journeys.leaderboards import Person, likeness

__all__ = ["ADMIN_SECRET", "Planted", "people_of", "plant"]

COUNT = 30
ADMIN_SECRET = "tw-" + "an administrator's ".replace(" ", "-") + "x" * 32
_TEAMS = ("search", "pay", "law")


@dataclass(frozen=True, kw_only=True)
class Planted:
    """One of them, as the stores know them; `rank` 0 used least."""

    rank: int
    number: int
    """In which order they were entered: it has nothing to do with what they used."""

    @property
    def user(self) -> str:
        return "u" + hashlib.blake2b(b"user %d" % self.rank, digest_size=5).hexdigest()

    @property
    def caller(self) -> Caller:
        key = "key_" + hashlib.blake2b(b"key %d" % self.rank, digest_size=5).hexdigest()
        return Caller(key_id=key, user=self.user, team=_TEAMS[self.number % 3], project="atlas")

    @property
    def requests(self) -> int:
        return self.rank + 2

    @property
    def tokens(self) -> int:
        """Of each request, in and out alike."""
        return 10_007 + 97 * self.rank

    @property
    def cost_usd(self) -> Decimal:
        """Of each request."""
        return Decimal(20_000) + Decimal("177.123456789") * self.rank


def company() -> Sequence[Planted]:
    """In the order in which they are entered."""
    mixed = sorted(range(COUNT), key=lambda rank: hashlib.blake2b(b"%d" % rank).digest())
    found = [Planted(rank=rank, number=number) for number, rank in enumerate(mixed)]
    for natural in (found, sorted(found, key=lambda one: one.user)):
        assert abs(likeness([float(one.rank) for one in natural])) < 0.5
    return found


def people_of(stores: Stores) -> Sequence[Person]:
    """The same people, as an output could mean them."""
    whole = float(sum(one.cost_usd * one.requests for one in company()))
    return [_person(one, whole_usd=whole, key=stores.fingerprint_key) for one in company()]


def _person(one: Planted, *, whole_usd: float, key: bytes) -> Person:
    usd, tokens = float(one.cost_usd * one.requests), one.tokens * one.requests
    share = usd / whole_usd
    return Person(
        names=(one.user, one.caller.key_id, pseudonymous(one.caller, key=key).user),
        rank=one.rank,
        figures=(usd, usd * 100, usd * 1e9, tokens, 2 * tokens, share, share * 100),
    )


async def plant(stores: Stores, *, now: datetime | None = None) -> None:
    """Enter them, with keys and budgets of their own, and book what they asked."""
    at = now or datetime.now(UTC)
    admin = VirtualKey(id="key_admin", name="root", role=Role.ADMIN)
    await stores.keys.add(admin, secret=ADMIN_SECRET)
    clock = FixedClock(at)
    directory, limits = (
        KeepDirectory(store=stores.directory, clock=clock),
        SetLimits(store=stores.limits, clock=clock),
    )
    for team in _TEAMS:
        await directory.put([Entry(kind=EntryKind.TEAM, id=team)])
    for one in company():
        who = one.caller
        key = VirtualKey(id=who.key_id, name=f"key of {one.user}", user=one.user, team=who.team)
        await stores.keys.add(key, secret=f"tw-{one.user}{'y' * 32}")
        above = Place(EntryKind.TEAM, who.team)
        await directory.put([Entry(kind=EntryKind.USER, id=one.user, parent=above)])
        budget = StoredBudget.model_validate(
            {"id": one.user, "limit_usd": 900_000_000, "per": "year", "user": one.user}
        )
        await limits.put(budget)
    for entry, record in booked(at):
        await stores.ledger.append(entry, record)
        verdict = Verdict.ACCEPTED if len(entry.id) % 2 else Verdict.REJECTED
        said = Feedback(
            id=f"fb_{entry.id}", decision_id=record.id, at=at, key_id="key_admin", verdict=verdict
        )
        await stores.feedback.add(said)


def booked(now: datetime) -> Iterator[tuple[LedgerEntry, DecisionRecord]]:
    """All that they asked some days ago, mixed."""
    asked = [(one, number) for one in company() for number in range(one.requests)]
    asked.sort(key=lambda pair: hashlib.blake2b(repr(pair).encode()).digest())
    for place, (one, number) in enumerate(asked):
        id_ = f"{hashlib.blake2b(one.user.encode(), digest_size=3).hexdigest()}_{number}"
        at = now - timedelta(days=3) + timedelta(minutes=place)
        entry = ledger_entry(
            id=f"led_{id_}",
            decision_id=f"dec_{id_}",
            at=at,
            who=one.caller,
            cost_usd=str(one.cost_usd),
        )
        usage = Usage(input_tokens=one.tokens, output_tokens=one.tokens)
        known = facts(who=one.caller, at=at)
        yield replace(entry, usage=usage), decision_record(id=f"dec_{id_}", on=known)

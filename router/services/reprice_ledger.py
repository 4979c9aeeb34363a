"""What would entries cost at present prices? The difference is booked, and nothing is edited."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from router.core.admin_log import ActKind
from router.core.catalog import Catalog
from router.core.correction import correction
from router.core.errors import AlreadyBooked
from router.core.history import Booking, Recorded
from router.core.ledger import DecisionRecord, LedgerEntry, Outcome
from router.core.money import ZERO_USD, format_usd, from_nanos, to_nanos
from router.core.price import Price
from router.core.quote import day_of
from router.ports.history import History
from router.ports.ledger import Ledger
from router.services.administer import Actor, Administer, Asked
from router.services.plan_policy import PIECE

__all__ = ["RepriceLedger", "Repriced"]

_AS_THEY_ARE = frozenset({Outcome.LOST, Outcome.BATCHED, Outcome.CORRECTED, Outcome.REFUSED})
"""What no usage stands behind that could be priced."""


@dataclass(slots=True)
class Repriced:
    """What was corrected, or would be, by deployment."""

    entries: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    by_usd: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    unknown: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Entries of deployments that the catalog does not have any more."""

    @property
    def total_usd(self) -> Decimal:
        """By how much the ledger's sum changes."""
        return sum(self.by_usd.values(), start=ZERO_USD)


@dataclass(frozen=True, slots=True, kw_only=True)
class RepriceLedger:
    """A second run books nothing: what stands in the ledger with its corrections is compared."""

    history: History
    ledger: Ledger
    catalog: Callable[[], Catalog]
    """The one whose prices are right, as of each request's day."""
    administer: Administer
    actor: Actor

    async def __call__(
        self, since: datetime, until: datetime, *, deployment: str | None = None
    ) -> Repriced:
        """Book corrections for [since, until); the act is written down."""
        asked = Asked(
            actor=self.actor,
            kind=ActKind.LEDGER_REPRICE,
            subject=deployment or "all deployments",
            detail={"since": since.isoformat(), "until": until.isoformat()},
        )
        return await self.administer(
            asked,
            lambda: self._reprice(since, until, deployment=deployment, is_dry=False),
            told=lambda found: {"after": {"by_usd": format_usd(found.total_usd)}},
        )

    async def would(
        self, since: datetime, until: datetime, *, deployment: str | None = None
    ) -> Repriced:
        """The same, without booking anything."""
        return await self._reprice(since, until, deployment=deployment, is_dry=True)

    async def _reprice(
        self, since: datetime, until: datetime, *, deployment: str | None, is_dry: bool
    ) -> Repriced:
        found, catalog = Repriced(), self.catalog()
        for span in self.history.spans(since, until, size=PIECE):
            for recorded in self.history.read(span):
                if not _may_differ(recorded, catalog, deployment=deployment):
                    continue
                entries = await self.ledger.entries(recorded.decision.id)
                for one in _corrections(entries, recorded.decision, catalog=catalog, found=found):
                    if deployment in (None, one.deployment):
                        await self._book(one, recorded.decision, found=found, is_dry=is_dry)
        return found

    async def _book(
        self, one: LedgerEntry, decision: DecisionRecord, *, found: Repriced, is_dry: bool
    ) -> None:
        if not is_dry:
            try:
                await self.ledger.append(one, decision)
            except AlreadyBooked:
                return  # another run was at it in the same moment
        name = one.deployment or ""
        found.entries[name] += 1
        found.by_usd[name] += one.cost_usd


def _may_differ(recorded: Recorded, catalog: Catalog, *, deployment: str | None) -> bool:
    """Most decisions have one booking at the right price: no entry need be read for these."""
    day = day_of(recorded.decision.facts)
    for booking in recorded.bookings:
        if booking.deployment is None or deployment not in (None, booking.deployment):
            continue
        price = _price(booking.deployment, day, catalog=catalog)
        if price is None or booking.is_correction or booking.nanos_at(price) != booking.cost_nanos:
            return True
    return False


def _corrections(
    entries: Sequence[LedgerEntry], decision: DecisionRecord, *, catalog: Catalog, found: Repriced
) -> Iterator[LedgerEntry]:
    """What is to be booked for each entry of a decision, beside its earlier corrections."""
    day = day_of(decision.facts)
    for entry in entries:
        if entry.deployment is None or entry.outcome in _AS_THEY_ARE:
            continue
        price = _price(entry.deployment, day, catalog=catalog)
        if price is None:
            found.unknown[entry.deployment] += 1
            continue
        earlier = [one for one in entries if one.corrects == entry.id]
        booked = entry.cost_usd + sum((one.cost_usd for one in earlier), start=ZERO_USD)
        by_usd = from_nanos(_booking(entry).nanos_at(price)) - booked
        if by_usd:
            yield correction(
                replace(entry, price_version=price.version),
                id=f"{entry.id}_c{len(earlier) + 1}",
                by_usd=by_usd,
                note=f"priced anew by {price.version}",
            )


def _price(deployment: str, day: date, *, catalog: Catalog) -> Price | None:
    named = catalog.called(deployment)
    return None if named is None else named.prices.at(day)


def _booking(entry: LedgerEntry) -> Booking:
    return Booking(
        cost_nanos=to_nanos(entry.cost_usd),
        usage=entry.usage,
        outcome=entry.outcome,
        error_code=entry.error_code,
        deployment=entry.deployment,
        price_version=entry.price_version,
    )

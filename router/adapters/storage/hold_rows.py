"""How does a hold become a row of plain values, and a hold again?"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import msgspec

from router.adapters.storage.rows import EntryRow, entry_from_row, entry_to_row
from router.adapters.storage.storable import storable
from router.core.hold import Claim, Hold, Opening
from router.core.scope import Scope

__all__ = [
    "HoldRow",
    "claims_from_text",
    "hold_from_row",
    "hold_to_row",
    "storable_claims",
    "storable_openings",
]

_claims = msgspec.json.Decoder(tuple[Claim, ...])
_encoder = msgspec.json.Encoder()


class HoldRow(NamedTuple):
    """The columns of `hold`, in order."""

    id: str
    decision_id: str
    owner: str
    at_us: int
    claims: str
    entry: str


def hold_to_row(hold: Hold) -> HoldRow:
    """The hold as a row that any store can keep."""
    entry = entry_to_row(hold.entry)
    return HoldRow(
        id=hold.id,
        decision_id=entry.decision_id,
        owner=storable(hold.owner),
        at_us=entry.at_us,
        claims=_encoder.encode(storable_claims(hold.claims)).decode(),
        entry=_encoder.encode(_without_units(entry)).decode(),
    )


def hold_from_row(row: Sequence[Any]) -> Hold:
    """The hold that was kept."""
    r = HoldRow._make(row)
    return Hold(
        id=r.id,
        owner=r.owner,
        claims=claims_from_text(r.claims),
        entry=entry_from_row(EntryRow(*msgspec.json.decode(r.entry))),
    )


def _without_units(entry: EntryRow) -> tuple[str | int | None, ...]:
    """Columns by place, but for the last two where they say nothing.

    So services of this release and the one before, which has no units, read each other's holds.
    """
    return entry if entry.units or entry.unit is not None else entry[:-2]


def claims_from_text(text: str) -> tuple[Claim, ...]:
    """The column `claims` of a hold."""
    return _claims.decode(text)


def storable_claims(claims: Sequence[Claim]) -> Sequence[Claim]:
    """The same claims, of accounts whose names every store can keep."""
    if all(storable(claim.account) == claim.account for claim in claims):
        return claims
    return [replace(claim, account=storable(claim.account)) for claim in claims]


def storable_openings(openings: Sequence[Opening]) -> Sequence[Opening]:
    """The same openings, with names as the ledger keeps them."""
    return [
        replace(
            opening,
            account=storable(opening.account),
            scope=Scope(**{name: storable(value) for name, value in opening.scope.names}),
        )
        for opening in openings
    ]

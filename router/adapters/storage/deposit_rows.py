"""How do files and batches become rows, and rows become them again?"""

from collections.abc import Sequence
from typing import Any

from router.adapters.storage.storable import storable
from router.core.deposit import Deposit, DepositKind
from router.core.moments import from_micros, to_micros

__all__ = ["MOST_LISTED", "DepositQueries", "deposit_from_row", "deposit_to_row"]

MOST_LISTED = 1_000
_COLUMNS = "id, kind, owner, deployment, provider_id, at_us, is_open, decision_id, input_id"


class DepositQueries:
    """The statements, which differ only in how a database marks its arguments."""

    def __init__(self, mark: str) -> None:
        marks = ", ".join([mark] * 9)
        self.put = (
            f"INSERT INTO deposit ({_COLUMNS}) VALUES ({marks}) "  # noqa: S608
            "ON CONFLICT (id) DO UPDATE SET is_open = excluded.is_open"
        )
        self.get = f"SELECT {_COLUMNS} FROM deposit WHERE id = {mark}"  # noqa: S608
        self.of_owner = (
            f"SELECT {_COLUMNS} FROM deposit WHERE owner = {mark} AND kind = {mark} "  # noqa: S608
            f"ORDER BY at_us DESC, id DESC LIMIT {MOST_LISTED}"
        )
        self.open = f"SELECT {_COLUMNS} FROM deposit WHERE is_open = 1 ORDER BY at_us, id"  # noqa: S608
        self.remove = f"DELETE FROM deposit WHERE id = {mark}"  # noqa: S608


def deposit_to_row(deposit: Deposit) -> tuple[str | int | None, ...]:
    """In the order of the columns."""
    return (
        storable(deposit.id),
        deposit.kind.value,
        storable(deposit.owner),
        storable(deposit.deployment),
        storable(deposit.provider_id),
        to_micros(deposit.at),
        int(deposit.is_open),
        deposit.decision_id,
        deposit.input_id,
    )


def deposit_from_row(row: Sequence[Any]) -> Deposit:
    """Raises `ValueError` where the row is none."""
    id, kind, owner, deployment, provider_id, at_us, is_open, decision_id, input_id = row
    return Deposit(
        id=id,
        kind=DepositKind(kind),
        owner=owner,
        deployment=deployment,
        provider_id=provider_id,
        at=from_micros(at_us),
        is_open=bool(is_open),
        decision_id=decision_id,
        input_id=input_id,
    )

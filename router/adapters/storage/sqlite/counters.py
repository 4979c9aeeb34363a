"""How do the counters of budgets and quotas move, within a transaction of somebody else?"""

import sqlite3
from collections.abc import Iterable, Sequence

from router.core.hold import AccountState, Claim, carried_over, outlived_us, standing

__all__ = ["move", "prune", "slice_of", "state_of"]

_SLICE = "SELECT spent, held FROM account_slice WHERE account = ? AND slice_us = ?"
_WINDOW = """
    SELECT COALESCE(SUM(spent), 0), COALESCE(SUM(held), 0)
    FROM account_slice WHERE account = ? AND slice_us >= ?
"""
_MOVE = """
    INSERT INTO account_slice (account, slice_us, spent, held) VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT DO UPDATE SET spent = spent + ?3, held = held + ?4
"""
_PRUNE = "DELETE FROM account_slice WHERE account = ? AND slice_us < ? AND held = 0"


def slice_of(
    connection: sqlite3.Connection, account: str, *, slice_us: int
) -> tuple[int, int] | None:
    """What is spent and held of a slice; None where it is not counted."""
    found: tuple[int, int] | None = connection.execute(_SLICE, (account, slice_us)).fetchone()
    return found


def state_of(connection: sqlite3.Connection, claim: Claim) -> AccountState:
    """How the account of a claim stands."""
    if claim.since_us is None:
        spent, held = slice_of(connection, claim.account, slice_us=claim.slice_us) or (0, 0)
    else:
        spent, held = connection.execute(_WINDOW, (claim.account, claim.since_us)).fetchone()
    if claim.carry is None:
        return standing(claim, spent=spent, held=held)
    before = slice_of(connection, claim.account, slice_us=claim.carry.slice_us) or (0, 0)
    carried = carried_over(claim.carry, spent=before[0], held=before[1])
    return standing(claim, spent=spent, held=held, carried=carried)


def move(connection: sqlite3.Connection, moves: Iterable[tuple[str, int, int, int]]) -> None:
    """Add to accounts: name, slice, and how much is spent and held more (negative: less)."""
    connection.executemany(_MOVE, moves)


def prune(connection: sqlite3.Connection, claims: Sequence[Claim]) -> None:
    """Forget slices that no rolling window will count again."""
    for claim in claims:
        if (before_us := outlived_us(claim)) is not None:
            connection.execute(_PRUNE, (claim.account, before_us))

"""How do the counters of budgets and quotas stand and move, within a transaction of somebody else?

Requests that share a transaction fall under the same few accounts: each is read once and written
once for all of them, and in between it is counted in memory.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Sequence

from router.core.hold import AccountState, Claim, carried_over, outlived_us, standing

__all__ = ["Counters", "Pruned", "slice_of"]

Pruned = dict[str, int]
"""Of each account that rolls, the last slice in which older ones were forgotten."""

_Sums = tuple[int, int]
"""Spent and held."""

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


def slice_of(connection: sqlite3.Connection, account: str, *, slice_us: int) -> _Sums | None:
    """What is spent and held of a slice; None where it is not counted."""
    found: _Sums | None = connection.execute(_SLICE, (account, slice_us)).fetchone()
    return found


class Counters:
    """The accounts as one transaction sees and moves them. What is moved is written by `flush`."""

    def __init__(self, connection: sqlite3.Connection, pruned: Pruned | None = None) -> None:
        """`pruned` outlives the transaction: slices are forgotten once for each that begins."""
        self._connection = connection
        self._pruned = {} if pruned is None else pruned
        self._slices: dict[tuple[str, int], _Sums] = {}
        self._windows: dict[tuple[str, int], _Sums] = {}
        self._moved: defaultdict[str, dict[int, _Sums]] = defaultdict(dict)
        self._outlived: dict[str, int] = {}

    def state(self, claim: Claim) -> AccountState:
        """How the account of a claim stands."""
        if claim.since_us is None:
            spent, held = self._slice(claim.account, claim.slice_us)
        else:
            spent, held = self._window(claim.account, claim.since_us)
        if claim.carry is None:
            return standing(claim, spent=spent, held=held)
        before = self._slice(claim.account, claim.carry.slice_us)
        carried = carried_over(claim.carry, spent=before[0], held=before[1])
        return standing(claim, spent=spent, held=held, carried=carried)

    def move(self, claim: Claim, *, spent: int = 0, held: int) -> None:
        """Add to the account of a claim; negative: less is spent or held."""
        slices = self._moved[claim.account]
        before = slices.get(claim.slice_us, (0, 0))
        slices[claim.slice_us] = (before[0] + spent, before[1] + held)

    def prune(self, claims: Sequence[Claim]) -> None:
        """Forget slices that no rolling window will count again.

        Where the transaction fails, they are forgotten with the next slice.
        """
        for claim in claims:
            if claim.since_us is None or self._pruned.get(claim.account, -1) >= claim.slice_us:
                continue
            if (before_us := outlived_us(claim)) is not None:
                self._pruned[claim.account] = claim.slice_us
                self._outlived[claim.account] = before_us

    def flush(self) -> None:
        """Write what moved."""
        if self._moved:
            self._connection.executemany(
                _MOVE,
                [
                    (account, slice_us, *sums)
                    for account, slices in self._moved.items()
                    for slice_us, sums in slices.items()
                ],
            )
        if self._outlived:
            self._connection.executemany(_PRUNE, self._outlived.items())

    def _slice(self, account: str, slice_us: int) -> _Sums:
        place = (account, slice_us)
        found = self._slices.get(place)
        if found is None:
            found = slice_of(self._connection, account, slice_us=slice_us) or (0, 0)
            self._slices[place] = found
        moved = self._moved[account].get(slice_us)
        return found if moved is None else (found[0] + moved[0], found[1] + moved[1])

    def _window(self, account: str, since_us: int) -> _Sums:
        place = (account, since_us)
        found = self._windows.get(place)
        if found is None:
            found = self._connection.execute(_WINDOW, place).fetchone()
            self._windows[place] = found
        spent, held = found
        for slice_us, moved in self._moved[account].items():
            if slice_us >= since_us:
                spent, held = spent + moved[0], held + moved[1]
        return spent, held

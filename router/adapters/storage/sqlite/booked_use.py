"""What has been used of accounts, as the ledger says?"""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from router.core.hold import Opening, Unit
from router.core.ledger import Outcome

__all__ = ["booked_since", "booked_until", "last_seq"]

_NO_CALL = f"'{Outcome.REFUSED.value}', '{Outcome.CORRECTED.value}'"
_SUMS = f"""
    COALESCE(SUM(cost_nano_usd), 0),
    COALESCE(SUM(IIF(outcome IN ({_NO_CALL}), 0, input_tokens + output_tokens)), 0),
    COALESCE(SUM(outcome NOT IN ({_NO_CALL})), 0)
"""
_PLACE = {Unit.USD: 0, Unit.TOKENS: 1, Unit.REQUESTS: 2}
_UNTIL = "ledger_entry INDEXED BY ledger_entry_by_time WHERE at_us >= ? AND at_us < ? AND seq <= ?"
_SINCE = "ledger_entry WHERE +at_us >= ? AND +at_us < ? AND seq > ?"
"""By the order of booking: what came since then is little."""
_TAGGED = " AND EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?)"

_Sums = Mapping[tuple[str, ...], tuple[int, ...]]


class _Shape(NamedTuple):
    """What one query answers: the use by all values of these columns in some time."""

    slice_us: int
    until_us: int
    columns: tuple[str, ...]
    tag: str | None


def last_seq(connection: sqlite3.Connection) -> int:
    """The last entry there is, in the order of booking."""
    (seq,) = connection.execute("SELECT COALESCE(MAX(seq), 0) FROM ledger_entry").fetchone()
    return int(seq)


def booked_until(
    connection: sqlite3.Connection, openings: Sequence[Opening], *, seq: int
) -> Sequence[int]:
    """What each account has used, as of entry `seq`. Reads as much as was booked in its time."""
    return _booked(connection, openings, rows=_UNTIL, seq=seq)


def booked_since(
    connection: sqlite3.Connection, openings: Sequence[Opening], *, seq: int
) -> Sequence[int]:
    """What each account has used by entries after `seq`. Reads only these."""
    return _booked(connection, openings, rows=_SINCE, seq=seq)


def _booked(
    connection: sqlite3.Connection, openings: Sequence[Opening], *, rows: str, seq: int
) -> Sequence[int]:
    found: dict[_Shape, _Sums] = {}
    sums: list[int] = []
    for opening in openings:
        if opening.unit is Unit.CONCURRENT:
            sums.append(0)
            continue
        shape, values = _shape(opening)
        if shape not in found:  # thousands of accounts have a few shapes: a query for each
            found[shape] = _by_columns(connection, shape, rows=rows, seq=seq)
        use = found[shape].get(values)
        sums.append(use[_PLACE[opening.unit]] if use else 0)
    return sums


def _shape(opening: Opening) -> tuple[_Shape, tuple[str, ...]]:
    names = [(name, value) for name, value in opening.scope.names if name != "tag"]
    shape = _Shape(
        slice_us=opening.slice_us,
        until_us=opening.until_us,
        columns=tuple(name for name, _ in names),
        tag=opening.scope.tag,
    )
    return shape, tuple(value for _, value in names)


def _by_columns(connection: sqlite3.Connection, shape: _Shape, *, rows: str, seq: int) -> _Sums:
    columns = ", ".join(shape.columns)  # field names of `Scope`
    query = f"SELECT {columns}{',' if columns else ''} {_SUMS} FROM {rows}"  # noqa: S608
    parameters: list[str | int] = [shape.slice_us, shape.until_us, seq]
    if shape.tag is not None:
        query += _TAGGED
        parameters.append(shape.tag)
    if columns:
        query += f" GROUP BY {columns}"
    size = len(shape.columns)
    return {row[:size]: row[size:] for row in connection.execute(query, parameters)}

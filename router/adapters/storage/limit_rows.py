"""How does a budget or quota become a row of plain values, and what is written as one changes?"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from router.core.quota import Quota
from router.core.stored_limit import (
    LimitKind,
    LimitName,
    StoredBudget,
    StoredLimit,
    StoredLimits,
    edited,
    name_of,
)
from router.ports.limits import LimitEdit

__all__ = ["LimitChange", "LimitQueries", "LimitRow", "limits_from_rows", "to_row"]

_Statement = tuple[str, tuple[str | int, ...]]


class LimitRow(NamedTuple):
    """The columns of `stored_limit`, in order."""

    kind: str
    id: str
    counted_since: int
    body: str


class LimitQueries:
    """Statements that SQLite and PostgreSQL share, but for the mark of a parameter."""

    def __init__(self, mark: str) -> None:
        columns = ", ".join(LimitRow._fields)
        marks = ", ".join([mark] * len(LimitRow._fields))
        self.version = "SELECT version FROM limit_version"
        self.all = f"SELECT {columns} FROM stored_limit ORDER BY kind, id"  # noqa: S608
        self.one = f"SELECT {columns} FROM stored_limit WHERE kind = {mark} AND id = {mark}"  # noqa: S608
        self.put = (
            f"INSERT INTO stored_limit ({columns}) VALUES ({marks}) ON CONFLICT (kind, id) "  # noqa: S608
            "DO UPDATE SET counted_since = excluded.counted_since, body = excluded.body"
        )
        self.remove = f"DELETE FROM stored_limit WHERE kind = {mark} AND id = {mark}"  # noqa: S608
        self.count_change = f"UPDATE limit_version SET version = {mark}"  # noqa: S608


class LimitChange:
    """What an edit makes of a row, and what is to be written then."""

    def __init__(self, name: LimitName, row: Sequence[Any] | None, *, version: int) -> None:
        """`row` is the limit's, if there is one; `version` that of all limits."""
        self._name = name
        self._version = version + 1
        self.before = None if row is None else _from_row(row)
        self.after = self.before

    def make(self, edit: LimitEdit) -> None:
        """Find what comes after; what `edit` raises passes."""
        before = self.before
        now = edit(None if before is None else before.limit)
        self.after = edited(before, now, version=self._version)

    def statements(self, ask: LimitQueries) -> list[_Statement]:
        """What is to be written: nothing where nothing changed."""
        if self.after == self.before:
            return []
        if self.after is None:
            write: _Statement = ask.remove, (self._name.kind.value, self._name.id)
        else:
            write = ask.put, to_row(self.after)
        return [write, (ask.count_change, (self._version,))]


def limits_from_rows(rows: Iterable[Sequence[Any]], *, version: int) -> StoredLimits:
    """All limits that were kept."""
    return StoredLimits(version=version, limits=tuple(map(_from_row, rows)))


def to_row(stored: StoredLimit) -> LimitRow:
    """The limit as a row that any store can keep."""
    name = name_of(stored.limit)
    return LimitRow(
        kind=name.kind.value,
        id=name.id,
        counted_since=stored.counted_since,
        body=stored.limit.model_dump_json(exclude_none=True),
    )


def _from_row(row: Sequence[Any]) -> StoredLimit:
    kept = LimitRow._make(row)
    kind = StoredBudget if kept.kind == LimitKind.BUDGET else Quota
    return StoredLimit(limit=kind.model_validate_json(kept.body), counted_since=kept.counted_since)

"""How does a finding become a row of plain values, and which queries does an SQL store ask?"""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from router.adapters.storage.storable import storable, storable_tree
from router.core.finding import Finding, Subject, SubjectKind
from router.core.moments import from_micros, to_micros
from router.ports.findings import FactorName, WantedFindings

__all__ = ["FindingQueries", "FindingRow", "factor_key", "from_row", "kept_subject", "to_row"]

Value = str | int | float | None
Query = tuple[str, tuple[Value, ...]]


class FindingRow(NamedTuple):
    """The columns of `finding`, in order."""

    id: str
    kind: str
    subject_kind: str
    subject: str
    team: str | None
    opened_us: int
    last_us: int
    until_us: int
    lifted_us: int | None
    ended_us: int | None
    body: str


class FindingQueries:
    """Statements that SQLite and PostgreSQL share, but for the mark of a parameter."""

    def __init__(self, mark: str) -> None:
        columns = ", ".join(FindingRow._fields)
        marks = ", ".join([mark] * len(FindingRow._fields))
        self._mark, self._columns = mark, columns
        self.version = "SELECT version FROM finding_version"
        self.count_change = "UPDATE finding_version SET version = version + 1"
        self.standing = (
            f"SELECT {columns} FROM finding "  # noqa: S608
            "WHERE lifted_us IS NULL AND ended_us IS NULL ORDER BY opened_us, id"
        )
        self.same = (
            f"SELECT {columns} FROM finding WHERE lifted_us IS NULL AND ended_us IS NULL "  # noqa: S608
            f"AND kind = {mark} AND subject_kind = {mark} AND subject = {mark} "
            f"AND until_us > {mark} ORDER BY opened_us, id LIMIT 1"
        )
        self.one = f"SELECT {columns} FROM finding WHERE id = {mark}"  # noqa: S608
        self.add = f"INSERT INTO finding ({columns}) VALUES ({marks})"  # noqa: S608
        changed = ", ".join(f"{name} = {mark}" for name in FindingRow._fields[1:])
        self.put = f"UPDATE finding SET {changed} WHERE id = {mark}"  # noqa: S608
        self.factors = "SELECT kind, subject_kind, subject, factor FROM finding_factor"
        self.factor = (
            "SELECT factor FROM finding_factor "  # noqa: S608
            f"WHERE kind = {mark} AND subject_kind = {mark} AND subject = {mark}"
        )
        self.put_factor = (
            "INSERT INTO finding_factor (kind, subject_kind, subject, factor) "  # noqa: S608
            f"VALUES ({mark}, {mark}, {mark}, {mark}) "
            "ON CONFLICT (kind, subject_kind, subject) DO UPDATE SET factor = excluded.factor"
        )

    def same_as(self, row: FindingRow) -> Query:
        """The one of the same kind and subject that is open when `row` opens."""
        return self.same, (row.kind, row.subject_kind, row.subject, row.opened_us)

    def putting(self, row: FindingRow) -> Query:
        """Statement that puts a row in the place of the one with its id."""
        return self.put, (*row[1:], row.id)

    def latest(self, wanted: WantedFindings, *, most: int) -> Query:
        """Findings, newest first."""
        terms: list[tuple[str, Value]] = []
        for name in ("id", "kind", "team"):
            value: str | None = getattr(wanted, name)
            if value is not None:
                terms.append((f"{name} =", storable(value)))
        if wanted.subject is not None:
            kind, subject = kept_subject(wanted.subject)
            terms += [("subject_kind =", kind), ("subject =", subject)]
        if wanted.since is not None:
            terms.append(("last_us >=", to_micros(wanted.since)))
        if wanted.is_open_at is not None:
            terms.append(("lifted_us IS NULL AND until_us >", to_micros(wanted.is_open_at)))
        where = " AND ".join(f"{term} {self._mark}" for term, _ in terms)
        return (
            f"SELECT {self._columns} FROM finding {where and 'WHERE ' + where} "  # noqa: S608
            f"ORDER BY opened_us DESC, id DESC LIMIT {self._mark}"
        ), (*(value for _, value in terms), most)


def to_row(finding: Finding) -> FindingRow:
    """The finding as a row that any store can keep."""
    kind, subject = kept_subject(finding.subject)
    body = {
        "score": finding.score,
        "explanation": finding.explanation,
        "evidence": dict(finding.evidence),
        "is_acting": finding.is_acting,
        "spared_because": finding.spared_because,
        "lifted_by": finding.lifted_by,
        "is_false": finding.is_false,
    }
    return FindingRow(
        id=finding.id,
        kind=finding.kind,
        subject_kind=kind,
        subject=subject,
        team=None if finding.team is None else storable(finding.team),
        opened_us=to_micros(finding.opened_at),
        last_us=to_micros(finding.last_at),
        until_us=to_micros(finding.until),
        lifted_us=None if finding.lifted_at is None else to_micros(finding.lifted_at),
        ended_us=None if finding.ended_at is None else to_micros(finding.ended_at),
        body=json.dumps(storable_tree(body)),
    )


def from_row(row: Sequence[Any]) -> Finding:
    """The finding that a row keeps."""
    kept = FindingRow._make(row)
    return Finding(
        id=kept.id,
        kind=kept.kind,
        subject=Subject(SubjectKind(kept.subject_kind), kept.subject),
        team=kept.team,
        opened_at=from_micros(kept.opened_us),
        last_at=from_micros(kept.last_us),
        until=from_micros(kept.until_us),
        lifted_at=None if kept.lifted_us is None else from_micros(kept.lifted_us),
        ended_at=None if kept.ended_us is None else from_micros(kept.ended_us),
        **json.loads(kept.body),
    )


def kept_subject(subject: Subject) -> tuple[str, str]:
    """Kind and name of a subject as columns: callers choose names, and may send anything."""
    return subject.kind.value, storable(subject.name)


def factor_key(name: FactorName) -> tuple[str, str, str]:
    """The columns that name a factor."""
    return (name.kind, *kept_subject(name.subject))

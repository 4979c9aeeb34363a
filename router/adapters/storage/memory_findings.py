"""How are findings and what is usual kept without a disk?"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from router.adapters.storage.finding_rows import (
    FindingRow,
    factor_key,
    from_row,
    kept_subject,
    to_row,
)
from router.core.finding import Finding, Subject, SubjectKind
from router.core.finding_feedback import USUAL
from router.core.moments import to_micros
from router.ports.findings import EVERY_FINDING, FactorName, FindingEdit, WantedFindings

__all__ = ["MemoryFindings", "MemoryProfiles"]


class MemoryFindings:
    """Implements `Findings` and `Factors`; keeps the same rows as the other stores."""

    def __init__(self) -> None:
        self._rows: dict[str, FindingRow] = {}
        self._factors: dict[tuple[str, str, str], float] = {}
        self._version = 0

    async def version(self) -> int:
        """How many changes there were."""
        return self._version

    async def standing(self) -> Sequence[Finding]:
        """Those that were neither lifted nor ended in writing, oldest first."""
        rows = (row for row in self._rows.values() if _stands(row))
        return [from_row(row) for row in sorted(rows, key=_age)]

    async def add(self, finding: Finding) -> Finding:
        """Keep a new one, or give the one of the same kind and subject that is open then."""
        new = to_row(finding)
        for row in sorted(self._rows.values(), key=_age):
            is_same = (row.kind, row.subject_kind, row.subject) == new[1:4]
            if is_same and _stands(row) and row.until_us > new.opened_us:
                return from_row(row)
        self._put(new)
        return from_row(new)

    async def change(self, finding_id: str, edit: FindingEdit) -> tuple[Finding, Finding] | None:
        """Put what `edit` makes of one in its place; before and after."""
        row = self._rows.get(finding_id)
        if row is None:
            return None
        before = from_row(row)
        after = edit(before)
        if after != before:
            self._put(to_row(after))
        return before, after

    async def latest(
        self, wanted: WantedFindings = EVERY_FINDING, *, most: int
    ) -> Sequence[Finding]:
        """Findings, those that opened last first."""
        found = (row for row in self._rows.values() if _is_wanted(row, wanted))
        return [from_row(row) for row in sorted(found, key=_age, reverse=True)[:most]]

    async def factors(self) -> Mapping[FactorName, float]:
        """All that are not 1."""
        return {
            FactorName(kind, Subject(SubjectKind(subject_kind), subject)): factor
            for (kind, subject_kind, subject), factor in self._factors.items()
            if factor != USUAL
        }

    async def tune(self, name: FactorName, edit: Callable[[float], float]) -> tuple[float, float]:
        """Put what `edit` makes of a factor in its place; before and after."""
        before = self._factors.get(factor_key(name), USUAL)
        after = self._factors[factor_key(name)] = edit(before)
        self._version += 1
        return before, after

    def _put(self, row: FindingRow) -> None:
        self._rows[row.id] = row
        self._version += 1


class MemoryProfiles:
    """Implements `Profiles`."""

    def __init__(self) -> None:
        self._packed: dict[tuple[str, str], tuple[datetime, bytes]] = {}
        self._since: datetime | None = None

    async def since(self, now: datetime) -> datetime:
        """When the traffic was first watched."""
        self._since = self._since or now
        return self._since

    async def known(self) -> Sequence[Subject]:
        """Everybody of whom something is kept."""
        return [Subject(SubjectKind(kind), name) for kind, name in sorted(self._packed)]

    async def load(self, subjects: Iterable[Subject]) -> Mapping[Subject, bytes]:
        """What is kept of these subjects."""
        found = ((subject, self._packed.get(kept_subject(subject))) for subject in subjects)
        return {subject: kept[1] for subject, kept in found if kept is not None}

    async def save(self, profiles: Mapping[Subject, bytes], *, at: datetime) -> None:
        """Keep these in the place of what was kept of the same subjects."""
        for subject, packed in profiles.items():
            self._packed[kept_subject(subject)] = at, packed

    async def forget(self, before: datetime) -> int:
        """Remove what was last saved before a moment; how many there were."""
        old = [key for key, (at, _) in self._packed.items() if at < before]
        for key in old:
            del self._packed[key]
        return len(old)


def _stands(row: FindingRow) -> bool:
    return row.lifted_us is None and row.ended_us is None


def _age(row: FindingRow) -> tuple[int, str]:
    return row.opened_us, row.id


def _is_wanted(row: FindingRow, wanted: WantedFindings) -> bool:
    for name in ("id", "kind", "team"):
        if getattr(wanted, name) not in (None, getattr(row, name)):
            return False
    if wanted.subject is not None and kept_subject(wanted.subject) != row[2:4]:
        return False
    if wanted.since is not None and row.last_us < to_micros(wanted.since):
        return False
    at = wanted.is_open_at
    return at is None or (row.lifted_us is None and row.until_us > to_micros(at))

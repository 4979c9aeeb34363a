"""Which findings are open now, for requests that cannot wait for a store?"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from router.core.caller import Caller
from router.core.errors import LedgerUnavailable
from router.core.finding import Finding, Subject, SubjectKind
from router.ports.findings import FactorName, Factors, Findings

__all__ = ["OpenFindings"]

_log = logging.getLogger(__name__)
_NO_FACTORS: Mapping[str, float] = MappingProxyType({})


class OpenFindings:
    """Keeps up with what any process opens, extends and releases."""

    def __init__(self, *, findings: Findings, factors: Factors) -> None:
        """Nothing is open until the first refresh."""
        self._store = findings
        self._factor_store = factors
        self._standing: dict[tuple[str, Subject], Finding] = {}
        self._by_name: dict[tuple[str, str], tuple[Finding, ...]] = {}
        self._factors: dict[Subject, dict[str, float]] = {}
        self._version: int | None = None
        self._is_behind = False

    def of(self, caller: Caller, *, at: datetime) -> tuple[Finding, ...]:
        """Those that are acting on the caller's key, user, team or project at a moment."""
        by_name = self._by_name
        if not by_name:
            return ()
        return tuple(
            finding
            for named in (
                (_KEY, caller.key_id),
                (_USER, caller.user),
                (_TEAM, caller.team),
                (_PROJECT, caller.project),
            )
            for finding in by_name.get(named, ())
            if finding.is_open(at)
        )

    def find(self, kind: str, subject: Subject) -> Finding | None:
        """The one that stands; it may be over."""
        return self._standing.get((kind, subject))

    def standing(self) -> Iterable[Finding]:
        """All that stand, those that are over too until that is written down."""
        return tuple(self._standing.values())

    def factors_of(self, subject: Subject) -> Mapping[str, float]:
        """By which thresholds are raised for somebody, by kind."""
        return self._factors.get(subject, _NO_FACTORS)

    def put(self, finding: Finding) -> None:
        """Take in what this process opened, extended, or saw lifted or ended."""
        name = (finding.kind, finding.subject)
        if finding.lifted_at is None and finding.ended_at is None:
            self._standing[name] = finding
        else:
            self._standing.pop(name, None)
        self._index()

    async def refresh(self) -> None:
        """Take up what has changed.

        Raises:
            LedgerUnavailable: the store cannot be read.
        """
        # Asked first: what changes while the findings are read is found by the next look.
        version = await self._store.version()
        if version == self._version:
            return
        found, factors = await self._store.standing(), await self._factor_store.factors()
        mine = self._standing
        self._standing = {
            (one.kind, one.subject): _later(one, mine.get((one.kind, one.subject))) for one in found
        }
        self._factors = _by_subject(factors)
        self._index()
        self._version = version

    async def look(self) -> None:
        """As `refresh`; while the store is away, all stands as it was, and ends when it ends."""
        try:
            await self.refresh()
            self._is_behind = False
        except LedgerUnavailable as error:
            if not self._is_behind:  # one line for one outage
                _log.error("Findings stand as they were. %s", error.message)
            self._is_behind = True

    def _index(self) -> None:
        by_name: dict[tuple[str, str], tuple[Finding, ...]] = {}
        for finding in self._standing.values():
            if finding.is_acting:
                name = (finding.subject.kind.value, finding.subject.name)
                by_name[name] = (*by_name.get(name, ()), finding)
        self._by_name = by_name


_KEY, _USER, _TEAM, _PROJECT = (kind.value for kind in SubjectKind)


def _later(kept: Finding, mine: Finding | None) -> Finding:
    """What is kept, until the moment that this process knows of and has not saved yet."""
    if mine is None or mine.id != kept.id or mine.until <= kept.until:
        return kept
    return replace(kept, until=mine.until, last_at=mine.last_at)


def _by_subject(factors: Mapping[FactorName, float]) -> dict[Subject, dict[str, float]]:
    found: dict[Subject, dict[str, float]] = {}
    for name, factor in factors.items():
        found.setdefault(name.subject, {})[name.kind] = factor
    return found

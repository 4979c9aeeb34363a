"""What is abnormal in someone's traffic, how is that known, and until when does it count?"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from typing_extensions import override

from router.core.caller import UNASSIGNED, Caller

__all__ = ["Finding", "Subject", "SubjectKind", "subjects_of"]


class SubjectKind(StrEnum):
    """Whose traffic is watched."""

    KEY = "key"
    USER = "user"
    TEAM = "team"
    PROJECT = "project"


@dataclass(frozen=True, slots=True)
class Subject:
    """One key, user, team or project."""

    kind: SubjectKind
    name: str

    @override
    def __str__(self) -> str:
        return f"{self.kind.value}:{self.name}"

    @classmethod
    def parse(cls, text: str) -> "Subject":
        """What `str` gave; raises ValueError."""
        kind, _, name = text.partition(":")
        return cls(SubjectKind(kind), name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One anomaly. It counts until `until`, which moves on while the anomaly lasts."""

    id: str
    """Such as `fnd_0192…`."""
    kind: str
    """The detector that found it, such as `burst`."""
    subject: Subject
    opened_at: datetime
    last_at: datetime
    """When it was last seen."""
    until: datetime
    score: float
    """How abnormal, as the detector measures it: 1 is where it begins to report."""
    explanation: str
    """Sentences with the numbers that tell it: what was seen, and what is usual."""
    evidence: Mapping[str, float] = field(default_factory=dict)
    """The same numbers by name, with their unit in it."""
    is_acting: bool = True
    """Whether rules are shown it. Else it is only told."""
    spared_because: str | None = None
    """Why it is only told: a protected subject, or too little history."""
    lifted_at: datetime | None = None
    lifted_by: str | None = None
    ended_at: datetime | None = None
    """When it was written down that it is over; it ends at `until`, whether anybody does or not."""
    team: str | None = None
    """Whose lead may look at it; None where it is nobody's, or several teams'."""
    is_false: bool | None = None
    """What people said of it: a false alarm, or a true one; None where nobody said anything."""

    @property
    def name(self) -> str:
        """As rules name it: `burst` of a key, `team:burst` of a team."""
        kind = self.subject.kind
        return self.kind if kind is SubjectKind.KEY else f"{kind.value}:{self.kind}"

    def is_open(self, at: datetime) -> bool:
        """Whether it still counts."""
        return self.lifted_at is None and at < self.until

    def lifted(self, at: datetime, *, by: str, is_false: bool | None = None) -> "Finding":
        """The same, ended by a person."""
        said = self.is_false if is_false is None else is_false
        return replace(self, lifted_at=at, lifted_by=by, is_false=said)


@lru_cache(maxsize=4_096)
def subjects_of(caller: Caller) -> tuple[Subject, ...]:
    """Who is watched where a caller asks: its key, and what is known of user, team, project."""
    named = (
        (SubjectKind.USER, caller.user),
        (SubjectKind.TEAM, caller.team),
        (SubjectKind.PROJECT, caller.project),
    )
    known = (Subject(kind, name) for kind, name in named if name != UNASSIGNED)
    return (Subject(SubjectKind.KEY, caller.key_id), *known)

"""What did a check find in a rulebook, where, how grave is it, and what is to be done?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from router.core.catalog import Catalog
from router.core.deployment import Deployment, Kind
from router.core.policy import Policy
from router.core.rules.space import Boxes

__all__ = ["Code", "Finding", "Location", "Severity", "Subject", "in_words", "named"]

Location = tuple[str | int, ...]
"""Fields and indexes that lead to a part of the policy (`rules`, 3, `when`) or of the catalog."""


class Severity(StrEnum):
    """How grave a finding is, from most to least."""

    ERROR = "error"
    """It does not do what it says: mend it before it ships."""
    WARNING = "warning"
    """Probably not what was meant."""
    NOTE = "note"
    """Worth knowing; may well be meant so."""


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding."""

    name: str
    severity: Severity
    meaning: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found."""

    code: Code
    at: Location
    text: str
    """What is wrong and what to do, as sentences."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What is checked."""

    policy: Policy
    catalog: Catalog | None = None
    """None where it is not known: then nothing is said of what depends on it."""
    today: date
    unused_sets: Sequence[str] = ()
    """Sets that stand nowhere, each found at (`sets`, its index here)."""
    broken: frozenset[str] = frozenset()
    """Fields of the policy's file of which parts had to be left out."""
    own_servers: frozenset[str] = frozenset()
    """Providers that cost nothing by the token."""

    @cached_property
    def boxes(self) -> tuple[Boxes, ...]:
        """For each rule the set of facts that it matches."""
        return tuple(rule.when.boxes() for rule in self.policy.rules)

    @cached_property
    def chats(self) -> tuple[Deployment, ...]:
        """The deployments that serve chats."""
        return self.catalog.of_kind(Kind.CHAT) if self.catalog else ()


def named(rule_id: str) -> str:
    """A rule as part of a sentence."""
    return f"rule '{rule_id}'"


def in_words(names: Iterable[str]) -> str:
    """`a, b and c`."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last

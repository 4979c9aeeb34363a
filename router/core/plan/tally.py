"""How many requests, changes and dollars fall on each team, project, task, priority and tier?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from router.core.facts import Facts
from router.core.plan.side import Verdict
from router.core.tier import TIERS

__all__ = ["REFUSED", "UNSURE", "Cell", "Dimension", "Group", "Tally", "grouped", "transitions"]

REFUSED = "refused"
"""Stands where a tier would stand."""
UNSURE = "unsure"
"""Stands for the labels of requests on which the classifier abstained."""
_RANKS = {tier.value: tier.rank for tier in TIERS}


class Dimension(StrEnum):
    """What requests can be grouped by; persons are none."""

    TEAM = "team"
    PROJECT = "project"
    TASK = "task"
    PRIORITY = "priority"
    TIER = "tier"
    """Under the old policy."""


class Cell(NamedTuple):
    """What requests of one cell have in common."""

    team: str
    project: str
    task: str
    priority: str
    tier: str
    """Under the old policy; `refused` where it refuses."""
    new_tier: str

    @classmethod
    def of(cls, facts: Facts, *, old: Verdict, new: Verdict) -> "Cell":
        """Where a request belongs."""
        said, caller = facts.assessment, facts.caller
        task, priority = (UNSURE, UNSURE) if said.is_abstained else (said.task, said.priority)
        return cls(
            caller.team,
            caller.project,
            task,
            priority,
            old.tier or REFUSED,
            new.tier or REFUSED,
        )


@dataclass(slots=True)
class Tally:
    """Sums over requests; money is whole nano-USD."""

    requests: int = 0
    changed: int = 0
    old_nanos: int = 0
    new_nanos: int = 0
    estimated: int = 0
    cut_off: int = 0
    known: int = 0
    """Requests of which both policies have a probability of a good answer."""
    assumed: int = 0
    """Those of them whose difficulty was not measured: that of their complexity stands for it."""
    old_good: float = 0.0
    new_good: float = 0.0

    def add(self, old: Verdict, new: Verdict, *, is_assumed: bool = False) -> None:
        """Count one request; whether its difficulty `is_assumed`."""
        self.requests += 1
        self.changed += old.route != new.route
        self.old_nanos += old.cost_nanos
        self.new_nanos += new.cost_nanos
        self.estimated += old.is_estimated or new.is_estimated
        self.cut_off += new.is_cut_off
        if old.p_good is not None and new.p_good is not None:
            self.known += 1
            self.assumed += is_assumed
            self.old_good += old.p_good
            self.new_good += new.p_good

    def merge(self, other: "Tally") -> None:
        """Add the sums of another tally."""
        for name in Tally.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One team, task or the like, and what changes for it."""

    name: str
    sums: Tally
    lower: int
    """Requests that are served by a lower tier."""
    higher: int
    newly_refused: int
    newly_served: int

    @property
    def cost_nanos(self) -> int:
        """What it costs more."""
        return self.sums.new_nanos - self.sums.old_nanos

    @property
    def quality(self) -> float | None:
        """How far the mean probability of a good answer moves; None where none is known."""
        sums = self.sums
        return (sums.new_good - sums.old_good) / sums.known if sums.known else None

    @property
    def worse(self) -> float:
        """Share of its requests that are newly refused or served by a lower tier."""
        return (self.newly_refused + self.lower) / self.sums.requests


def grouped(cells: Mapping[Cell, Tally], by: Dimension | None = None) -> list[Group]:
    """The groups along a dimension, most requests first; without one, all as one group."""
    found: dict[str, list[tuple[Cell, Tally]]] = {}
    for cell, tally in cells.items():
        name = "all" if by is None else str(getattr(cell, by.value))
        found.setdefault(name, []).append((cell, tally))
    groups = (_group(name, members) for name, members in found.items())
    return sorted(groups, key=lambda group: (-group.sums.requests, group.name))


def transitions(cells: Mapping[Cell, Tally]) -> dict[tuple[str, str], int]:
    """How many requests go from which tier to which."""
    found: dict[tuple[str, str], int] = {}
    for cell, tally in cells.items():
        way = (str(cell.tier), str(cell.new_tier))
        found[way] = found.get(way, 0) + tally.requests
    return found


def _group(name: str, members: Iterable[tuple[Cell, Tally]]) -> Group:
    sums = Tally()
    counts = dict.fromkeys(("lower", "higher", "newly_refused", "newly_served"), 0)
    for cell, tally in members:
        sums.merge(tally)
        kind = _kind(cell.tier, cell.new_tier)
        if kind is not None:
            counts[kind] += tally.requests
    return Group(name=name, sums=sums, **counts)


def _kind(before: str, after: str) -> str | None:
    if before == after:
        return None
    if after == REFUSED:
        return "newly_refused"
    if before == REFUSED:
        return "newly_served"
    return "lower" if _RANKS[after] < _RANKS[before] else "higher"

"""On how much of the traffic would another artifact have said the same? Counts only, no text."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from classifier.heads import HEADS
from classifier.journal import RegistryError

__all__ = ["AGREEMENT_FOLDER", "Agreement", "Said", "read_agreements"]

AGREEMENT_FOLDER: Final = "shadow"


@dataclass(frozen=True, slots=True)
class Said:
    """What one artifact said of a prompt."""

    labels: Mapping[str, str]
    is_abstained: bool


@dataclass(slots=True)
class Agreement:
    """How often the artifact in force and its shadow said the same, and what they said if not."""

    in_force: str
    shadow: str
    since: str
    seen: int = 0
    missed: int = 0
    """Requests of the share that the shadow did not see, because it had too many waiting."""
    failed: int = 0
    shadow_s: float = 0.0
    changes: dict[str, Counter[str]] = field(default_factory=dict)
    """For each head, how often a label (`low`) became another (`low → high`)."""

    def add(self, before: Said, after: Said, *, shadow_s: float) -> None:
        """Count one prompt."""
        self.seen += 1
        self.shadow_s += shadow_s
        for head in HEADS:
            self._count(head, (before.labels[head], after.labels[head]))
        words = {True: "abstained", False: "judged"}
        self._count("abstention", (words[before.is_abstained], words[after.is_abstained]))

    def _count(self, what: str, pair: tuple[str, str]) -> None:
        before, after = pair
        counter = self.changes.setdefault(what, Counter())
        counter[before if before == after else f"{before} → {after}"] += 1

    def changed(self, what: str) -> Counter[str]:
        """The changes of one head, or of `abstention`, without what stayed."""
        found = self.changes.get(what, Counter())
        return Counter({change: count for change, count in found.items() if "→" in change})

    def agreed(self, what: str) -> float:
        """The share of prompts of which both said the same."""
        return 1 - self.changed(what).total() / max(1, self.seen)

    def record(self) -> dict[str, object]:
        """All of it as plain values."""
        return {
            "in_force": self.in_force,
            "shadow": self.shadow,
            "since": self.since,
            "seen": self.seen,
            "missed": self.missed,
            "failed": self.failed,
            "shadow_s": self.shadow_s,
            "changes": {what: dict(found.most_common()) for what, found in self.changes.items()},
        }

    def save(self, folder: Path, *, name: str) -> None:
        """Write the table of one process, at once."""
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f".{name}.part"
        part.write_text(json.dumps(self.record(), ensure_ascii=False) + "\n", encoding="utf-8")
        part.replace(folder / f"{name}.json")

    @classmethod
    def load(cls, path: Path) -> Self:
        """The table of one process; raises `RegistryError` where it cannot be read."""
        try:
            facts = json.loads(path.read_text(encoding="utf-8"))
            changes = {what: Counter(found) for what, found in facts.pop("changes").items()}
            return cls(**facts, changes=changes)
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise RegistryError(f"{path} cannot be read ({error}). Delete it.") from error


def read_agreements(registry: Path) -> list[Agreement]:
    """One table for each pair of artifacts, over all processes, oldest first."""
    pairs: dict[tuple[str, str], Agreement] = {}
    for one in _tables(registry / AGREEMENT_FOLDER):
        known = pairs.get((one.in_force, one.shadow))
        pairs[one.in_force, one.shadow] = one if known is None else _sum((known, one))
    return sorted(pairs.values(), key=lambda one: one.since)


def _tables(folder: Path) -> Iterator[Agreement]:
    for path in sorted(folder.glob("[!.]*.json")):
        yield Agreement.load(path)


def _sum(tables: Iterable[Agreement]) -> Agreement:
    first, *others = tables
    total = Agreement(first.in_force, first.shadow, min(t.since for t in (first, *others)))
    for table in (first, *others):
        total.seen += table.seen
        total.missed += table.missed
        total.failed += table.failed
        total.shadow_s += table.shadow_s
        for what, found in table.changes.items():
            total.changes.setdefault(what, Counter()).update(found)
    return total

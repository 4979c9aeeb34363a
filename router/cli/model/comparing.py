"""What would change if one artifact took another's place, and is it worse?"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from router.core.errors import InvalidRequest

if TYPE_CHECKING:
    from classifier.agreement import Agreement
    from classifier.comparison.prompts import Comparison
    from classifier.registry import Entry, Registry

__all__ = ["Difference", "compared", "difference", "refuse_if_worse"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """In what two artifacts differ: by their own word, on a file, on real requests."""

    pair: "tuple[Entry, Entry]"
    comparison: "Comparison | None"
    source: str
    traffic: "Sequence[Agreement]"

    def record(self) -> dict[str, object]:
        """All of it, for programs."""
        from classifier.comparison.manifests import differences

        before, after = (entry.manifest for entry in self.pair)
        return {
            "before": before.label,
            "after": after.label,
            "manifest": differences(before, after),
            "on": self.comparison.record() if self.comparison else None,
            "traffic": [one.record() for one in self.traffic],
        }

    def page(self) -> str:
        """All of it as Markdown."""
        from classifier.comparison.manifests import differences
        from classifier.comparison.page import (
            render_agreement,
            render_comparison,
            render_differences,
        )

        before, after = (entry.manifest for entry in self.pair)
        parts = [render_differences((before, after), differences(before, after))]
        if self.comparison is not None:
            parts.append(render_comparison(self.comparison, source=self.source))
        return "\n\n".join([*parts, *map(render_agreement, self.traffic)])


def difference(
    registry: "Registry", pair: "tuple[Entry, Entry]", *, on: Path | None, from_traffic: bool
) -> Difference:
    """Compare two artifacts.

    Raises:
        InvalidRequest: the one has not shadowed the other.
    """
    from classifier.agreement import read_agreements

    labels = tuple(entry.manifest.label for entry in pair)
    seen = read_agreements(registry.folder) if from_traffic else []
    traffic = [one for one in seen if (one.in_force, one.shadow) == labels]
    if from_traffic and not traffic:
        raise InvalidRequest(
            f"{labels[1]} has not shadowed {labels[0]}. See `tierwise model shadow`."
        )
    comparison = compared(pair, on) if on is not None else None
    return Difference(pair=pair, comparison=comparison, source=str(on), traffic=traffic)


def refuse_if_worse(registry: "Registry", entry: "Entry", *, on: Path) -> None:
    """Raise where an artifact is significantly worse than the one in force."""
    current = registry.find(registry.standing().current)
    comparison = compared((current, entry), on)
    if not comparison.scores:
        raise InvalidRequest(f"{on} has no labels, so nothing can be said of better or worse.")
    if comparison.worse:
        raise InvalidRequest(
            f"Not promoted: on {on}, {entry.manifest.label} is significantly worse than "
            f"{current.manifest.label} in {' and '.join(comparison.worse)}. "
            f"See `tierwise model diff {current.name} {entry.name} --on {on}`."
        )


def compared(pair: "tuple[Entry, Entry]", file: Path) -> "Comparison":
    """Both artifacts on the prompts of a file."""
    from rich.console import Console
    from rich.progress import Progress

    from classifier.comparison.prompts import compare, load_asked
    from classifier.prediction import Classifier

    asked = load_asked(file)
    artifacts = Classifier.load(pair[0].folder), Classifier.load(pair[1].folder)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("comparing", total=len(asked))
        return compare(asked, artifacts, on_prompt=lambda: progress.advance(task))

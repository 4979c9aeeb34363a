"""How are the artifacts of a registry shown?"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

    from classifier.journal import Standing
    from classifier.registry import Entry

__all__ = ["as_json", "as_table"]

_HEADS = ("priority", "complexity", "task")


def as_json(entry: "Entry", standing: "Standing") -> dict[str, object]:
    """One artifact, for programs."""
    manifest = entry.manifest
    return {
        "name": entry.name,
        "label": manifest.label,
        "in_force": entry.name == standing.current,
        "shadow": entry.name == standing.shadow,
        "created_at": manifest.created_at,
        "data": dict(manifest.data),
        "metrics": dict(manifest.metrics),
        "folder": str(entry.folder),
    }


def as_table(entries: "Sequence[Entry]", standing: "Standing") -> "Table":
    """All artifacts, for people."""
    from rich import box
    from rich.table import Table

    from classifier.journal import SHIPPED_NAME

    table = Table(
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        caption="macro-F1 of priority, complexity and task, held out in training",
        caption_justify="left",
    )
    for name in ("artifact", "made", "prompts", "macro-F1"):
        table.add_column(name, no_wrap=True, justify="right" if name == "prompts" else "left")
    table.add_column("")
    for entry in entries:
        manifest = entry.manifest
        marks = {
            "shipped": entry.name == SHIPPED_NAME,
            "in force": entry.name == standing.current,
            "looks on": entry.name == standing.shadow,
        }
        found = (manifest.metrics.get(f"held_out_{head}_macro_f1") for head in _HEADS)
        table.add_row(
            manifest.label,
            manifest.created_at[:10],
            f"{manifest.data.get('prompts', 0):,}",
            " ".join("-" if value is None else f"{value:.3f}" for value in found),
            ", ".join(mark for mark, holds in marks.items() if holds),
        )
    return table

"""How is it told what an import carried over, what it changed and what it left?"""

from collections.abc import Sequence

from router.core.importing.imported import Imported
from router.core.importing.source import Fate, Note

__all__ = ["report_json", "report_text", "summary"]

_HEADINGS = {
    Fate.LEFT: "Not carried over",
    Fate.CHANGED: "Carried over with a change of meaning",
    Fate.CARRIED: "Carried over",
}
"""What needs a reader's attention comes first."""


def report_text(imported: Imported) -> str:
    """The report as Markdown."""
    lines = [
        f"# Import of {imported.file} ({imported.origin})",
        "",
        f"{summary(imported)} Every key of the file is listed here, with its line; a name stands "
        "for all within it. Secrets are neither copied nor shown.",
        "",
    ]
    held = [one for one in imported.deployments if one.held_back is not None]
    if held:
        lines += [f"Deployments that wait as comments in catalog.yaml: {len(held)}.", ""]
    if imported.proposals:
        lines += ["## To try next", "", *(f"- {text}" for text in imported.proposals), ""]
    for fate, heading in _HEADINGS.items():
        notes = [note for note in imported.notes if note.fate is fate]
        if notes:
            lines += [f"## {heading} ({len(notes)})", "", *map(_line, notes), ""]
    return "\n".join(lines).rstrip() + "\n"


def summary(imported: Imported) -> str:
    """What there is now, in one sentence."""
    whole = sum(1 for one in imported.deployments if one.held_back is None)
    counts = (
        (whole, "deployment"),
        (len(imported.aliases), "alias"),
        (len(imported.rules), "rule"),
        (len(imported.budgets), "budget"),
    )
    parts = [_counted(count, word) for count, word in counts]
    return f"{', '.join(parts[:-1])} and {parts[-1]} were made."


def report_json(imported: Imported) -> dict[str, object]:
    """The same as plain data."""
    return {
        "file": imported.file,
        "origin": imported.origin,
        "deployments": [one.name for one in imported.deployments if one.held_back is None],
        "held_back": [
            {"line": one.line, "model": one.model, "why": one.held_back}
            for one in imported.deployments
            if one.held_back is not None
        ],
        "aliases": dict(imported.aliases),
        "rules": [rule.id for rule in imported.rules],
        "budgets": [budget.id for budget in imported.budgets],
        "proposals": list(imported.proposals),
        **{fate.value: _entries(imported.notes, fate) for fate in Fate},
    }


def _entries(notes: Sequence[Note], fate: Fate) -> list[dict[str, object]]:
    return [
        {"line": note.line, "field": note.field, "text": _sentence(note.text)}
        for note in notes
        if note.fate is fate
    ]


def _line(note: Note) -> str:
    place = f"line {note.line}" if note.line else "option"
    return f"- {place}, `{note.field}`: {_sentence(note.text)}"


def _sentence(text: str) -> str:
    return text if text.endswith((".", ")")) else f"{text}."


def _counted(count: int, word: str) -> str:
    if count == 1:
        return f"1 {word}"
    return f"{count} {word}{'es' if word.endswith('s') else 's'}"

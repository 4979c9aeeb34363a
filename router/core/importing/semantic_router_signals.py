"""Which conditions of ours mean the same as a signal of vLLM Semantic Router?"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from router.core.importing.source import Part

__all__ = ["EVERYTHING", "Translation", "When", "signals_of", "task_of_domain"]

When = Mapping[str, object]
Signals = Mapping[tuple[str, str], Part]
"""The definitions of signals, by type and name."""

EVERYTHING: When = {"requested_model": "*"}
"""The condition that always holds: a rule needs one."""

_SINGULAR = {"domains": "domain", "categories": "domain", "keywords": "keyword"}
_TASKS: Mapping[str, Sequence[str]] = {
    "math": ("math",),
    "computer science": ("code_snippet", "code_engineering", "debugging"),
    "computer_science": ("code_snippet", "code_engineering", "debugging"),
}
_LEVELS = {"easy": "trivial", "medium": "moderate", "hard": "demanding"}
_WORDS = {"AND": "`all`", "OR": "`any`", "NOT": "`not`"}
_SIZES = {"": 1, "K": 1_000, "M": 1_000_000}


def signals_of(root: Part) -> dict[tuple[str, str], Part]:
    """All signals that are defined, in the newer and the older layout."""
    routing = root.get("routing")
    found: dict[tuple[str, str], Part] = {}
    for holder in (part.get("signals") for part in (root, routing) if part is not None):
        for family, definitions in holder.items() if holder else ():
            for definition in definitions.elements():
                _add(found, _SINGULAR.get(family, family), definition=definition)
    categories = root.get("categories")
    for definition in categories.elements() if categories else ():
        _add(found, "domain", definition=definition)
    return found


def _add(found: dict[tuple[str, str], Part], kind: str, *, definition: Part) -> None:
    name = definition.get("name") if isinstance(definition.value, dict) else None
    if name is not None and (called := name.text()) is not None:
        found[kind, called] = definition


@dataclass(slots=True)
class Translation:
    """Turns a tree of signals into a condition. Its notes are told only once the rule is made."""

    signals: Signals
    _notes: list[tuple[Part, str]] = field(default_factory=list)

    def tell(self) -> None:
        """Note what became of each part of the tree."""
        for part, text in self._notes:
            part.changed(text)

    def condition(self, node: Part, *, is_negated: bool = False) -> When | None:
        """The condition for a tree; None where a part of it that matters has none.

        A part of AND or NOT that is dropped would widen what matches, so the whole is given up. A
        part of OR that is dropped narrows it, unless it is negated, and is told as not carried
        over.
        """
        operator, conditions = node.get("operator"), node.get("conditions")
        if operator is None and conditions is None:
            return self._leaf(node)
        word = (operator.text() or "AND").upper() if operator else "AND"
        is_negated = is_negated or word == "NOT"
        parts = conditions.elements() if conditions else ()
        found = [self.condition(part, is_negated=is_negated) for part in parts]
        known = [one for one in found if one is not None]
        if not found and word == "AND":
            return EVERYTHING
        may_narrow = word == "OR" and not is_negated
        if word not in _WORDS or not known or (len(known) < len(found) and not may_narrow):
            return None
        if operator is not None:
            self._notes.append((operator, _WORDS[word]))
        if word == "NOT":
            return {"not": known}
        if word == "OR":
            return known[0] if len(known) == 1 else {"any": known}
        return _together(known)

    def _leaf(self, node: Part) -> When | None:
        kind, name = node.get("type"), node.get("name")
        said = (kind.text() or "") if kind else ""
        called = (name.text() or "") if name else ""
        make = _KINDS.get(said)
        signal = called.partition(":")[0] if said == "complexity" else called
        definition = self.signals.get((said, signal))
        found = make(called, definition) if make else None
        if found is None:
            return None
        words = " and ".join(f"`{key}: {_in_words(value)}`" for key, value in found.items())
        self._notes.append((node, f"{words}, as Tierwise's own classifier and counts see it"))
        if definition is not None:
            self._notes.append((definition, f"where a decision asks for it: {words}"))
        return found


def _together(conditions: Sequence[When]) -> When:
    names = [name for one in conditions for name in one]
    if len(set(names)) < len(names):
        return {"all": list(conditions)}
    return {name: value for one in conditions for name, value in one.items()}


def _in_words(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {inner}" for key, inner in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value).lower()


def task_of_domain(name: str, definition: Part | None) -> When | None:
    """The tasks that come closest to a topic; most topics are no task."""
    listed = definition.get("mmlu_categories") if definition else None
    names = [one.text() or "" for one in listed.elements()] if listed else [name]
    tasks = [task for one in names for task in _TASKS.get(one.lower(), ())]
    if not tasks or any(one.lower() not in _TASKS for one in names):
        return None
    return {"task": tasks if len(tasks) > 1 else tasks[0]}


def _complexity(name: str, _: Part | None) -> When | None:
    level = _LEVELS.get(name.rpartition(":")[2])
    return {"complexity": level} if level else None


def _language(name: str, _: Part | None) -> When | None:
    return {"language": name} if re.fullmatch(r"[a-z]{2}", name) else None


def _context(_: str, definition: Part | None) -> When | None:
    bounds: dict[str, int] = {}
    for theirs, ours in (("min_tokens", "at_least"), ("max_tokens", "at_most")):
        part = definition.get(theirs) if definition else None
        count = _tokens(part) if part else None
        if count is not None:
            bounds[ours] = count
    return {"tokens": bounds} if bounds else None


def _tokens(part: Part) -> int | None:
    found = re.fullmatch(r"([0-9.]+)\s*([KM]?)", (part.text() or "").upper())
    if found is None:
        part.fault("must be a number of tokens, such as 32K")
        return None
    return int(Decimal(found[1]) * _SIZES[found[2]])


def _conversation(_: str, definition: Part | None) -> When | None:
    feature = definition.get("feature") if definition else None
    source = feature.get("source") if feature else None
    kind = source.get("type") if source else None
    role = source.get("role") if source else None
    predicate = definition.get("predicate") if definition else None
    bounds = dict(predicate.items()) if predicate else {}
    least = bounds["gte"].count() if set(bounds) == {"gte"} else None
    said = kind.text() if kind else None
    if said == "tool_definition" and (not bounds or least == 1):
        return {"tools": True}
    if said == "image_content" and (not bounds or least == 1):
        return {"images": True}
    if said == "message" and role is not None and role.text() == "user" and least:
        return {"turns": {"at_least": least}}
    return None


def _modality(_: str, definition: Part | None) -> When | None:
    part = definition.get("modality") if definition else None
    return {"images": True} if part is not None and part.text() == "image" else None


_KINDS: Mapping[str, Callable[[str, Part | None], When | None]] = {
    "domain": task_of_domain,
    "complexity": _complexity,
    "language": _language,
    "context": _context,
    "conversation": _conversation,
    "input_modality": _modality,
}
"""The types of signals that mean something here."""

"""Which conditions differ from a rule's own by one change?

Works on conditions as they are written, so that a new kind of condition needs nothing here:
a truth is flipped, of names each is left out, numbers are moved, groups are opened.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from classifier.labels import Complexity, Priority
from router.core.mutants.steps import clocks_next_to, neighbours, numbers_next_to
from router.core.rules import When

__all__ = ["ALWAYS", "other_conditions"]

ALWAYS: Mapping[str, object] = {"any": [{"tools": True}, {"tools": False}]}
"""Stands where the only condition of a rule is left out: every request meets it."""
_ORDERED: Mapping[str, type[Priority] | type[Complexity]] = {
    "priority": Priority,
    "complexity": Complexity,
}
_GROUPS = frozenset({"all", "any", "not"})
_FAR_AWAY = "Asia/Tokyo"

_Written = Mapping[str, Any]
_Change = tuple[str, Any]
"""What is changed in words, and what stands there then."""


def other_conditions(when: When) -> Iterator[tuple[str, When]]:
    """All conditions that differ by one change, each with the change in words."""
    written = when.model_dump(mode="json", by_alias=True, exclude_none=True)
    for words, changed in _of_group(written):
        try:
            yield words, When.model_validate(changed)
        except ValidationError:
            continue  # at the end of a scale: no policy can say so


def _of_group(group: _Written) -> Iterator[tuple[str, dict[str, Any]]]:
    for kind, argument in group.items():
        others = {name: value for name, value in group.items() if name != kind}
        yield f"{kind} left out", others or dict(ALWAYS)
        if not isinstance(argument, bool):
            yield f"{kind} turned round", _negated(others, {kind: argument})
        for words, changed in _of_argument(kind, argument):
            yield words, {**group, kind: changed}


def _negated(others: dict[str, Any], condition: dict[str, Any]) -> dict[str, Any]:
    if "not" not in others:
        return {**others, "not": [condition]}
    return {"all": [others, {"not": [condition]}]}


def _of_argument(kind: str, argument: Any) -> Iterator[_Change]:
    if kind in _GROUPS:
        yield from _of_parts(kind, argument)
    elif isinstance(argument, bool):
        yield f"{kind} {_said(argument)} to {_said(not argument)}", not argument
    elif isinstance(argument, list):
        yield from _of_names(kind, argument)
    elif isinstance(argument, Mapping):
        yield from _of_fields(kind, argument)


def _of_parts(kind: str, parts: list[_Written]) -> Iterator[_Change]:
    for place, part in enumerate(parts):
        where = f"{kind}[{place + 1}]"
        if len(parts) > 1:
            yield f"{where} left out", [*parts[:place], *parts[place + 1 :]]
        for words, changed in _of_group(part):
            yield f"{where}: {words}", [*parts[:place], changed, *parts[place + 1 :]]


def _of_names(kind: str, names: list[str]) -> Iterator[_Change]:
    for name in names if len(names) > 1 else ():
        yield f"{kind} without {name}", [other for other in names if other != name]
    if kind in _ORDERED:
        labels = _ORDERED[kind]
        near = {other.value: None for name in names for other in neighbours(labels(name))}
        for label in near:
            if label not in names:
                yield f"{kind} with {label} too", [*names, label]


def _of_fields(kind: str, fields: _Written) -> Iterator[_Change]:
    """Bounds, and what holds bounds: `{at_least: 0.5}`, `{high: {at_least: 0.3}}`, `time`."""
    for name, value in fields.items():
        others = {other: kept for other, kept in fields.items() if other != name}
        if others:
            yield f"{kind} {name} left out", others
        for changed in _values_next_to(kind, name, value=value):
            yield f"{kind} {name} {_said(value)} to {_said(changed)}", {**fields, name: changed}


def _values_next_to(kind: str, name: str, *, value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        for bound, number in value.items():
            rest = {other: kept for other, kept in value.items() if other != bound}
            if rest:
                yield rest
            # Bounds of probabilities are moved alike, whatever the label.
            scale = kind if kind == "probability" else name
            yield from ({**value, bound: moved} for moved in numbers_next_to(scale, number))
    elif isinstance(value, int | float):
        yield from numbers_next_to(kind, value)
    elif isinstance(value, list):
        yield from ([one for one in value if one != out] for out in value if len(value) > 1)
    elif name in ("from", "until"):
        yield from clocks_next_to(value)
    elif name == "timezone":
        yield _FAR_AWAY


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_said(part)}" for name, part in value.items())
    if isinstance(value, list):
        return " or ".join(map(_said, value))
    return str(value)

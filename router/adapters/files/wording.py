"""How is one pydantic complaint told to the person who wrote the file?"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from typing import Any, get_args

from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from router.adapters.files.mistakes import did_you_mean, shown

__all__ = ["describe", "example"]

_Detail = ErrorDetails


def describe(detail: ErrorDetails, *, where: str) -> str:
    """What is wrong and what to write; `where` names the enclosing rule or deployment."""
    names = [step for step in detail["loc"] if isinstance(step, str)]
    if not names:
        return _sentence(_told(detail))
    if detail["type"] in ("enum", "literal_error"):
        return _not_allowed(detail, name=names[-1], where=where)
    if detail["type"] == "value_error":
        return _sentence(f"'{names[-1]}'{where}: {_told(detail)}")
    last = detail["loc"][-1]
    if detail["type"] == "model_type" and isinstance(last, int):
        return f"item {last + 1} of '{names[-1]}' {_told(detail)}."
    return f"'{names[-1]}'{where} {_told(detail)}."


def _sentence(text: str) -> str:
    return text if text.endswith(("?", ".")) else f"{text}."


def example(name: str, info: FieldInfo | None) -> str:
    """A line that would do for a missing field, and what the field means."""
    if info is None:
        return f"`{name}: …`"
    value = info.examples[0] if info.examples else _value_of(info.annotation)
    meaning = f" ({info.description.rstrip('.')})" if info.description else ""
    return f"`{name}: {value}`{meaning}"


def _not_allowed(detail: ErrorDetails, *, name: str, where: str) -> str:
    allowed = re.findall(r"'([^']*)'|(\d+)", detail["ctx"]["expected"])
    known = [text or number for text, number in allowed]
    given = detail["input"]
    near = did_you_mean(given, known) if isinstance(given, str) else ""
    return f"unknown {name} {shown(given)}{where}.{near} Allowed: {', '.join(known)}."


def _told(detail: ErrorDetails) -> str:
    kind = detail["type"]
    if kind in _SPECIAL:
        return _SPECIAL[kind](detail)
    for prefix, wanted in _WANTED.items():
        if kind.startswith(prefix):
            return f"must be {wanted}, not {shown(detail['input'])}"
    return f"does not fit: {detail['msg'][:1].lower()}{detail['msg'][1:]}"


def _text(detail: ErrorDetails) -> str:
    given = detail["input"]
    if isinstance(given, int | Decimal):
        return f'must be text. Put it in quotes: "{shown(given)}"'
    return f"must be text, not {_form(given)}"


def _pattern(detail: ErrorDetails) -> str:
    pattern, given = detail["ctx"]["pattern"], str(detail["input"])
    slug = re.sub(r"[^a-z0-9_]+", "-", given.lower()).strip("-_")
    wanted = "small letters, digits, '-' and '_'"
    if pattern.startswith("^x-"):
        slug, wanted = f"x-{slug.replace('_', '-')}", "'x-' and then small letters, digits and '-'"
    such = f", such as '{slug}'" if slug and re.search(pattern, slug) else ""
    return f"must be {wanted}{such}, not {shown(given)}"


def _bound(number: float) -> str:
    return str(int(number) if number == int(number) else number)


def _form(value: object) -> str:
    if isinstance(value, dict):
        return "a block of fields"
    return "a list" if isinstance(value, list) else shown(value)


_SPECIAL: Mapping[str, Callable[[_Detail], str]] = {
    "value_error": lambda d: str(d["ctx"]["error"]),
    "string_type": _text,
    "string_pattern_mismatch": _pattern,
    "string_too_short": lambda _: "must not be empty",
    "string_too_long": lambda d: f"must have at most {d['ctx']['max_length']} characters",
    "too_short": lambda _: "must not be empty. Write at least one item",
    "greater_than_equal": lambda d: (
        f"must be at least {_bound(d['ctx']['ge'])}, not {shown(d['input'])}"
    ),
    "greater_than": lambda d: (
        f"must be more than {_bound(d['ctx']['gt'])}, not {shown(d['input'])}"
    ),
    "less_than_equal": lambda d: (
        f"must be at most {_bound(d['ctx']['le'])}, not {shown(d['input'])}"
    ),
    "less_than": lambda d: f"must be less than {_bound(d['ctx']['lt'])}, not {shown(d['input'])}",
    "decimal_max_places": lambda d: (
        f"must have at most {d['ctx']['decimal_places']} decimal places, not {shown(d['input'])}"
    ),
    "model_type": lambda d: f"must be a block of fields, not {_form(d['input'])}",
    "dict_type": lambda d: f"must be a block of `name: value` lines, not {_form(d['input'])}",
    "tuple_type": lambda d: f"must be a list, such as [a, b], not {_form(d['input'])}",
    "list_type": lambda d: f"must be a list, such as [a, b], not {_form(d['input'])}",
    "frozen_set_type": lambda d: f"must be a list, such as [a, b], not {_form(d['input'])}",
}
_WANTED: Mapping[str, str] = {
    "int_": "a whole number, such as 1000",
    "float_": "a number, such as 0.5",
    "decimal_": "a number, such as 0.25",
    "is_instance_of": "a number, such as 0.25",
    "bool_": "true or false",
    "date_": "a date, such as 2026-01-31",
}


def _value_of(annotation: Any) -> str:
    parts = (annotation, *get_args(annotation))
    for part in parts:
        if isinstance(part, type) and issubclass(part, Enum):
            return str(next(iter(part)).value)
    if isinstance(parts[-1], int):  # Literal[1]
        return str(parts[-1])
    plain = {str: '"…"', int: "1000", Decimal: "0.25", bool: "true"}
    return next((plain[part] for part in parts if part in plain), "…")

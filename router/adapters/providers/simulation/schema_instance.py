"""What is the smallest value that a JSON Schema allows?"""

import math
from typing import cast

__all__ = ["instance_of"]

_DEEPEST = 24
_MOST_VALUES = 2_000
_LONGEST_TEXT = 10_000
"""Schemas come from callers: some would describe values without end."""
_FORMATS = {
    "date": "2026-01-01",
    "date-time": "2026-01-01T00:00:00Z",
    "duration": "PT1S",
    "email": "someone@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "time": "00:00:00Z",
    "uri": "https://example.com/",
    "uuid": "00000000-0000-4000-8000-000000000000",
}
_TEXT = "simulated"

Schema = dict[str, object]


def instance_of(schema: object) -> object:
    """A minimal instance; optional properties are left out.

    Understood: `$ref` within the schema, const, enum, default, allOf, anyOf, oneOf, types, bounds,
    lengths, common formats. Not understood, so that the instance may be invalid: pattern, not, if.
    """
    return _Builder(schema).build(schema, depth=0)


class _Builder:
    def __init__(self, root: object) -> None:
        self._root = root
        self._values_left = _MOST_VALUES

    def build(self, schema: object, *, depth: int) -> object:
        self._values_left -= 1
        if not isinstance(schema, dict) or depth > _DEEPEST or self._values_left < 0:
            return None
        schema = self._flattened(schema)
        for name in ("const", "default"):
            if name in schema:
                return schema[name]
        options = _list(schema, "enum")
        if options:
            return options[0]
        branches = _list(schema, "anyOf") or _list(schema, "oneOf")
        if branches:
            rest = {k: v for k, v in schema.items() if k not in ("anyOf", "oneOf")}
            chosen = self._simplest(branches)
            return self.build(_merged(rest, self._flattened(chosen)), depth=depth + 1)
        return self._of_type(schema, depth=depth)

    def _of_type(self, schema: Schema, *, depth: int) -> object:
        kind = _type_of(schema)
        if kind == "object":
            return self._object(schema, depth=depth)
        if kind == "array":
            return self._array(schema, depth=depth)
        if kind == "string":
            return _string(schema)
        if kind in ("integer", "number"):
            return _number(schema, step=1 if kind == "integer" else 0.5)
        return True if kind == "boolean" else None

    def _object(self, schema: Schema, *, depth: int) -> Schema:
        properties = schema.get("properties")
        known = properties if isinstance(properties, dict) else {}
        names = [str(name) for name in _list(schema, "required")]
        few = _count(schema, "minProperties") - len(names)
        names += [name for name in known if name not in names][: max(few, 0)]
        other = schema.get("additionalProperties", True)
        return {name: self.build(known.get(name, other), depth=depth + 1) for name in names}

    def _array(self, schema: Schema, *, depth: int) -> list[object]:
        first = _list(schema, "prefixItems")
        size = max(min(_count(schema, "minItems"), self._values_left), len(first))
        kinds = [*first, *[schema.get("items", {})] * (size - len(first))]
        return [self.build(kind, depth=depth + 1) for kind in kinds]

    def _flattened(self, schema: object, *, depth: int = 0) -> Schema:
        """`schema` with its references and `allOf` put in place."""
        flat: Schema = cast("Schema", schema) if isinstance(schema, dict) else {}
        for _ in range(_DEEPEST):
            reference = flat.get("$ref")
            if not isinstance(reference, str):
                break
            rest = {k: v for k, v in flat.items() if k != "$ref"}
            flat = _merged(rest, self._at(reference))
        parts = _list(flat, "allOf") if depth < _DEEPEST else []
        flat = {k: v for k, v in flat.items() if k != "allOf"}
        for part in parts:
            self._values_left -= 1
            if self._values_left > 0:
                flat = _merged(flat, self._flattened(part, depth=depth + 1))
        return flat

    def _at(self, reference: str) -> Schema:
        found = self._root
        for step in reference.removeprefix("#").split("/"):
            name = step.replace("~1", "/").replace("~0", "~")
            if name and isinstance(found, dict):
                found = found.get(name)
        return found if isinstance(found, dict) else {}

    def _simplest(self, branches: list[object]) -> object:
        """The first branch that does not refer on: recursive schemas end there."""
        plain = [b for b in branches if isinstance(b, dict) and "$ref" not in b]
        return (plain or branches)[0]


def _merged(one: Schema, other: Schema) -> Schema:
    merged = {**one, **other}
    for name in ("properties", "required"):
        mine, theirs = one.get(name), other.get(name)
        if isinstance(mine, dict) and isinstance(theirs, dict):
            merged[name] = {**mine, **theirs}
        elif isinstance(mine, list) and isinstance(theirs, list):
            merged[name] = [*mine, *[item for item in theirs if item not in mine]]
    return merged


def _type_of(schema: Schema) -> object:
    named = schema.get("type")
    if isinstance(named, list):
        named = next((one for one in named if one != "null"), "null")
    if named is not None:
        return named
    if "properties" in schema or "required" in schema:
        return "object"
    return "array" if "items" in schema or "prefixItems" in schema else "string"


def _string(schema: Schema) -> str:
    text = _FORMATS.get(str(schema.get("format")), _TEXT)
    longest = schema.get("maxLength")
    text = text.ljust(min(_count(schema, "minLength"), _LONGEST_TEXT), ".")
    return text[:longest] if isinstance(longest, int) else text


def _number(schema: Schema, *, step: float) -> float:
    low, above = schema.get("minimum"), schema.get("exclusiveMinimum")
    high, below = schema.get("maximum"), schema.get("exclusiveMaximum")
    value: float = 0
    if isinstance(low, int | float) and low > value:
        value = low
    if isinstance(above, int | float) and above >= value:
        value = above + step
    if isinstance(high, int | float) and high < value:
        value = high
    if isinstance(below, int | float) and below <= value:
        value = below - step
    multiple = schema.get("multipleOf")
    if isinstance(multiple, int | float) and multiple > 0:
        value = math.ceil(value / multiple) * multiple
    return value if step < 1 else math.ceil(value)


def _list(schema: Schema, name: str) -> list[object]:
    value = schema.get(name)
    return value if isinstance(value, list) else []


def _count(schema: Schema, name: str) -> int:
    value = schema.get(name)
    return value if isinstance(value, int) else 0

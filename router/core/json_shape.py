"""Has a JSON value the shape that a caller's schema asks for?

Schemas come from callers, so nothing of them is run: no regular expression, no address is fetched,
and the work is bounded. What cannot be decided so is None, never a guess.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

__all__ = ["fits"]

_MOST_STEPS = 20_000
_DEEPEST = 80
_SILENT = frozenset(
    {"title", "description", "default", "examples", "$defs", "definitions", "$schema", "$id"}
    | {"format", "strict", "name", "deprecated", "readOnly", "writeOnly", "$comment"}
)
"""Keywords that ask for nothing."""

Schema = Mapping[str, object]
Answer = bool | None


def fits(value: object, schema: object) -> Answer:
    """Whether `value` is valid; None where the schema says what is not understood here.

    Understood: types, const, enum, properties, required, additionalProperties, items, bounds and
    lengths, allOf, anyOf, oneOf, and `$ref` within the schema.
    """
    return _Check(schema).fits(value, schema, depth=0)


class _Check:
    def __init__(self, root: object) -> None:
        self._root = root
        self._steps_left = _MOST_STEPS

    def fits(self, value: object, schema: object, *, depth: int) -> Answer:
        self._steps_left -= 1
        if self._steps_left < 0 or depth > _DEEPEST:
            return None
        if isinstance(schema, bool):
            return schema
        if not isinstance(schema, Mapping):
            return None
        return _all(self._keyword(name, value, schema=schema, depth=depth + 1) for name in schema)

    def _keyword(self, name: str, value: object, *, schema: Schema, depth: int) -> Answer:
        if name in _SILENT:
            return True
        if name in _PLAIN:
            return _PLAIN[name](value, schema[name])
        return self._nested(name, value, schema=schema, depth=depth)

    def _nested(self, name: str, value: object, *, schema: Schema, depth: int) -> Answer:
        if name in ("allOf", "anyOf", "oneOf"):
            return self._branches(name, value, options=schema[name], depth=depth)
        if name == "$ref":
            return self.fits(value, self._target(schema[name]), depth=depth)
        if name in ("properties", "additionalProperties"):
            return self._members(name, value, schema=schema, depth=depth)
        if name == "items":
            each = value if isinstance(value, list) else []
            return _all(self.fits(one, schema[name], depth=depth) for one in each)
        return None

    def _branches(self, name: str, value: object, *, options: object, depth: int) -> Answer:
        if not isinstance(options, list):
            return None
        answers = [self.fits(value, option, depth=depth) for option in options]
        if name == "allOf":
            return _all(answers)
        if name == "anyOf":
            return True if True in answers else (None if None in answers else False)
        return None if None in answers else answers.count(True) == 1

    def _members(self, name: str, value: object, *, schema: Schema, depth: int) -> Answer:
        known = schema.get("properties", {})
        if not isinstance(value, Mapping):
            return True
        if not isinstance(known, Mapping) or "patternProperties" in schema:
            return None
        if name == "properties":
            present = (key for key in known if key in value)
            return _all(self.fits(value[key], known[key], depth=depth) for key in present)
        others = (inner for key, inner in value.items() if key not in known)
        return _all(self.fits(inner, schema[name], depth=depth) for inner in others)

    def _target(self, reference: object) -> object:
        """The part of the schema that is meant; None, which nothing can be said of, elsewhere."""
        if not isinstance(reference, str) or not reference.startswith("#"):
            return None
        found = self._root
        for step in reference.removeprefix("#").split("/")[1:]:
            name = step.replace("~1", "/").replace("~0", "~")
            found = found.get(name) if isinstance(found, Mapping) else None
        return found


def _all(answers: Iterable[Answer]) -> Answer:
    is_sure = True
    for answer in answers:
        if answer is False:
            return False
        is_sure &= answer is not None
    return True if is_sure else None


def _is_type(value: object, wanted: object) -> Answer:
    names = wanted if isinstance(wanted, list) else [wanted]
    answers = [_is_one_type(value, name) for name in names]
    return True if True in answers else (None if None in answers else False)


def _is_one_type(value: object, name: object) -> Answer:
    if name in ("integer", "number"):
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        is_whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        return is_number and (name == "number" or is_whole)
    kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
    kind = kinds.get(name) if isinstance(name, str) else None
    return None if kind is None else isinstance(value, kind)


def _same(one: object, other: object) -> bool:
    """JSON knows true from 1, Python does not."""
    return one == other and isinstance(one, bool) is isinstance(other, bool)


def _is_required(value: object, names: object) -> Answer:
    if not isinstance(names, list):
        return None
    return not isinstance(value, dict) or all(name in value for name in names)


def _bound(measure: Callable[[object], object], holds: Callable[[float, float], bool]) -> "_Plain":
    def check(value: object, limit: object) -> Answer:
        size = measure(value)
        if not isinstance(limit, int | float):
            return None
        return not isinstance(size, int | float) or holds(size, limit)

    return check


def _number(value: object) -> object:
    return None if isinstance(value, bool) else value


def _length(value: object) -> object:
    return len(value) if isinstance(value, str) else None


def _count(value: object) -> object:
    return len(value) if isinstance(value, list) else None


_Plain = Callable[[object, object], Answer]
_PLAIN: Mapping[str, _Plain] = MappingProxyType(
    {
        "type": _is_type,
        "const": lambda value, wanted: _same(value, wanted),
        "enum": lambda value, options: (
            any(_same(value, option) for option in options) if isinstance(options, list) else None
        ),
        "required": _is_required,
        "minimum": _bound(_number, lambda size, limit: size >= limit),
        "maximum": _bound(_number, lambda size, limit: size <= limit),
        "exclusiveMinimum": _bound(_number, lambda size, limit: size > limit),
        "exclusiveMaximum": _bound(_number, lambda size, limit: size < limit),
        "minLength": _bound(_length, lambda size, limit: size >= limit),
        "maxLength": _bound(_length, lambda size, limit: size <= limit),
        "minItems": _bound(_count, lambda size, limit: size >= limit),
        "maxItems": _bound(_count, lambda size, limit: size <= limit),
    }
)

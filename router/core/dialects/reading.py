"""How are decoded JSON values read whose shape nobody vouches for?

Answers are read leniently: what is not as expected counts as absent. Requests are read strictly:
what is not as expected is refused with its place, since a caller can mend it.
"""

import json
from collections.abc import Mapping

import msgspec

from router.core.errors import InvalidRequest

__all__ = [
    "Json",
    "as_bytes",
    "as_text",
    "listed",
    "number_of",
    "object_of",
    "objects_of",
    "required_text",
    "text_of",
    "value_of",
    "wrong",
]

Json = dict[str, object]


def text_of(holder: Mapping[str, object], name: str) -> str:
    """A text; empty where there is none."""
    found = holder.get(name)
    return found if isinstance(found, str) else ""


def number_of(holder: Mapping[str, object], name: str) -> int:
    """A whole number from 0 up; 0 where there is none."""
    found = holder.get(name)
    return max(found, 0) if isinstance(found, int) and not isinstance(found, bool) else 0


def object_of(holder: Mapping[str, object], name: str) -> Json:
    """An object; empty where there is none."""
    found = holder.get(name)
    return found if isinstance(found, dict) else {}


def objects_of(holder: Mapping[str, object], name: str) -> list[Json]:
    """The objects of a list; none where there is no list."""
    found = holder.get(name)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def value_of(text: str | bytes) -> object:
    """What a JSON text says; None where it is none."""
    try:
        return msgspec.json.decode(text)
    except (
        msgspec.MsgspecError,
        ValueError,
        RecursionError,
    ):  # perhaps halves of characters, which json knows
        return _value_of(text)


def as_text(value: object) -> str:
    """A value as compact JSON."""
    try:
        return msgspec.json.encode(value).decode()
    except UnicodeEncodeError:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def as_bytes(value: object) -> bytes:
    """A value as compact JSON; halves of characters, which JSON may hold, are escaped."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()


def wrong(place: str, *, told: str) -> InvalidRequest:
    """The refusal of what stands at `place`."""
    return InvalidRequest(f"{place}: {told}", param=place)


def required_text(holder: Mapping[str, object], name: str, *, place: str) -> str:
    """A text of a request.

    Raises:
        InvalidRequest: it is missing or something else.
    """
    found = holder.get(name)
    if not isinstance(found, str):
        raise wrong(f"{place}.{name}", told="a text is missing here.")
    return found


def listed(value: object, *, place: str) -> list[Json]:
    """A list of objects of a request; none where the field is missing.

    Raises:
        InvalidRequest: it is something else.
    """
    if value is None:
        return []
    if not isinstance(value, list):
        raise wrong(place, told="write a list.")
    for number, item in enumerate(value):
        if not isinstance(item, dict):
            raise wrong(f"{place}[{number}]", told="write an object.")
    return value


def _value_of(text: str | bytes) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None

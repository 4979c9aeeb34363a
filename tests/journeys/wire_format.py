"""Is what came over the wire exactly what OpenAI's published models describe?"""

import json
from collections.abc import Iterator
from typing import TypeVar

import httpx
from pydantic import BaseModel

_Model = TypeVar("_Model", bound=BaseModel)


def read_strictly(
    kind: type[_Model], raw: bytes, *, our_own: frozenset[str] = frozenset()
) -> _Model:
    """`raw` as `kind`: every type right, no field unknown but `our_own`, nothing lost."""
    parsed = kind.model_validate_json(raw, strict=True)
    assert set(_unknown_in(parsed)) == our_own
    assert parsed.model_dump(mode="json", by_alias=True, exclude_unset=True) == json.loads(raw)
    return parsed


def events_of(answer: httpx.Response) -> list[bytes]:
    """What the events of a stream carry, in order."""
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.content.endswith(b"\n\n")
    events = answer.content.removesuffix(b"\n\n").split(b"\n\n")
    assert all(event.startswith(b"data: ") for event in events)
    return [event.removeprefix(b"data: ") for event in events]


def _unknown_in(value: object) -> Iterator[str]:
    if isinstance(value, BaseModel):
        yield from value.model_extra or {}
        for name in type(value).model_fields:
            yield from _unknown_in(getattr(value, name))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _unknown_in(item)

"""How do YAML's events become plain data with places, within bounds that no file can break?"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from router.adapters.files.mistakes import Location, Mistake, Place, shown
from router.adapters.files.yaml_scalars import scalar
from router.adapters.files.yaml_syntax import explain

__all__ = ["MAX_DEPTH", "MAX_VALUES", "Built", "Refused", "build"]

MAX_DEPTH = 32
MAX_VALUES = 200_000
"""Counted with what aliases repeat, so that a few lines cannot unfold to gigabytes."""

_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Refused(Exception):
    """The text is not YAML of the plain kind that we use."""

    def __init__(self, place: Place, text: str) -> None:
        super().__init__(text)
        self.mistake = Mistake(place, text)


@dataclass(slots=True)
class Built:
    """Plain data, and where each part of it is written."""

    data: object = None
    values: dict[Location, Place] = field(default_factory=dict)
    keys: dict[Location, Place] = field(default_factory=dict)
    empty: list[Location] = field(default_factory=list)


def build(text: str) -> Built:
    """The single document in `text`.

    Raises:
        Refused: bad YAML, or a feature or size that configuration has no use for.
    """
    builder = _Builder()
    try:
        events = yaml.parse(text, Loader=_Loader)
        for event in events:
            if isinstance(event, DocumentStartEvent):
                builder.document(event, events)
    except yaml.YAMLError as error:
        place, problem = explain(error, text)
        raise Refused(place, problem) from None
    return builder.built


class _Builder:
    def __init__(self) -> None:
        self.built = Built()
        self._anchors: dict[str, tuple[object, int] | None] = {}
        self._count = 0

    def document(self, start: Event, events: Iterator[Event]) -> None:
        if self._count:
            text = "a second document begins here. Keep one document in a file."
            raise Refused(_place(start), text)
        self.built.data = self._value(next(events), events, at=())

    def _value(self, event: Event, events: Iterator[Event], *, at: Location) -> object:
        self.built.values[at] = _place(event)
        before = self._count
        self._add(1, event)
        if isinstance(event, AliasEvent):
            return self._repeated(event)
        anchor = _plain_anchor(event)
        if anchor is not None:
            self._anchors[anchor] = None
        value = self._content(event, events, at=at)
        if anchor is not None:
            self._anchors[anchor] = (value, self._count - before)
        return value

    def _content(self, event: Event, events: Iterator[Event], *, at: Location) -> object:
        if len(at) > MAX_DEPTH:
            raise Refused(_place(event), f"nested more than {MAX_DEPTH} levels deep.")
        if isinstance(event, MappingStartEvent):
            return self._mapping(events, at=at)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(events, at=at)
        if not isinstance(event, ScalarEvent):
            raise Refused(_place(event), "not valid YAML: a value is missing here.")
        text: str = event.value
        value = scalar(text) if event.implicit[0] else text
        if value is None:
            self.built.empty.append(at)
        return value

    def _mapping(self, events: Iterator[Event], *, at: Location) -> dict[str, object]:
        result: dict[str, object] = {}
        for event in events:
            if isinstance(event, CollectionEndEvent):
                break
            key = _key(event)
            inner = (*at, key)
            if key in result:
                first = self.built.keys[inner].line
                text = f"{shown(key)} stands here again; it is already in line {first}. Keep one."
                raise Refused(_place(event), text)
            self.built.keys[inner] = _place(event)
            result[key] = self._value(next(events), events, at=inner)
        return result

    def _sequence(self, events: Iterator[Event], *, at: Location) -> list[object]:
        result: list[object] = []
        for event in events:
            if isinstance(event, CollectionEndEvent):
                break
            result.append(self._value(event, events, at=(*at, len(result))))
        return result

    def _repeated(self, event: AliasEvent) -> object:
        if event.anchor not in self._anchors:
            text = (
                f"'*{event.anchor}' repeats an anchor '&{event.anchor}' that is not defined. "
                "Put text that begins with * in quotes."
            )
            raise Refused(_place(event), text)
        anchored = self._anchors[event.anchor]
        if anchored is None:
            raise Refused(_place(event), f"'*{event.anchor}' contains itself. Write it out.")
        self._add(anchored[1], event)
        return anchored[0]

    def _add(self, count: int, event: Event) -> None:
        self._count += count
        if self._count > MAX_VALUES:
            text = f"the file unfolds to more than {MAX_VALUES:,} values. Make it smaller."
            raise Refused(_place(event), text)


def _plain_anchor(event: Event) -> str | None:
    if not isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent):
        return None
    if event.tag not in (None, "!"):
        text = f"the tag {shown(event.tag)} is not supported. Write the value without a tag."
        raise Refused(_place(event), text)
    anchor: str | None = event.anchor
    return anchor


def _key(event: Event) -> str:
    if not isinstance(event, ScalarEvent):
        raise Refused(_place(event), "a key must be a word. Put it in quotes, or name a field.")
    if event.anchor:
        raise Refused(_place(event), "a key cannot carry an anchor. Put the key in quotes.")
    if event.value == "<<" and event.implicit[0]:
        raise Refused(_place(event), "merging by '<<' is not supported. Write the fields out.")
    key: str = event.value
    return key


def _place(event: Event) -> Place:
    mark = event.start_mark
    return Place() if mark is None else Place(mark.line + 1, mark.column + 1)

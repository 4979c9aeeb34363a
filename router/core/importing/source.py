"""What does a foreign configuration say, at which line, and what became of each part of it?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum

__all__ = ["Document", "Fate", "Fault", "Location", "Note", "Part", "Reading", "Unreadable"]

Location = tuple[str | int, ...]


class Fate(StrEnum):
    """What became of a part of the source."""

    CARRIED = "carried_over"
    CHANGED = "changed"
    """Carried over with a change of meaning."""
    LEFT = "not_carried_over"


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """What became of one part of the source, and what to do where it was not carried over."""

    line: int
    """0 for an option of the command."""
    field: str
    """Its path, such as `model_list[0].litellm_params.rpm`."""
    fate: Fate
    text: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the source that cannot be read."""

    location: Location
    text: str


class Unreadable(Exception):
    """The source is not what its format promises; holds every fault."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(fault.text for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The content of a foreign file as plain data, numbers as `int` and `Decimal`."""

    name: str
    """As it may stand in comments."""
    data: object
    lines: Mapping[Location, int]


@dataclass(slots=True)
class Reading:
    """A document while it is read: gathers the notes on it and the faults in it."""

    document: Document
    faults: list[Fault] = field(default_factory=list)
    _told: dict[Location, list[Note]] = field(default_factory=dict)
    _opened: set[Location] = field(default_factory=set)

    @property
    def root(self) -> "Part":
        """The whole document."""
        return Part(self, (), self.document.data)

    @property
    def notes(self) -> tuple[Note, ...]:
        """All notes in the order of the file."""
        return tuple(sorted({note for told in self._told.values() for note in told}))

    @property
    def told(self) -> frozenset[Location]:
        """The parts that have a note for all within them."""
        return frozenset(self._told) - self._opened

    @property
    def opened(self) -> frozenset[Location]:
        """The parts that have a note, and what is within them needs its own."""
        return frozenset(self._opened)

    def tell(self, at: Location, fate: Fate, *, text: str) -> None:
        """Note what became of the part at a location."""
        line = self.document.lines.get(at, 1)
        self._told.setdefault(at, []).append(Note(line, path_of(at), fate, text))

    def tell_key(self, at: Location, *, text: str) -> None:
        """Note what a name became that holds fields, which get notes of their own."""
        self.tell(at, Fate.CHANGED, text=text)
        self._opened.add(at)

    def tell_option(self, name: str, fate: Fate, *, text: str) -> None:
        """Note what became of an option of the command, which stands at no line of the file."""
        self._told.setdefault((name,), []).append(Note(0, name, fate, text))

    def forget(self, at: Location) -> None:
        """Drop the notes on a part and on all within it."""
        for location in [one for one in self._told if one[: len(at)] == at]:
            del self._told[location]
            self._opened.discard(location)

    def check(self) -> None:
        """Raise what was found wrong.

        Raises:
            Unreadable: there is a fault.
        """
        if self.faults:
            raise Unreadable(tuple(self.faults))


@dataclass(frozen=True, slots=True)
class Part:
    """One value of a document. What has the wrong type is a fault, and reads as absent."""

    reading: Reading
    at: Location
    value: object

    @property
    def line(self) -> int:
        """Where it stands."""
        return self.reading.document.lines.get(self.at, 1)

    @property
    def path(self) -> str:
        """Its path from the top of the file."""
        return path_of(self.at)

    def get(self, key: str) -> "Part | None":
        """The value under a key; None where it is absent or empty."""
        return dict(self.items()).get(key)

    def within(self, *keys: str) -> "Part":
        """The value under several keys, one within the other; it may be absent."""
        here: object = self.value
        for key in keys:
            here = here.get(key) if isinstance(here, dict) else None
        return Part(self.reading, (*self.at, *keys), here)

    def items(self) -> tuple[tuple[str, "Part"], ...]:
        """The fields that have a value, in their order."""
        if self.value is None:
            return ()
        if not isinstance(self.value, dict):
            self.fault("must hold fields (`name: value`)")
            return ()
        return tuple(
            (key, Part(self.reading, (*self.at, key), value))
            for key, value in self.value.items()
            if value is not None
        )

    def elements(self) -> tuple["Part", ...]:
        """The items of a list; a single value is a list of one."""
        if self.value is None:
            return ()
        if isinstance(self.value, list):
            return tuple(
                Part(self.reading, (*self.at, index), value)
                for index, value in enumerate(self.value)
            )
        return (self,)

    def text(self) -> str | None:
        """A word or a sentence; numbers read as they are written."""
        if isinstance(self.value, bool) or not isinstance(self.value, str | int | Decimal):
            self.fault("must be text")
            return None
        return str(self.value).strip() or None

    def amount(self) -> Decimal | None:
        """A number that is not negative, exactly as it is written."""
        try:
            number = None if isinstance(self.value, bool) else Decimal(str(self.value))
        except InvalidOperation:
            number = None
        if number is None or not number.is_finite() or number < 0:
            self.fault("must be a number that is not negative")
            return None
        return number

    def count(self) -> int | None:
        """A whole number above zero."""
        number = self.amount()
        if number is None:
            return None
        if number != int(number) or number == 0:
            self.fault("must be a whole number above zero")
            return None
        return int(number)

    def flag(self) -> bool:
        """A switch; also where it is written as text, as people do."""
        if isinstance(self.value, bool):
            return self.value
        if str(self.value).lower() in ("true", "false"):
            return str(self.value).lower() == "true"
        self.fault("must be true or false")
        return False

    def carried(self, text: str) -> None:
        """Note that it means the same here."""
        self.reading.tell(self.at, Fate.CARRIED, text=text)

    def changed(self, text: str) -> None:
        """Note that it was carried over and means something else here."""
        self.reading.tell(self.at, Fate.CHANGED, text=text)

    def left(self, text: str) -> None:
        """Note that it was not carried over, and what to do instead."""
        self.reading.tell(self.at, Fate.LEFT, text=text)

    def withdraw(self, text: str) -> None:
        """Note that neither it nor anything within it was carried over."""
        self.reading.forget(self.at)
        self.left(text)

    def fault(self, what: str) -> None:
        """Note that it cannot be read. The value is not shown: it may be a secret."""
        name = f"'{self.path}'" if self.at else "the file"
        self.reading.faults.append(Fault(self.at, f"{name} {what}."))


def path_of(at: Location) -> str:
    """A location as people write it."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in at)
    return "".join(steps).removeprefix(".")

"""Condition `time`: the day of the week and the time of day, on the clock of a time zone."""

import math
import re
from calendar import day_name
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Annotated, ClassVar, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from typing_extensions import override

from router.core.facts import Facts
from router.core.rules.base import Condition, OneOrMore
from router.core.rules.phrases import listed
from router.core.rules.space import Boxes, Range, Values, box_of
from router.core.zone import ZoneName

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_MIDNIGHT = 24 * 60
"""In minutes on the clock, of which every day has as many, also where clocks change."""


class Day(StrEnum):
    """Days of the week, from the first."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


_WEEK = tuple(Day)
_NAMES = dict(zip(Day, day_name, strict=True))


def _is_clock(text: str) -> str:
    if _CLOCK.fullmatch(text) is None:
        raise ValueError(f"'{text}' is no time of day; write it as 08:00 or 18:30, midnight 00:00")
    return text


_Clock = Annotated[
    str, AfterValidator(_is_clock), Field(json_schema_extra={"pattern": f"^{_CLOCK.pattern}$"})
]


class Stretch(NamedTuple):
    """Minutes of some weekdays, from `first` until before `end`; Monday is 0."""

    weekdays: frozenset[int]
    first: int
    end: int


class Window(BaseModel):
    """Days of the week and hours of the day. Hours that span midnight belong to their first day."""

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)

    days: OneOrMore[Day] | None = Field(default=None, description="Every day where left out.")
    start: _Clock | None = Field(
        default=None, alias="from", description="The first minute; midnight where left out."
    )
    until: _Clock | None = Field(
        default=None, description="The minute after the last; midnight where left out."
    )
    timezone: ZoneName = "UTC"

    @model_validator(mode="after")
    def _says_something(self) -> "Window":
        if self.days is None and self.start is None and self.until is None:
            raise ValueError("write days, from or until")
        if self.start is not None and self.start == self.until:
            raise ValueError("from and until are the same; leave out both for the whole day")
        return self

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone on whose clock the window lies."""
        return ZoneInfo(self.timezone)

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """The window cut at midnight."""
        days = frozenset(_WEEK.index(day) for day in self.days or _WEEK)
        first, end = _minutes(self.start or "00:00"), _minutes(self.until or "00:00") or _MIDNIGHT
        if first < end:
            return (Stretch(days, first, end),)
        following = frozenset((day + 1) % len(_WEEK) for day in days)
        return Stretch(days, first, _MIDNIGHT), Stretch(following, 0, end)

    def holds(self, at: datetime) -> bool:
        """Whether a moment lies in the window."""
        local = at.astimezone(self.zone)
        minute, weekday = local.hour * 60 + local.minute, local.weekday()
        for days, first, end in self.stretches:  # noqa: SIM110 - a generator costs more
            if first <= minute < end and weekday in days:
                return True
        return False

    @override
    def __str__(self) -> str:
        days = " or ".join(self.days or ())
        start, until = f"from {self.start}", f"until {self.until}"
        parts = ((days, self.days), (start, self.start), (until, self.until), (self.timezone, True))
        return " ".join(text for text, is_written in parts if is_written)

    def in_words(self) -> str:
        """The window in a sentence."""
        days = [f"on {listed(_NAMES[day] for day in self.days)}"] if self.days else []
        hours = [f"from {self.start}"] if self.start else []
        hours += [f"until {self.until}"] if self.until else []
        return f"{' '.join(days + hours)} ({self.timezone})"


class TimeIs(Condition[Window]):
    """Matches when the request comes on one of these days, within these hours."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"days": ["mon", "fri"], "from": "08:00", "until": "18:00"}]
        }
    )
    kind: ClassVar[str] = "time"

    @override
    def matches(self, facts: Facts) -> bool:
        return self.root.holds(facts.at)

    @override
    def observed(self, facts: Facts) -> str:
        local = facts.at.astimezone(self.root.zone)
        return f"it is {_WEEK[local.weekday()]} {local:%H:%M} {self.root.timezone}"

    @override
    def in_words(self) -> str:
        return f"made {self.root.in_words()}"

    @override
    def boxes(self) -> Boxes:
        zone = self.root.timezone
        return tuple(
            box
            for stretch in self.root.stretches
            for box in box_of({f"weekday@{zone}": _days(stretch), f"clock@{zone}": _hours(stretch)})
        )


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _days(stretch: Stretch) -> Values:
    names = frozenset(str(_WEEK[day]) for day in stretch.weekdays)
    return Values(names, among=frozenset(map(str, _WEEK)))


def _hours(stretch: Stretch) -> Range:
    low = stretch.first if stretch.first > 0 else -math.inf
    high = stretch.end if stretch.end < _MIDNIGHT else math.inf
    return Range(low=low, high=high, is_high_open=True)

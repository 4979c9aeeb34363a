"""When do the company's programs ask what, on a usual day?"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from router.core.sighting import Origin
from router.core.simulation.calendar import DAY_S, HOUR_S, Calendar
from router.core.simulation.company import Program, ProgramKind
from router.core.simulation.draw import Draw
from router.core.simulation.event import Request
from router.core.simulation.prompts import PROMPTS
from router.core.simulation.template import VARIANTS, compose

__all__ = ["asked_by_program", "one_of"]

_NIGHT_H, _NIGHT_ENDS_H = 1.0, 3.0
_CUSTOMERS_H = (13.0, 4.5)
_PUSHES_H = (14.0, 3.5)
_ASKS_A_PUSH = 6
_STEPS = (6, 30)
_STEP_S = 9.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    """One day of a program."""

    program: Program
    midnight_s: float
    count: int
    draw: Draw


def asked_by_program(
    program: Program, calendar: Calendar, *, day: int, seed: int
) -> Iterator[Request]:
    """The requests of one day, in no order."""
    draw = Draw(seed, "program", program.name, day)
    count = round(program.requests_a_day * _BUSY[program.kind](calendar, day))
    made = _Day(program=program, midnight_s=day * DAY_S, count=count, draw=draw)
    yield from _DAYS[program.kind](made)


def one_of(
    program: Program, work: str, *, at_s: float, draw: Draw, oddity: str | None = None
) -> Request:
    """One request of a program."""
    return Request(
        at_s=max(0.0, at_s),
        key=program.key,
        ask=compose(draw.one_of(PROMPTS[work]), draw.below(VARIANTS)),
        origin=Origin(network=program.network, client="openai-python"),
        oddity=oddity,
    )


def _at_night(day: _Day) -> Iterator[Request]:
    """One after the other, as fast as two workers go."""
    step_s = (_NIGHT_ENDS_H - _NIGHT_H) * HOUR_S / max(1, day.count)
    for number in range(day.count):
        at_s = day.midnight_s + _NIGHT_H * HOUR_S + number * step_s
        yield one_of(day.program, "nightly", at_s=at_s, draw=day.draw)


def _by_customers(day: _Day) -> Iterator[Request]:
    for _ in range(day.count):
        at_s = day.midnight_s + day.draw.normal(*_CUSTOMERS_H) * HOUR_S
        yield one_of(day.program, "support_bot", at_s=at_s, draw=day.draw)


def _by_pushes(day: _Day) -> Iterator[Request]:
    for _ in range(day.count // _ASKS_A_PUSH):
        at_s = day.midnight_s + day.draw.normal(*_PUSHES_H) * HOUR_S
        for number in range(_ASKS_A_PUSH):
            yield one_of(
                day.program, "pipeline", at_s=at_s + number * day.draw.between(1, 8), draw=day.draw
            )


def _by_steps(day: _Day) -> Iterator[Request]:
    """Tickets: a loop of steps each, and then a pause."""
    asked = 0
    while asked < day.count:
        at_s = day.midnight_s + day.draw.normal(*_PUSHES_H) * HOUR_S
        for _ in range(day.draw.whole(*_STEPS)):
            asked += 1
            at_s += _STEP_S + day.draw.waiting(_STEP_S)
            yield one_of(day.program, "agent", at_s=at_s, draw=day.draw)


_DAYS: Mapping[ProgramKind, Callable[[_Day], Iterator[Request]]] = {
    ProgramKind.NIGHTLY: _at_night,
    ProgramKind.SUPPORT_BOT: _by_customers,
    ProgramKind.PIPELINE: _by_pushes,
    ProgramKind.AGENT: _by_steps,
}
_BUSY: Mapping[ProgramKind, Callable[[Calendar, int], float]] = {
    ProgramKind.NIGHTLY: lambda calendar, day: 1.0,
    ProgramKind.SUPPORT_BOT: lambda calendar, day: calendar.busy(day, weekend=0.5),
    ProgramKind.PIPELINE: lambda calendar, day: calendar.busy(day, weekend=0.05),
    ProgramKind.AGENT: lambda calendar, day: calendar.busy(day, weekend=0.1),
}

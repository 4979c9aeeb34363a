"""When does a person ask what, on a usual day?"""

from collections.abc import Iterator

from router.core.sighting import Origin
from router.core.simulation.calendar import DAY_S, HOUR_S, Calendar
from router.core.simulation.company import Person
from router.core.simulation.draw import Draw
from router.core.simulation.event import Request
from router.core.simulation.prompts import PROMPTS
from router.core.simulation.template import VARIANTS, compose

__all__ = ["asked_by_person", "origin_of"]

_AWAY = 0.06
"""How often somebody is ill or on holiday."""
_FROM_HOME = 0.25
_MEETINGS = 0.85
_BUMPS_H = ((10.2, 1.3), (14.8, 1.6))
"""Hours of the day around which people work, and how widely."""
_EVENING_H = (20.5, 1.0)
_READS_S = 75.0
"""How long it takes to read an answer and to ask on."""
_CLOSING_FACTOR = 2.5
_MOST_TURNS = 4


def asked_by_person(
    person: Person, calendar: Calendar, *, day: int, seed: int
) -> Iterator[Request]:
    """The requests of one day, in no order."""
    draw = Draw(seed, "person", person.name, day)
    if draw.share() < _AWAY:
        return
    persona = person.persona
    closes = persona.name == "finance" and calendar.is_closing(day) and calendar.is_workday(day)
    mean = persona.requests_a_day * person.appetite * calendar.busy(day, weekend=persona.weekend)
    if closes:
        mean *= _CLOSING_FACTOR
    origin = origin_of(person, is_at_home=draw.share() < _FROM_HOME)
    asked, wanted = 0, _poisson(mean, draw)
    while asked < wanted:
        work = "closing" if closes and draw.share() < _MEETINGS else persona.name
        at_s = day * DAY_S + (_hour(person, draw) - person.hours_ahead) * HOUR_S
        for request in _session(person, work, at_s=at_s, origin=origin, draw=draw):
            asked += 1
            yield request


def origin_of(person: Person, *, is_at_home: bool = False) -> Origin:
    """The office, or their own network at home; the same program in both."""
    if not is_at_home:
        return Origin(network=person.network, client=person.client)
    home = Draw(0, "home", person.name)
    network = f"93.{home.below(200)}.{home.below(250)}.0/24"
    return Origin(network=network, client=person.client)


def _session(
    person: Person, work: str, *, at_s: float, origin: Origin, draw: Draw
) -> Iterator[Request]:
    """A question, and those that its answer leads to."""
    template = draw.one_of(PROMPTS[work])
    variant = draw.below(VARIANTS)
    names = person.persona.asks_for
    model = draw.weighted(names)
    turn = 0
    while True:
        ask = compose(template, variant, turn=turn)
        yield Request(at_s=max(0.0, at_s), key=person.key, ask=ask, model=model, origin=origin)
        turn += 1
        if turn >= _MOST_TURNS or draw.share() >= person.persona.follow_up:
            return
        at_s += 20 + draw.waiting(_READS_S)


def _hour(person: Person, draw: Draw) -> float:
    if draw.share() < person.persona.evening:
        return draw.normal(*_EVENING_H)
    return draw.normal(*draw.one_of(_BUMPS_H))


def _poisson(mean: float, draw: Draw) -> int:
    """How many of many rare things happen; counted, since means are small."""
    waited, count = draw.waiting(1.0), 0
    while waited < mean:
        count += 1
        waited += draw.waiting(1.0)
    return count

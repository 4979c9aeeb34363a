"""What is unusual in a company, and yet honest? Whoever is stopped for it was stopped wrongly."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from classifier.labels import Priority
from router.core.sighting import Origin
from router.core.simulation.calendar import DAY_S, HOUR_S, Calendar
from router.core.simulation.company import Company, Person, Program, ProgramKind
from router.core.simulation.draw import Draw
from router.core.simulation.event import Request
from router.core.simulation.prompts import PROMPTS
from router.core.simulation.service_day import one_of
from router.core.simulation.template import VARIANTS, compose
from router.core.simulation.workday import origin_of

__all__ = ["Oddity", "oddities"]

_LAUNCH_AT, _INCIDENT_AT, _TRIP_AT, _NIGHT_AT = 0.35, 0.47, 0.6, 0.8
_BATCH_AT = 0.55
_BATCH_SAYS, _BATCH_SENT, _BATCH_EVERY_S = 1_200, 120, 20.0
_RELEASE_WEEKDAY = 3
_REVIEWS, _REVIEW_AFTER_S, _REVIEW_EVERY_S = 4, 1_200.0, 30.0


@dataclass(frozen=True, slots=True)
class Oddity:
    """One of them, with its requests."""

    name: str
    day: int
    requests: tuple[Request, ...]


def oddities(company: Company, calendar: Calendar, *, seed: int) -> Iterator[Oddity]:
    """All of them, on days that depend on how long the simulation lasts."""
    yield from _launch(company, calendar, seed=seed)
    yield from _releases(company, calendar, seed=seed)
    yield from _incident(company, calendar, seed=seed)
    yield from _trip(company, calendar, seed=seed)
    yield from _deadline(company, calendar, seed=seed)
    yield from _batch(company, calendar, seed=seed)


def _launch(company: Company, calendar: Calendar, *, seed: int) -> Iterator[Oddity]:
    """Marketing writes all day long."""
    day = calendar.workday_near(_LAUNCH_AT)
    for person in _with("marketing", company)[:6]:
        yield _burst(
            person, "launch", day=day, hours=(8.0, 17.0), count=70, seed=seed, work="launch"
        )


def _releases(company: Company, calendar: Calendar, *, seed: int) -> Iterator[Oddity]:
    """After a release the pipelines of all branches run at once."""
    pipelines = [one for one in company.programs if one.kind is ProgramKind.PIPELINE]
    for day in range(calendar.days):
        if calendar.date(day).weekday() != _RELEASE_WEEKDAY:
            continue
        for program in pipelines:
            draw = Draw(seed, "release", program.name, day)
            since_s = day * DAY_S + 14 * HOUR_S
            count = max(10, program.requests_a_day // 3)
            made = tuple(
                one_of(
                    program,
                    "pipeline",
                    at_s=since_s + draw.between(0, 900),
                    draw=draw,
                    oddity="release",
                )
                for _ in range(count)
            )
            yield Oddity("release", day, made)
            yield _review(program, day=day, since_s=since_s + _REVIEW_AFTER_S, seed=seed)


def _review(program: Program, *, day: int, since_s: float, seed: int) -> Oddity:
    """After the release the pipeline asks premium for a second look, which is approved first."""
    draw = Draw(seed, "review", program.name, day)
    made = tuple(
        replace(
            one_of(
                program,
                "pipeline",
                at_s=since_s + number * _REVIEW_EVERY_S,
                draw=draw,
                oddity="release review",
            ),
            model="premium",
        )
        for number in range(_REVIEWS)
    )
    return Oddity("release review", day, made)


def _batch(company: Company, calendar: Calendar, *, seed: int) -> Iterator[Oddity]:
    """An analyst says how large a batch is, and sends its first part once that is approved."""
    day = calendar.workday_near(_BATCH_AT)
    for person in _with("analyst", company)[:1]:
        draw = Draw(seed, "batch", person.name, day)
        since_s = day * DAY_S + (10 - person.hours_ahead) * HOUR_S
        prompt = next(one for one in PROMPTS["analyst"] if one.truth.priority is Priority.NORMAL)
        made = tuple(
            Request(
                at_s=max(0.0, since_s + number * _BATCH_EVERY_S),
                key=person.key,
                ask=compose(prompt, draw.below(VARIANTS)),
                origin=origin_of(person),
                oddity="batch",
                batch_size=_BATCH_SAYS,
            )
            for number in range(_BATCH_SENT)
        )
        yield Oddity("batch", day, made)


def _incident(company: Company, calendar: Calendar, *, seed: int) -> Iterator[Oddity]:
    """Production is down at night; two who are on duty ask a lot, with a tag that protects."""
    day = calendar.workday_near(_INCIDENT_AT)
    for person in _with("developer", company)[-2:]:
        odd = _burst(
            person, "incident", day=day, hours=(3.2, 5.0), count=60, seed=seed, work="incident"
        )
        tagged = tuple(replace(one, tags=("incident",)) for one in odd.requests)
        yield Oddity(odd.name, odd.day, tagged)


def _trip(company: Company, calendar: Calendar, *, seed: int) -> Iterator[Oddity]:
    """A manager works from a hotel for a day: another network, the usual questions."""
    day = calendar.workday_near(_TRIP_AT)
    for person in _with("manager", company)[:2]:
        odd = _burst(person, "trip", day=day, hours=(7.0, 19.0), count=12, seed=seed)
        away = Origin(network="181.40.7.0/24", client=person.client)
        yield Oddity(odd.name, day, tuple(replace(one, origin=away) for one in odd.requests))


def _deadline(company: Company, calendar: Calendar, *, seed: int) -> Iterator[Oddity]:
    """A developer works through a night for once."""
    day = calendar.workday_near(_NIGHT_AT)
    for person in _with("developer", company)[2:4]:
        yield _burst(person, "deadline", day=day, hours=(20.0, 26.0), count=45, seed=seed)


def _burst(
    person: Person,
    name: str,
    *,
    day: int,
    hours: tuple[float, float],
    count: int,
    seed: int,
    work: str | None = None,
) -> Oddity:
    """So many requests between two hours of the person's own day."""
    draw = Draw(seed, name, person.name, day)
    prompts = PROMPTS[work or person.persona.name]
    requests = tuple(
        Request(
            at_s=max(0.0, day * DAY_S + (draw.between(*hours) - person.hours_ahead) * HOUR_S),
            key=person.key,
            ask=compose(draw.one_of(prompts), draw.below(VARIANTS)),
            origin=origin_of(person),
            oddity=name,
        )
        for _ in range(count)
    )
    return Oddity(name, day, requests)


def _with(persona: str, company: Company) -> Sequence[Person]:
    return [one for one in company.people if one.persona.name == persona]

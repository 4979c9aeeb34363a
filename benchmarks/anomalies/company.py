"""A company's month, in order of time, with the anomalies that were planted in it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from heapq import merge
from random import Random

from benchmarks.anomalies.person import DAY_S, Habits, Person
from benchmarks.anomalies.planted import PLANTED, changed_to_long, changed_to_premium
from benchmarks.anomalies.program import Program, Work
from benchmarks.anomalies.request import Label, Request, sightings_of
from router.core.caller import Caller
from router.core.sighting import Arrival, Departure

__all__ = ["Company", "Sizes"]

_BEGIN = datetime(2026, 6, 1, tzinfo=UTC)  # a Monday; the month ends on day 29
_CHANGES = {"premium_shift": changed_to_premium, "long_outputs": changed_to_long}
_PROGRAMS: tuple[Work, ...] = ("service", "service", "service", "nightly", "weekly", "builds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How large a trace is."""

    people: int = 120
    teams: int = 10
    days: int = 35
    of_each: int = 3
    """Anomalies of each kind, each of another person."""


class Company:
    """The same seed makes the same trace."""

    def __init__(self, seed: int, sizes: Sizes | None = None) -> None:
        self.sizes = sizes or Sizes()
        self._random = random = Random(seed)  # noqa: S311 - a trace, not a secret
        self.begins_s = _BEGIN.timestamp()
        self.people = [self._person(number) for number in range(self.sizes.people)]
        self.programs = [
            Program(
                Caller(key_id=f"key-p{n}", team=f"team-{n}", project=f"project-{n}"),
                work,
                random=Random(random.random()),  # noqa: S311
            )
            for n, work in enumerate(_PROGRAMS)
        ]
        self.labels: list[Label] = []
        self.paid: dict[int, list[tuple[float, float]]] = defaultdict(list)
        """By the label's number: when a planted request ended and what it cost in USD."""
        self._planted: dict[int, list[Request]] = defaultdict(list)
        self._changes: dict[str, tuple[int, str]] = {}
        self._launch = (random.randrange(self.sizes.teams), random.randrange(15, 26))
        self._outage_s = self.begins_s + (random.randrange(10, 25) + 0.6) * DAY_S
        self._plant()

    def days(self) -> Iterator[Iterator[Arrival | Departure]]:
        """What happens on each day, in order of time."""
        for day in range(self.sizes.days):
            pairs = [sightings_of(request) for request in self._requests(day)]
            arrivals = sorted((arrival for arrival, _ in pairs), key=_at_s)
            departures = sorted((departure for _, departure in pairs), key=_at_s)
            yield merge(arrivals, departures, key=_at_s)

    def _requests(self, day: int) -> Iterator[Request]:
        date = _BEGIN + timedelta(days=day)
        is_month_end = (date + timedelta(days=4)).month != date.month
        since_1970 = int(date.timestamp() // DAY_S)
        everybody: tuple[Person | Program, ...] = (*self.people, *self.programs)
        for each in everybody:
            made = each.day(
                since_1970,
                weekday=date.weekday(),
                busier=self._busier(each.caller, day),
                is_month_end=is_month_end,
            )
            yield from self._through_outage(self._changed(made))
        yield from self._planted.get(day, ())

    def _busier(self, caller: Caller, day: int) -> float:
        team, launch_day = self._launch
        return 2.5 if caller.team == f"team-{team}" and day in (launch_day, launch_day + 1) else 1

    def _changed(self, made: list[Request]) -> Iterator[Request]:
        for request in made:
            number, kind = self._changes.get(request.caller.key_id, (-1, ""))
            if number < 0 or request.at_s < self.labels[number].since_s:
                yield request
                continue
            changed = replace(request, **_CHANGES[kind](request, self._random))  # type: ignore[arg-type]
            self.paid[number].append((changed.at_s + changed.takes_s, changed.usd))
            yield changed

    def _through_outage(self, made: Iterator[Request]) -> Iterator[Request]:
        """For forty minutes most fail; who fails tries once or twice again, then gives up."""
        given_up: set[str] = set()
        for request in made:
            if not 0 <= request.at_s - self._outage_s < 2400 or self._random.random() < 0.3:
                yield request
            elif request.thread not in given_up:
                given_up.add(request.thread)
                for again in range(self._random.randrange(1, 4)):
                    at_s = request.at_s + 8 * again
                    yield replace(request, at_s=at_s, is_failed=True, takes_s=1.0)

    def _person(self, number: int) -> Person:
        random = Random(self._random.random())  # noqa: S311
        is_developer = random.random() < 0.25
        name = f"person-{number}"
        team = number % self.sizes.teams
        caller = Caller(
            key_id=f"key-{number}", user=name, team=f"team-{team}", project=f"project-{team}"
        )
        habits = Habits(
            requests_a_day=min(150.0, random.lognormvariate(2.8, 0.7)),
            zone_hours=random.choice((-8, -5, 0, 1, 1, 2, 5.5, 9)),
            starts_hour=random.uniform(7.5, 10),
            joins_day=int(self.begins_s // DAY_S) + random.choice((0,) * 9 + (9,)),
            agent_runs=random.randrange(1, 5) if is_developer else 0,
            closes_months=team == 0,
            is_on_call=is_developer and random.random() < 0.3,
            output_tokens=random.lognormvariate(5.8, 0.4),
        )
        return Person(caller, habits, random=random)

    def _plant(self) -> None:
        kinds = [*PLANTED, *_CHANGES] * self.sizes.of_each
        hosts = self._random.sample(self.people, len(kinds))
        for number, (kind, person) in enumerate(zip(kinds, hosts, strict=True)):
            day = 26 if kind == "month_end_burn" else self._random.randrange(15, 29)
            hour = (
                self._random.uniform(0, 24)
                if kind in ("leaked_key", "runaway_slow")
                else (
                    person.habits.starts_hour
                    - person.habits.zone_hours
                    + self._random.uniform(1, 7)
                )
            )
            at_s = self.begins_s + day * DAY_S + hour * 3600
            until_s = self.begins_s + self.sizes.days * DAY_S
            if kind in PLANTED:
                made = sorted(PLANTED[kind](person, at_s), key=lambda each: each.at_s)
                at_s, until_s = made[0].at_s, made[-1].at_s + made[-1].takes_s
                for request in made:
                    on = int((request.at_s - self.begins_s) // DAY_S)
                    self._planted[on].append(request)
                    if not request.is_failed:
                        self.paid[number].append((request.at_s + request.takes_s, request.usd))
            else:
                self._changes[person.caller.key_id] = (number, kind)
            self.labels.append(
                Label(kind=kind, caller=person.caller, since_s=at_s, until_s=until_s)
            )


def _at_s(event: Arrival | Departure) -> float:
    return event.at_s

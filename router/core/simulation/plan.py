"""What happens in the simulation, from the first second to the last?

The same seed plans the same, and only a day of it is in memory at a time.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heapify, heappop, merge
from itertools import count

from router.core.simulation.anomaly import Anomaly, planted_in
from router.core.simulation.calendar import DAY_S, Calendar
from router.core.simulation.company import Company, found
from router.core.simulation.event import Outage, Request
from router.core.simulation.going_wrong import asked_by_anomaly, outages
from router.core.simulation.oddity import Oddity, oddities
from router.core.simulation.service_day import asked_by_program
from router.core.simulation.workday import asked_by_person

__all__ = ["Plan", "planned"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A company, its days, and what is unusual in them."""

    company: Company
    calendar: Calendar
    seed: int
    anomalies: tuple[Anomaly, ...] = ()
    odd_days: dict[int, list[Oddity]] = field(default_factory=dict)

    @property
    def ends_s(self) -> float:
        """When it is over."""
        return self.calendar.days * DAY_S

    def outages(self) -> tuple[Outage, ...]:
        """When providers fail."""
        return outages(self.anomalies)

    def requests(self) -> Iterator[Request]:
        """All requests in order of time."""
        wrong = (asked_by_anomaly(one, seed=self.seed) for one in self.anomalies)
        for request in merge(self._honest(), *wrong, key=lambda one: one.at_s):
            if request.at_s >= self.ends_s:
                return
            yield request

    def _honest(self) -> Iterator[Request]:
        """Day by day; what falls into the next day's hours in UTC waits for it."""
        waiting: list[tuple[float, int, Request]] = []
        ticket = count()
        for day in range(self.calendar.days + 1):
            # The east asks up to half a day before midnight in UTC: a day ahead is drawn.
            waiting += [(one.at_s, next(ticket), one) for one in self._of_day(day)]
            heapify(waiting)
            while waiting and waiting[0][0] < (day - 0.5) * DAY_S:
                yield heappop(waiting)[2]
        while waiting:
            yield heappop(waiting)[2]

    def _of_day(self, day: int) -> Iterator[Request]:
        if day >= self.calendar.days:
            return
        for person in self.company.people:
            yield from asked_by_person(person, self.calendar, day=day, seed=self.seed)
        for program in self.company.programs:
            yield from asked_by_program(program, self.calendar, day=day, seed=self.seed)
        for odd in self.odd_days.get(day, ()):
            yield from odd.requests


def planned(*, people: int, days: int, start: datetime, seed: int) -> Plan:
    """The plan for so many people and days."""
    company, calendar = found(people, seed=seed), Calendar(start, days)
    odd_days: dict[int, list[Oddity]] = defaultdict(list)
    for odd in oddities(company, calendar, seed=seed):
        odd_days[odd.day].append(odd)
    return Plan(
        company=company,
        calendar=calendar,
        seed=seed,
        anomalies=tuple(planted_in(company, days=days)),
        odd_days=dict(odd_days),
    )

"""How is a subject's past made for tests of detectors?"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from router.core.caller import Caller
from router.core.detection.alarm import Alarm
from router.core.detection.lookout import Lookout
from router.core.detection.profile import Profile
from router.core.detection.settings import Detection
from router.core.finding import SubjectKind
from router.core.ledger import Outcome
from router.core.sighting import Arrival, Departure, Origin

__all__ = ["BEGIN_S", "DAY_S", "HOME", "HOUR_S", "Subject", "arrival", "departure"]

HOUR_S = 3600.0
DAY_S = 86_400.0
BEGIN_S = 1_780_272_000.0  # Monday, 1 June 2026, 00:00 UTC
HOME = Origin(network="192.0.2.0/24", client="desktop")
_CALLER = Caller(key_id="key-1", user="mira")


def arrival(at_s: float) -> Arrival:
    """A request whose prompt is unlike every other."""
    number = int(at_s * 1000)
    return Arrival(
        at_s=at_s,
        caller=_CALLER,
        decision_id="dec-1",
        origin=HOME,
        fingerprint=f"print-{number}",
        sketch=(number * 0x9E3779B97F4A7C15) % 2**64,
        thread=f"thread-{number}",
        input_tokens=500,
    )


def departure(at_s: float) -> Departure:
    """Its end."""
    return Departure(
        at_s=at_s,
        caller=_CALLER,
        decision_id="dec-1",
        outcome=Outcome.COMPLETED,
        cost_usd=0.01,
        input_tokens=500,
        output_tokens=300,
    )


def _same_arrival(made: Arrival) -> Arrival:
    return made


def _same_departure(made: Departure) -> Departure:
    return made


@dataclass
class Subject:
    """One key, user, team or project under a policy's detection, and what was raised."""

    kind: SubjectKind = SubjectKind.KEY
    detection: Detection = field(default_factory=Detection)
    raised: list[Alarm] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.profile = Profile(self.kind)
        self.lookout = Lookout(self.detection)

    def asks(
        self,
        at_s: Iterable[float],
        *,
        arriving: Callable[[Arrival], Arrival] = _same_arrival,
        departing: Callable[[Departure], Departure] = _same_departure,
    ) -> list[str]:
        """Requests at these moments, each ending at once; the kinds of the new alarms."""
        before = len(self.raised)
        for moment in at_s:
            came = arriving(arrival(moment))
            went = departing(replace(departure(moment), caller=came.caller))
            self.raised += self.lookout.arrived(came, self.profile, of=self.kind)
            self.raised += self.lookout.departed(went, self.profile, of=self.kind)
        return list(dict.fromkeys(alarm.kind for alarm in self.raised[before:]))

    def lives(self, weeks: int) -> float:
        """Twenty requests on each work day, 8 to 17 h; returns the Monday after, 00:00."""
        for day in range(7 * weeks):
            if day % 7 < 5:
                begin_s = BEGIN_S + day * DAY_S + 8 * HOUR_S
                self.asks(begin_s + each * 0.45 * HOUR_S + day % 3 for each in range(20))
        return BEGIN_S + 7 * weeks * DAY_S

    def last(self, kind: str) -> Alarm:
        """The newest alarm of a kind."""
        return next(alarm for alarm in reversed(self.raised) if alarm.kind == kind)

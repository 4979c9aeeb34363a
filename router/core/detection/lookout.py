"""Which alarms does one request raise, under the settings of the policy?"""

from collections.abc import Mapping
from types import MappingProxyType

from router.core.detection.alarm import Alarm
from router.core.detection.detector import Detector, On, Sign
from router.core.detection.detectors import DETECTORS
from router.core.detection.hard import above_requests, above_spend
from router.core.detection.profile import Profile
from router.core.detection.settings import Detection
from router.core.finding import SubjectKind
from router.core.sighting import Arrival, Departure

__all__ = ["Lookout"]

_NO_FACTORS: Mapping[str, float] = MappingProxyType({})
_DAY_S = 86_400.0


class Lookout:
    """All detectors that are on, under one policy. It keeps nothing of the traffic."""

    def __init__(self, detection: Detection) -> None:
        self._detection = detection
        self._hard = detection.hard
        self._bars = {
            each.kind: 1 / (detection.sensitivity * detection.of(each.kind).sensitivity)
            for each in DETECTORS
        }
        self._highest_bars = {
            each.kind: max(self._bars[each.kind], each.highest_bar) for each in DETECTORS
        }
        self._lasts_s = {
            each.kind: 60 * (detection.of(each.kind).lasts_minutes or detection.lasts_minutes)
            for each in DETECTORS
        }
        self._arrivals = {kind: self._looking(kind, On.ARRIVAL) for kind in SubjectKind}
        self._departures = {kind: self._looking(kind, On.DEPARTURE) for kind in SubjectKind}

    def arrived(
        self,
        arrival: Arrival,
        profile: Profile,
        *,
        of: SubjectKind,
        factors: Mapping[str, float] = _NO_FACTORS,
    ) -> list[Alarm]:
        """Notes a request in its subject's profile, and what is abnormal then.

        `factors` raise the threshold by kind, as people said that its findings were false: up
        to what the detector can still reach, or to the policy's own bar where that is higher.
        """
        profile.arrived(arrival)
        alarms = self._look(self._arrivals[of], profile, of=of, factors=factors)
        if of is SubjectKind.KEY and not self.has_history(profile):
            self._add_hard(alarms, kind="burst", sign=above_requests(profile, self._hard))
        return alarms

    def departed(
        self,
        departure: Departure,
        profile: Profile,
        *,
        of: SubjectKind,
        factors: Mapping[str, float] = _NO_FACTORS,
    ) -> list[Alarm]:
        """The same for what was booked."""
        profile.departed(departure)
        alarms = self._look(self._departures[of], profile, of=of, factors=factors)
        if of is SubjectKind.KEY and not self.has_history(profile):
            self._add_hard(alarms, kind="spend_burst", sign=above_spend(profile, self._hard))
        return alarms

    def has_history(self, profile: Profile) -> bool:
        """Whether enough is known of a subject to act on what seems abnormal."""
        least = self._detection.cold_start
        age_days = (profile.last_seen_s - profile.first_seen_s) / _DAY_S
        return profile.seen_requests >= least.requests and age_days >= least.days

    def may_act(self, alarm: Alarm, profile: Profile) -> bool:
        """Whether an alarm may be acted on: hard ones always, others with enough history."""
        return alarm.is_hard or self.has_history(profile)

    def _looking(self, kind: SubjectKind, on: On) -> tuple[Detector, ...]:
        return tuple(
            each
            for each in DETECTORS
            if each.on is on and kind in each.subjects and self._detection.of(each.kind).is_on
        )

    def _look(
        self,
        detectors: tuple[Detector, ...],
        profile: Profile,
        *,
        of: SubjectKind,
        factors: Mapping[str, float],
    ) -> list[Alarm]:
        alarms: list[Alarm] = []
        bars = self._bars
        for each in detectors:
            kind = each.kind
            bar = bars[kind]
            if factors:
                bar = min(bar * factors.get(kind, 1.0), self._highest_bars[kind])
            sign = each.look(profile, of=of, bar=bar)
            if sign is not None:
                alarms.append(self._alarm(kind, sign, bar=bar))
        return alarms

    def _alarm(self, kind: str, sign: Sign, *, bar: float, is_hard: bool = False) -> Alarm:
        return Alarm(
            kind=kind,
            score=sign.strength / bar,
            explanation=sign.explanation,
            evidence=sign.evidence,
            lasts_s=self._lasts_s[kind],
            is_hard=is_hard,
        )

    def _add_hard(self, alarms: list[Alarm], *, kind: str, sign: Sign | None) -> None:
        """A hard limit tells more than what a short history says of the same."""
        if sign is None or not self._detection.of(kind).is_on:
            return
        alarms[:] = [alarm for alarm in alarms if alarm.kind != kind]
        alarms.append(self._alarm(kind, sign, bar=1, is_hard=True))

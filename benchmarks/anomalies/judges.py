"""Who judges a trace: Tierwise's detectors, plain thresholds, or River's half-space trees?"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import log1p
from typing import Protocol

from router.core.detection.lookout import Lookout
from router.core.detection.profile import Profile
from router.core.detection.settings import Detection
from router.core.finding import Subject, SubjectKind, subjects_of
from router.core.sighting import Arrival, Departure

__all__ = ["Judge", "Raised", "RiverTrees", "Thresholds", "Tierwise", "with_history"]

_LASTS_S = 1800.0
_COLD = Lookout(Detection())


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """Something that would be acted on."""

    at_s: float
    subject: Subject
    kind: str
    lasts_s: float = _LASTS_S


class Judge(Protocol):
    """Sees one event after the other."""

    def see(self, event: Arrival | Departure) -> Iterator[Raised]:
        """What it raises at this event."""
        ...


def with_history(profile: Profile) -> bool:
    """The same cold start for all judges."""
    return _COLD.has_history(profile)


class Tierwise:
    """The detectors of this project, with profiles of key, user, team and project."""

    def __init__(self, detection: Detection) -> None:
        self.lookout = Lookout(detection)
        self.profiles: dict[Subject, Profile] = {}

    def see(self, event: Arrival | Departure) -> Iterator[Raised]:
        """Acting alarms only."""
        lookout, profiles = self.lookout, self.profiles
        for subject in subjects_of(event.caller):
            profile = profiles.get(subject)
            if profile is None:
                profile = profiles[subject] = Profile(subject.kind)
            if isinstance(event, Arrival):
                alarms = lookout.arrived(event, profile, of=subject.kind)
            else:
                alarms = lookout.departed(event, profile, of=subject.kind)
            for alarm in alarms:
                if lookout.may_act(alarm, profile):
                    yield Raised(
                        at_s=event.at_s, subject=subject, kind=alarm.kind, lasts_s=alarm.lasts_s
                    )


class _Trees(Protocol):
    """As much of River as is used here."""

    def score_one(self, x: Mapping[str, float]) -> float: ...

    def learn_one(self, x: Mapping[str, float]) -> None: ...


class Keys:
    """Profiles of keys only, for judges that look at nothing else."""

    def __init__(self) -> None:
        self._profiles: dict[str, Profile] = {}

    def note(self, event: Arrival | Departure) -> Profile:
        """The key's profile, with the event in it."""
        name = event.caller.key_id
        profile = self._profiles.get(name)
        if profile is None:
            profile = self._profiles[name] = Profile(SubjectKind.KEY)
        if isinstance(event, Arrival):
            profile.arrived(event)
        else:
            profile.departed(event)
        return profile


class Thresholds:
    """So many requests a minute or USD an hour are too many, whoever asks; several at once."""

    def __init__(self, limits: Mapping[str, tuple[float, float]]) -> None:
        self._limits = limits
        self._keys = Keys()

    def see(self, event: Arrival | Departure) -> Iterator[Raised]:
        """Looks at keys; `kind` names the limits."""
        profile = self._keys.note(event)
        recent = profile.recent
        if recent is None or not with_history(profile):
            return
        requests, usd = recent.minute.at(event.at_s), recent.usd_hour.at(event.at_s)
        subject = Subject(SubjectKind.KEY, event.caller.key_id)
        for name, (requests_per_minute, usd_per_hour) in self._limits.items():
            if requests > requests_per_minute or usd > usd_per_hour:
                yield Raised(at_s=event.at_s, subject=subject, kind=name)


class RiverTrees:
    """One `HalfSpaceTrees` a key on the measures that the detectors read, for several bars."""

    def __init__(self, bars: Mapping[str, float], *, seed: int) -> None:
        try:
            from river.anomaly import HalfSpaceTrees
        except ImportError as problem:
            raise SystemExit("This needs River: pip install river==0.26.1") from problem
        self._new: Callable[[], _Trees] = lambda: HalfSpaceTrees(
            n_trees=10, height=8, window_size=100, seed=seed
        )
        self._bars = bars
        self._trees: dict[str, _Trees] = {}
        self._keys = Keys()

    def see(self, event: Arrival | Departure) -> Iterator[Raised]:
        """Scores arrivals, then learns from them; `kind` names the bar."""
        profile = self._keys.note(event)
        if not isinstance(event, Arrival):
            return
        name = event.caller.key_id
        trees = self._trees.get(name)
        if trees is None:
            trees = self._trees[name] = self._new()
        measures = _measures(profile, event)
        score = trees.score_one(measures) if with_history(profile) else 0.0
        trees.learn_one(measures)
        for bar, least in self._bars.items():
            if score >= least:
                yield Raised(at_s=event.at_s, subject=Subject(SubjectKind.KEY, name), kind=bar)


def _measures(profile: Profile, event: Arrival) -> dict[str, float]:
    """Each from 0 to 1, as half-space trees want it."""
    recent = profile.recent
    if recent is None or recent.repeats is None or recent.origins is None:
        raise RuntimeError("a profile that just noted an arrival has recent traffic")
    run = recent.runs.current
    return {
        "minute": min(1.0, log1p(recent.minute.at(event.at_s)) / 6),
        "excess": min(1.0, log1p(recent.requests.level) / 8),
        "usd_hour": min(1.0, log1p(recent.usd_hour.at(event.at_s)) / 4),
        "excess_usd": min(1.0, log1p(recent.usd.level) / 4),
        "usd_day": min(1.0, log1p(profile.days.usd) / 5),
        "repeated": recent.repeats.bits.bit_count() / 32,
        "run": min(1.0, log1p(run.requests if run else 0) / 6),
        "premium": recent.premium_bits.bit_count() / 32,
        "long": recent.long_bits.bit_count() / 32,
        "failed": recent.failed_bits.bit_count() / 32,
        "odd": min(1.0, recent.odd_requests / 50 if profile.is_odd_hour else 0.0),
        "origins": min(1.0, log1p(recent.origins.requests) / 5),
    }

"""What is abnormal in the traffic? Requests are looked at a moment after they were answered.

A request pays for two appends to a queue and a look into dictionaries; detectors, stores and the
audit log work behind it.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import NamedTuple

from router.core.caller import UNASSIGNED, Caller
from router.core.detection.alarm import Alarm
from router.core.detection.lookout import Lookout
from router.core.detection.profile import Profile
from router.core.errors import LedgerUnavailable
from router.core.finding import Finding, Subject, SubjectKind, subjects_of
from router.core.policy import Policy
from router.core.sighting import Arrival, Departure
from router.core.traffic import AUDIT_CALLER
from router.ports.clock import Clock
from router.ports.watch import Watched
from router.services.keep_profiles import KeepProfiles
from router.services.last_hours import LastHours
from router.services.open_findings import OpenFindings
from router.services.record_findings import Raised, RecordFindings

__all__ = ["WatchTraffic"]

_log = logging.getLogger(__name__)
_MOST_WAITING = 50_000
_PIECE = 25
"""So many are looked at before others get their turn on the loop."""
_PROTECTED = "It is protected by the policy: detection.protected."
_Sighting = Arrival | Departure


class _Watched(NamedTuple):
    """Somebody whose traffic is looked at, with what is known of it."""

    subject: Subject
    profile: Profile
    factors: Mapping[str, float]


class WatchTraffic:
    """Implements `Watch`. Each process judges the traffic that it serves itself."""

    def __init__(
        self,
        *,
        profiles: KeepProfiles,
        hours: LastHours,
        findings: OpenFindings,
        record: RecordFindings,
        policy: Callable[[], Policy],
        clock: Clock,
        most_waiting: int = _MOST_WAITING,
        every_s: float = 0.2,
    ) -> None:
        """Nothing is known until `begin`."""
        self._profiles = profiles
        self._hours = hours
        self._findings = findings
        self._record = record
        self._policy = policy
        self._clock = clock
        self._every_s = every_s
        self._waiting: deque[_Sighting] = deque(maxlen=most_waiting)
        self._came = 0
        self._taken = 0
        self._detection = policy().detection
        self._lookout = Lookout(self._detection)
        self._followed_s = float("-inf")

    def of(self, caller: Caller, *, at: datetime) -> Watched:
        """What is known of the caller now."""
        return Watched(
            findings=tuple(finding.name for finding in self.acting_on(caller, at=at)),
            last_hour=self._hours.of(caller.key_id, at=at),
            new=self._profiles.new_of(caller, at_s=at.timestamp()),
        )

    def acting_on(self, caller: Caller, *, at: datetime) -> tuple[Finding, ...]:
        """The findings that rules are shown of the caller; none of whoever is protected."""
        found = self._findings.of(caller, at=at)
        return () if found and self._is_protected(caller) else found

    def arrived(self, arrival: Arrival) -> None:
        """A request was decided on."""
        self._came += 1
        self._waiting.append(arrival)

    def departed(self, departure: Departure) -> None:
        """A request ended and is booked."""
        self._came += 1
        self._waiting.append(departure)

    async def begin(self) -> None:
        """Learn what stands and who is known, before the first request.

        Raises:
            LedgerUnavailable: the store cannot be read.
        """
        await self._findings.refresh()
        await self._profiles.begin()
        await self._hours.look()

    async def run(self) -> None:
        """Look again and again."""
        while True:
            await asyncio.sleep(self._every_s)
            await self.look()

    async def look(self) -> None:
        """Look at what came since the last look, and keep up with other processes."""
        self._take_settings()
        await self._follow()
        for piece in self._pieces():
            try:
                await self._profiles.restore(_subjects(piece))
            except LedgerUnavailable as error:
                _log.error("%d sightings were not looked at. %s", len(piece), error.message)
                continue
            await self._record.take(self._raised(piece))
            self._profiles.make_room()
            await asyncio.sleep(0)

    async def _follow(self) -> None:
        """What a whole second is soon enough for; findings of others a little sooner."""
        now_s = self._clock.monotonic_s()
        if now_s - self._followed_s < 2 * self._every_s:
            return
        self._followed_s = now_s
        await self._findings.look()
        await self._record.end_over()
        await self._hours.look()

    def _take_settings(self) -> None:
        detection = self._policy().detection
        if detection is not self._detection:
            self._detection, self._lookout = detection, Lookout(detection)

    def _pieces(self) -> Sequence[tuple[_Sighting, ...]]:
        waiting = self._waiting
        taken = sorted((waiting.popleft() for _ in range(len(waiting))), key=_moment)
        unseen = self._came - self._taken - len(taken)
        self._taken = self._came
        if unseen:
            _log.warning("%d sightings came faster than they could be looked at.", unseen)
        rest = iter(taken)
        return list(iter(lambda: tuple(islice(rest, _PIECE)), ()))

    def _raised(self, piece: Sequence[_Sighting]) -> list[Raised]:
        found: list[Raised] = []
        known: dict[Caller, list[_Watched]] = {}  # a busy key has most of a piece
        for sighting in piece:
            caller = sighting.caller
            if isinstance(sighting, Arrival):
                self._hours.came(caller.key_id, at_s=sighting.at_s)
            watched = known.get(caller)
            if watched is None:
                watched = known[caller] = self._of(caller)
            for one in watched:
                found += self._alarms(sighting, one)
        return found

    def _of(self, caller: Caller) -> "list[_Watched]":
        return [
            _Watched(subject, profile, self._findings.factors_of(subject))
            for subject in _watched(caller)
            if (profile := self._profiles.seen(subject)) is not None
        ]

    def _alarms(self, sighting: _Sighting, on: "_Watched") -> list[Raised]:
        subject, profile, factors = on
        if isinstance(sighting, Arrival):
            alarms = self._lookout.arrived(sighting, profile, of=subject.kind, factors=factors)
        else:
            alarms = self._lookout.departed(sighting, profile, of=subject.kind, factors=factors)
        if not alarms:
            return []
        caller, at = sighting.caller, datetime.fromtimestamp(sighting.at_s, UTC)
        return [
            Raised(
                alarm=alarm,
                subject=subject,
                at=at,
                team=_team(subject, caller),
                spared_because=self._spared_because(alarm, profile, caller=caller),
            )
            for alarm in alarms
        ]

    def _spared_because(self, alarm: Alarm, profile: Profile, *, caller: Caller) -> str | None:
        if self._is_protected(caller):
            return _PROTECTED
        if self._lookout.may_act(alarm, profile):
            return None
        least = self._detection.cold_start
        return (
            f"Too little is known of it: {profile.seen_requests} requests so far. Findings act "
            f"from {least.requests} requests within at least {least.days:g} days on."
        )

    def _is_protected(self, caller: Caller) -> bool:
        return any(scope.covers(caller) for scope in self._detection.protected)


def _moment(sighting: _Sighting) -> float:
    return sighting.at_s


def _watched(caller: Caller) -> tuple[Subject, ...]:
    """Tierwise's own second calls, which compare deployments, are nobody's habit."""
    return () if caller.key_id == AUDIT_CALLER.key_id else subjects_of(caller)


def _subjects(piece: Sequence[_Sighting]) -> set[Subject]:
    callers = {sighting.caller for sighting in piece}  # few: a busy key has most of a piece
    return {subject for caller in callers for subject in _watched(caller)}


def _team(subject: Subject, caller: Caller) -> str | None:
    """Whose lead may look at it; a project may be many teams'."""
    if subject.kind is SubjectKind.PROJECT or caller.team == UNASSIGNED:
        return None
    return caller.team

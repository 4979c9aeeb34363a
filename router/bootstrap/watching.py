"""How are the parts put together that watch the traffic, and act on what is abnormal?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from router.adapters.storage.stores import Stores
from router.core.caller import Caller
from router.core.finding import Finding
from router.core.policy import Policy
from router.ports.clock import Clock
from router.ports.notices import Notices
from router.services.keep_profiles import MOST_PROFILES, KeepProfiles
from router.services.last_hours import LastHours
from router.services.learning import Work
from router.services.open_findings import OpenFindings
from router.services.point_to_findings import PointToFindings
from router.services.record_findings import RecordFindings
from router.services.watch_traffic import WatchTraffic

__all__ = ["Watching", "open_watching"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """All of it, for one process."""

    watch: WatchTraffic
    profiles: KeepProfiles

    @property
    def point(self) -> PointToFindings:
        """Tells those whose key is in quarantine why."""
        return PointToFindings(self._acting_on)

    def _acting_on(self, caller: Caller, at: datetime) -> tuple[Finding, ...]:
        return self.watch.acting_on(caller, at=at)

    @property
    def first(self) -> tuple[Work, ...]:
        """What is known before the first request."""
        return (self.watch.begin,)

    @property
    def background(self) -> tuple[Work, ...]:
        """What runs until the service stops."""
        return (self.watch.run, self.profiles.run)


def open_watching(
    stores: Stores,
    *,
    clock: Clock,
    policy: Callable[[], Policy],
    notices: Notices | None = None,
    most_profiles: int = MOST_PROFILES,
) -> Watching:
    """The parts for one process; `policy` is the one in force, asked again and again."""
    profiles = KeepProfiles(store=stores.profiles, clock=clock, most=most_profiles)
    findings = OpenFindings(findings=stores.findings, factors=stores.factors)
    record = RecordFindings(
        findings=stores.findings,
        open=findings,
        log=stores.admin_log,
        clock=clock,
        policy=policy,
        notices=notices,
    )
    watch = WatchTraffic(
        profiles=profiles,
        hours=LastHours(feed=stores.spend, clock=clock),
        findings=findings,
        record=record,
        policy=policy,
        clock=clock,
    )
    return Watching(watch=watch, profiles=profiles)

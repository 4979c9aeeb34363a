"""A watch over stores in memory, on a clock that a test moves."""

from dataclasses import dataclass, field, replace

from router.adapters.storage.memory import open_memory
from router.adapters.storage.stores import Stores
from router.bootstrap.watching import Watching, open_watching
from router.core.caller import Caller
from router.core.finding import Finding
from router.core.ledger import Outcome
from router.core.notices.notice import Notice
from router.core.policy import Policy
from router.core.sighting import Arrival, Departure
from router.services.watch_traffic import WatchTraffic
from tests.factories import caller
from tests.fakes import FixedClock

QUARANTINE = {
    "id": "hold-bursts",
    "reason": "Runaway scripts.",
    "when": {"findings": ["burst", "team:burst"]},
    "then": {"quarantine": "This key does something unusual."},
}


def policy(*, rules: bool = True, **detection: object) -> Policy:
    """New keys may make five requests a minute."""
    few = {"hard": {"requests_per_minute": 5, "usd_per_hour": 1}, **detection}
    return Policy.model_validate(
        {
            "version": 1,
            "name": "test",
            "detection": few,
            "rules": [QUARANTINE] if rules else [],
        }
    )


@dataclass
class Told:
    """Implements `Notices`."""

    notices: list[Notice] = field(default_factory=list)

    async def put(self, notice: Notice) -> None:
        self.notices.append(notice)

    @property
    def kinds(self) -> list[str]:
        return [notice.kind.value for notice in self.notices]


@dataclass
class Process:
    """One service's watch; several may share stores and a clock."""

    stores: Stores = field(default_factory=open_memory)
    clock: FixedClock = field(default_factory=FixedClock)
    told: Told = field(default_factory=Told)
    policy: Policy = field(default_factory=policy)
    most_profiles: int = 1_000

    def __post_init__(self) -> None:
        self.parts: Watching = open_watching(
            self.stores,
            clock=self.clock,
            policy=lambda: self.policy,
            notices=self.told,
            most_profiles=self.most_profiles,
        )

    @property
    def watch(self) -> WatchTraffic:
        return self.parts.watch

    async def ask(
        self, times: int, *, who: Caller | None = None, gap_s: float = 0.1, cost_usd: float = 0.0
    ) -> None:
        """Requests come and end at once; afterwards they are looked at."""
        asking = who or caller()
        for _ in range(times):
            self.clock.advance(gap_s)
            at_s = self.clock.now().timestamp()
            self.watch.arrived(Arrival(at_s=at_s, caller=asking, decision_id="dec_1"))
            self.watch.departed(
                Departure(
                    at_s=at_s,
                    caller=asking,
                    decision_id="dec_1",
                    outcome=Outcome.COMPLETED,
                    cost_usd=cost_usd,
                )
            )
        await self.look()

    async def look(self) -> None:
        self.clock.advance(1.0)
        await self.watch.look()

    def names(self, who: Caller | None = None) -> tuple[str, ...]:
        return self.watch.of(who or caller(), at=self.clock.now()).findings

    async def kept(self) -> list[Finding]:
        return list(await self.stores.findings.latest(most=100))

    async def acts(self) -> list[str]:
        events = await self.stores.admin_log.latest(most=100)
        return [f"{event.kind} {event.stage}" for event in reversed(events)]


def other(key_id: str, *, user: str, team: str, project: str) -> Caller:
    return replace(caller(user=user, team=team, project=project), key_id=key_id)

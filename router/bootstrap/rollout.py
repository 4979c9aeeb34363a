"""What do commands work on that put policies in force, or look at them?"""

from collections.abc import Callable
from dataclasses import dataclass

from router.adapters.files.policy_file import load_policy
from router.adapters.storage.stores import Stores
from router.adapters.system_clock import SystemClock
from router.bootstrap.administration import operator
from router.bootstrap.naming import rulebooks_by_name
from router.bootstrap.parts import open_stores
from router.core.admin_log import ActKind
from router.core.errors import ConfigurationError
from router.core.plan.report import Plan
from router.ports.clock import Clock
from router.services.administer import Administer, Asked
from router.services.compare_shadow import CompareShadow
from router.services.name_policy import NamePolicy
from router.services.plan_policy import PlanPolicy
from router.services.roll_out import RollOut
from router.services.watch_canary import WatchCanary
from router.settings import Settings

__all__ = ["RolloutDesk", "open_rollout"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RolloutDesk:
    """The journal of policies of one store, and what reads and writes it."""

    settings: Settings
    stores: Stores
    clock: Clock

    @property
    def named(self) -> NamePolicy:
        """Policies by file or version."""
        return NamePolicy(
            policies=self.stores.policies, policy_file=self.settings.policy, load=load_policy
        )

    @property
    def canary(self) -> WatchCanary:
        """How the canary fares."""
        return WatchCanary(
            policies=self.stores.policies, tallies=self.stores.tallies, clock=self.clock
        )

    def writer(self, author: str, *, expected: str | None = None) -> RollOut:
        """Writes the journal in the name of `author`."""
        return RollOut(
            policies=self.stores.policies,
            clock=self.clock,
            author=author,
            expected=expected,
            file_version=self._file_version(),
        )

    async def act(self, do: Callable[[], str], *, author: str) -> str:
        """What `do` says that it did; the log of administrators keeps it."""

        async def doing() -> str:
            return do()

        asked = Asked(
            actor=operator(),
            kind=ActKind.POLICY_CHANGE,
            subject="policy",
            detail={"author": author},
        )
        administer = Administer(log=self.stores.admin_log, clock=self.clock)
        return await administer(asked, doing, told=lambda said: {"after": said})

    def shadowed(self) -> Plan | None:
        """The decisions since the shadow began, under it and under the policy in force."""
        compare = CompareShadow(
            policies=self.stores.policies,
            rulebooks=rulebooks_by_name(self.settings, self.stores),
            plan=PlanPolicy(history=self.stores.history),
            clock=self.clock,
        )
        return compare()

    async def close(self) -> None:
        """Close the stores."""
        await self.stores.close()

    def _file_version(self) -> str | None:
        """A policy file that is broken has none; whoever applies another need not mend it first."""
        try:
            return self.named.file().name
        except ConfigurationError:
            return None


def open_rollout(settings: Settings) -> RolloutDesk:
    """The desk on the stores of `settings`."""
    clock = SystemClock()
    return RolloutDesk(settings=settings, stores=open_stores(settings, clock), clock=clock)

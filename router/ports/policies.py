"""Which policies were applied, and how do the requests under each of them fare?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from router.core.policy import Policy
from router.core.rollout.journal import Event
from router.core.rollout.tally import Tally

__all__ = ["Policies", "Tallies"]


class Policies(Protocol):
    """Versions of policies, and the journal of what was done with them.

    Others may write at the same moment. Its methods may wait for them, so they are called in a
    thread; they raise `LedgerUnavailable` where the store cannot be read or written.
    """

    def head(self) -> int:
        """The number of the last event; 0 before the first. Cheap: a service asks each second."""
        ...

    def journal(self) -> Sequence[Event]:
        """Every event, oldest first."""
        ...

    def add(self, event: Event, policy: Policy | None = None) -> None:
        """Write the next event, and the policy under its version where it is new.

        Raises:
            PolicyChanged: another event has this number already.
        """
        ...

    def find(self, version: str) -> Policy | None:
        """The policy with this version: one that was applied, or one that ever decided."""
        ...

    def versions(self) -> Sequence[str]:
        """All versions that can be found, in the order of their names."""
        ...


class Tallies(Protocol):
    """What requests add up to, by the policy that decided on them. Audits are not counted."""

    async def under(
        self, version: str, *, since: datetime, until: datetime, teams: Sequence[str] = ()
    ) -> Tally:
        """The requests of [since, until) under a version; of these teams, if any are named."""
        ...

    async def beside(
        self, version: str, *, since: datetime, until: datetime, teams: Sequence[str] = ()
    ) -> Tally:
        """The requests of [since, until) under any other version."""
        ...

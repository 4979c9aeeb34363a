"""How are the parts put together that approve, watch, act on what is abnormal, and tell people?"""

from dataclasses import dataclass

from router.adapters.policies_in_force import PoliciesInForce
from router.adapters.storage.stores import Stores
from router.bootstrap.approving import Approving, open_approving
from router.bootstrap.notifying import open_delivery
from router.bootstrap.watching import Watching, open_watching
from router.ports.clock import Clock
from router.services.deliver_notices import DeliverNotices
from router.services.journey import Pointer
from router.services.learning import Work
from router.settings import Settings

__all__ = ["Governing", "open_governing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Governing:
    """All of it, for one process."""

    approving: Approving
    watching: Watching
    deliver: DeliverNotices

    @property
    def pointers(self) -> tuple[Pointer, ...]:
        """Who says of a refusal where to go on."""
        return (self.approving.point, self.watching.point)

    @property
    def first(self) -> tuple[Work, ...]:
        """What is known before the first request; grants before the budgets beside them."""
        return (*self.approving.first, *self.watching.first)

    @property
    def background(self) -> tuple[Work, ...]:
        """What runs until the service stops."""
        return (*self.approving.background, *self.watching.background, self.deliver.run)


def open_governing(
    settings: Settings, stores: Stores, *, clock: Clock, rulebooks: PoliciesInForce
) -> Governing:
    """The parts for one process, under whatever policy is in force.

    Raises:
        ConfigurationError: a channel that should tell people cannot be used.
    """
    return Governing(
        approving=open_approving(stores, clock, rulebook=rulebooks.current),
        watching=open_watching(
            stores,
            clock=clock,
            policy=lambda: rulebooks.current().policy,
            notices=stores.notices,
        ),
        deliver=open_delivery(settings.notices, stores.notices, clock=clock),
    )

"""How are the parts put together that hold, count and reconcile budgets and quotas?"""

from collections.abc import Container
from dataclasses import dataclass

from router.adapters.policies_in_force import PoliciesInForce
from router.adapters.storage.stores import Stores
from router.ports.clock import Clock
from router.services.follow_directory import FollowDirectory
from router.services.follow_limits import FollowLimits
from router.services.learning import Work
from router.services.reconcile import Reconcile
from router.services.reservations import Reservations
from router.services.roll_up_spend import RollUpSpend
from router.services.steps.reserve import Reserve
from router.services.steps.settle import Settle
from router.services.watch_budgets import WatchBudgets
from router.settings import Settings

__all__ = ["Limiting", "open_limiting"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limiting:
    """All of it, for one process."""

    stores: Stores
    clock: Clock
    patience_s: float
    directory: FollowDirectory
    limits: FollowLimits
    budgets: WatchBudgets
    reservations: Reservations
    reconcile: Reconcile

    @property
    def first(self) -> tuple[Work, ...]:
        """What is known before the first request."""
        return (self.directory.refresh, self.limits.refresh, self.budgets.look)

    @property
    def background(self) -> tuple[Work, ...]:
        """What runs until the service stops."""
        return (
            self.directory.run,
            self.limits.run,
            self.budgets.run,
            self.reconcile.run,
            RollUpSpend(self.stores.rollups).run,
        )

    def reserve(self, settle: Settle) -> Reserve:
        """The step that holds."""
        return Reserve(
            holds=self.stores.holds,
            accounts=self.stores.accounts,
            limits=self.limits.book,
            reservations=self.reservations,
            settle=settle,
            clock=self.clock,
            patience_s=self.patience_s,
        )


def open_limiting(
    settings: Settings,
    stores: Stores,
    *,
    clock: Clock,
    rulebooks: PoliciesInForce,
    waiting: Container[str] = (),
) -> Limiting:
    """The parts for one process, which gets a name of its own as an owner of holds.

    `waiting` holds the ids of entries that are still to be booked.
    """
    limits = FollowLimits(store=stores.limits, policies=rulebooks.now)
    reservations = Reservations(owner=clock.new_id("proc"))
    return Limiting(
        stores=stores,
        clock=clock,
        patience_s=settings.patience_s,
        directory=FollowDirectory(store=stores.directory),
        limits=limits,
        budgets=WatchBudgets(feed=stores.spend, budgets=limits.budgets, clock=clock),
        reservations=reservations,
        reconcile=Reconcile(
            holds=stores.holds,
            accounts=stores.accounts,
            ledger=stores.ledger,
            reservations=reservations,
            openings=lambda: limits.book().openings_at(clock.now()),
            limits=limits.book,
            clock=clock,
            waiting=waiting,
            lease_s=settings.lease_s,
        ),
    )

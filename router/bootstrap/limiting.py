"""How are the parts put together that hold, count and reconcile budgets and quotas?"""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass

from router.adapters.policies_in_force import PoliciesInForce
from router.adapters.storage.stores import Stores
from router.core.grant import Grant
from router.ports.clock import Clock
from router.services.follow_directory import FollowDirectory
from router.services.follow_limits import FollowLimits
from router.services.journey import Pointer
from router.services.learn_profiles import LearnProfiles
from router.services.learning import Work
from router.services.reconcile import RECOUNT_S, Reconcile
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
    profiles: LearnProfiles
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
            self.profiles.run,
            self.reconcile.run,
            RollUpSpend(self.stores.rollups).run,
        )

    def reserve(self, settle: Settle, *, pointers: Sequence[Pointer] = ()) -> Reserve:
        """The step that holds; `pointers` say of its refusals where to go on."""
        return Reserve(
            holds=self.stores.holds,
            accounts=self.stores.accounts,
            limits=self.limits.book,
            reservations=self.reservations,
            settle=settle,
            clock=self.clock,
            pointers=pointers,
            patience_s=self.patience_s,
        )


def open_limiting(
    settings: Settings,
    stores: Stores,
    *,
    clock: Clock,
    rulebooks: PoliciesInForce,
    waiting: Container[str] = (),
    grants: Callable[[], Sequence[Grant]] = tuple,
    recount_s: float = RECOUNT_S,
) -> Limiting:
    """The parts for one process, which gets a name of its own as an owner of holds.

    `waiting` holds the ids of entries that are not booked yet, `grants` gives the open ones.
    """
    limits = FollowLimits(store=stores.limits, policies=rulebooks.now, grants=grants)
    profiles = LearnProfiles(feed=stores.spend, budgets=limits.budgets, clock=clock)
    reservations = Reservations(owner=clock.new_id("proc"))
    reconcile = Reconcile(
        holds=stores.holds,
        accounts=stores.accounts,
        ledger=stores.ledger,
        reservations=reservations,
        openings=lambda: limits.book().openings_at(clock.now()),
        limits=limits.book,
        clock=clock,
        waiting=waiting,
        lease_s=settings.lease_s,
        recount_s=recount_s,
    )
    return Limiting(
        stores=stores,
        clock=clock,
        patience_s=settings.patience_s,
        directory=FollowDirectory(store=stores.directory),
        limits=limits,
        budgets=_watch(stores, limits, clock=clock, profiles=profiles),
        profiles=profiles,
        reservations=reservations,
        reconcile=reconcile,
    )


def _watch(
    stores: Stores, limits: FollowLimits, *, clock: Clock, profiles: LearnProfiles
) -> WatchBudgets:
    return WatchBudgets(
        feed=stores.spend, budgets=limits.budgets, clock=clock, profiles=profiles.of
    )

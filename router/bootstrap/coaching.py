"""How is coaching put together, and who sees their own use?"""

from collections.abc import Callable
from dataclasses import dataclass

from router.adapters.policies_in_force import PoliciesInForce
from router.adapters.storage.stores import Stores
from router.core.directory import Directory
from router.core.errors import ConfigurationError
from router.ports.clock import Clock
from router.ports.standing import Standing
from router.services.administer_limits import AdministerLimits
from router.services.coach import Coach
from router.services.follow_choices import FollowChoices
from router.services.learning import Work
from router.services.send_digests import SendDigests
from router.services.show_approvals import ShowApprovals
from router.services.show_grants import ShowGrants
from router.services.show_own_usage import ShowOwnUsage
from router.settings import Settings

__all__ = ["Coaching", "open_coaching"]

_SETTING = "TIERWISE_DIGEST"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coaching:
    """All of it, for one process."""

    coach: Coach
    usage: ShowOwnUsage
    follow: FollowChoices
    digests: SendDigests | None = None
    """None where none are sent."""

    @property
    def first(self) -> tuple[Work, ...]:
        """What is known before the first request."""
        return (self.follow.look,)

    @property
    def background(self) -> tuple[Work, ...]:
        """What runs until the service stops."""
        return (self.follow.run, *(() if self.digests is None else (self.digests.run,)))


def open_coaching(
    settings: Settings,
    stores: Stores,
    *,
    clock: Clock,
    rulebooks: PoliciesInForce,
    standing: Standing,
    directory: Callable[[], Directory],
    limits: AdministerLimits,
    approvals: ShowApprovals,
) -> Coaching:
    """The parts for one process.

    Raises:
        ConfigurationError: whether digests are sent is not said in words that are known.
    """
    is_weekly = _is_weekly(settings.environment.get(_SETTING, "off"))
    coach = _coach(stores, clock, rulebooks=rulebooks)
    usage = ShowOwnUsage(
        traffic=stores.own_traffic,
        limits=limits,
        standing=standing,
        policy=lambda: rulebooks.current().policy,
        directory=directory,
        findings=stores.findings,
        approvals=approvals,
        grants=stores.grants,
        show_grants=ShowGrants(accounts=stores.accounts, clock=clock),
        clock=clock,
    )
    digests = SendDigests(coach=coach, keys=stores.keys, notices=stores.notices, clock=clock)
    return Coaching(
        coach=coach,
        usage=usage,
        follow=FollowChoices(choices=stores.coach_choices),
        digests=digests if is_weekly else None,
    )


def _coach(stores: Stores, clock: Clock, *, rulebooks: PoliciesInForce) -> Coach:
    return Coach(
        traffic=stores.own_traffic,
        choices=stores.coach_choices,
        catalog=lambda: rulebooks.current().catalog,
        clock=clock,
    )


def _is_weekly(written: str) -> bool:
    if written not in ("weekly", "off"):
        raise ConfigurationError(f"{_SETTING}={written!r} is not known. Write weekly or off.")
    return written == "weekly"

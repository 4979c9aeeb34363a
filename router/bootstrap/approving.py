"""Who asks, decides and follows up on approvals, over HTTP and on the command line?"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from router.adapters.files.catalog_file import load_catalog
from router.adapters.files.policy_file import load_policy
from router.adapters.storage.stores import Stores
from router.bootstrap.administration import operator
from router.core.caller import GRANT_TAG, Caller
from router.core.directory import Directory
from router.core.facts import OpenGrant
from router.core.hold import Unit
from router.core.key import Role, VirtualKey
from router.core.limit_book import LimitBook
from router.core.routing import Rulebook
from router.ports.clock import Clock
from router.services.administer import Administer
from router.services.administer_grants import AdministerGrants
from router.services.ask_approval import AskApproval
from router.services.decide_approval import DecideApproval
from router.services.delegate_approvals import DelegateApprovals
from router.services.find_approvers import FindApprovers
from router.services.follow_grants import FollowGrants
from router.services.keep_directory import KeepDirectory
from router.services.learning import Work
from router.services.name_policy import IN_FORCE, NamePolicy
from router.services.point_to_approval import PointToApproval
from router.services.show_approvals import ShowApprovals
from router.services.show_grants import ShowGrants
from router.services.sweep_approvals import SweepApprovals
from router.services.tell_of_approvals import TellOfApprovals
from router.settings import Settings

__all__ = ["Approving", "approving_at_desk", "open_approving", "operator_key"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Approving:
    """All that is done about approvals."""

    ask: AskApproval
    show: ShowApprovals
    decide: DecideApproval
    delegate: DelegateApprovals
    grants: AdministerGrants
    follow: FollowGrants
    point: PointToApproval
    sweep: SweepApprovals

    @property
    def first(self) -> tuple[Work, ...]:
        """What is known before the first request."""
        return (self.follow.refresh,)

    @property
    def background(self) -> tuple[Work, ...]:
        """What runs until the service stops."""
        return (self.follow.run, self.sweep.run)

    def drawn_in(
        self, book: Callable[[], LimitBook]
    ) -> Callable[[Caller, datetime], tuple[OpenGrant, ...]]:
        """The grants that cover a caller, as far as `book` knows their accounts already.

        A new one is followed a moment before the book that it is counted in.
        """

        def found(caller: Caller, at: datetime) -> tuple[OpenGrant, ...]:
            covering = self.follow.of(caller, at)
            if not covering:
                return ()
            now = book()
            return tuple(
                one for one in covering if now.grant(f"{GRANT_TAG}{one.id}:{Unit.USD}") is not None
            )

        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Base:
    """What all of it is put together from."""

    stores: Stores
    clock: Clock
    rulebook: Callable[[], Rulebook]
    directory: Callable[[], Awaitable[Directory]]
    approvers: FindApprovers
    administer: Administer
    tell: TellOfApprovals
    show_grants: ShowGrants


def open_approving(
    stores: Stores,
    clock: Clock,
    *,
    rulebook: Callable[[], Rulebook],
    follow: FollowGrants | None = None,
) -> Approving:
    """The services of approvals on these stores, under the policy that is in force.

    `follow` is given where others need it too; else it is made here.
    """
    keep = KeepDirectory(store=stores.directory, clock=clock)
    base = _Base(
        stores=stores,
        clock=clock,
        rulebook=rulebook,
        directory=keep.now,
        approvers=FindApprovers(
            delegations=stores.delegations, keys=stores.keys, directory=keep.now
        ),
        administer=Administer(log=stores.admin_log, clock=clock),
        tell=TellOfApprovals(notices=stores.notices, clock=clock),
        show_grants=ShowGrants(accounts=stores.accounts, clock=clock),
    )
    follow = follow or FollowGrants(approvals=stores.approvals, grants=stores.grants, clock=clock)
    show = _show(base)
    return Approving(
        ask=_ask(base),
        show=show,
        decide=_decide(base, show),
        delegate=_delegate(base),
        grants=_grants(base),
        follow=follow,
        point=PointToApproval(follow=follow, clock=clock),
        sweep=_sweep(base),
    )


def _show(base: _Base) -> ShowApprovals:
    return ShowApprovals(
        approvals=base.stores.approvals,
        approvers=base.approvers,
        routing=lambda: base.rulebook().policy.approvals,
        clock=base.clock,
    )


def _ask(base: _Base) -> AskApproval:
    return AskApproval(
        approvals=base.stores.approvals,
        ledger=base.stores.ledger,
        administer=base.administer,
        tell=base.tell,
        rulebook=base.rulebook,
        directory=base.directory,
        clock=base.clock,
    )


def _decide(base: _Base, show: ShowApprovals) -> DecideApproval:
    return DecideApproval(
        approvals=base.stores.approvals,
        show=show,
        approvers=base.approvers,
        administer=base.administer,
        tell=base.tell,
        routing=lambda: base.rulebook().policy.approvals,
        clock=base.clock,
    )


def _delegate(base: _Base) -> DelegateApprovals:
    return DelegateApprovals(
        delegations=base.stores.delegations,
        administer=base.administer,
        routing=lambda: base.rulebook().policy.approvals,
        directory=base.directory,
        clock=base.clock,
    )


def _grants(base: _Base) -> AdministerGrants:
    return AdministerGrants(
        approvals=base.stores.approvals,
        grants=base.stores.grants,
        show=base.show_grants,
        approvers=base.approvers,
        administer=base.administer,
        routing=lambda: base.rulebook().policy.approvals,
        clock=base.clock,
    )


def _sweep(base: _Base) -> SweepApprovals:
    return SweepApprovals(
        approvals=base.stores.approvals,
        grants=base.stores.grants,
        show=base.show_grants,
        administer=base.administer,
        tell=base.tell,
        routing=lambda: base.rulebook().policy.approvals,
        clock=base.clock,
    )


def approving_at_desk(settings: Settings, stores: Stores, *, clock: Clock) -> Approving:
    """The same for commands; files are read once something asks for the policy."""

    def rulebook() -> Rulebook:
        named = NamePolicy(policies=stores.policies, policy_file=settings.policy, load=load_policy)
        found, catalog = named(IN_FORCE), load_catalog(settings.catalog)
        return Rulebook(
            policy=found.policy,
            catalog=catalog,
            policy_version=found.name,
            catalog_version=catalog.version,
        )

    return open_approving(stores, clock, rulebook=_once(rulebook))


def operator_key() -> VirtualKey:
    """An administrator who is a person: `os:ada` asks for nothing that `os:ada` approves."""
    name = operator().name
    return VirtualKey(id=name, name=name, user=name, role=Role.ADMIN)


def _once(read: Callable[[], Rulebook]) -> Callable[[], Rulebook]:
    kept: list[Rulebook] = []

    def found() -> Rulebook:
        if not kept:
            kept.append(read())
        return kept[0]

    return found

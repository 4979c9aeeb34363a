"""How does an approver let somebody else decide for a time?"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from router.core.access import Permission, Reach, reach_of
from router.core.admin_log import ActKind
from router.core.approval_routing import ApprovalRouting
from router.core.approvals.delegation import Delegation
from router.core.approvals.rights import Approver, is_approver
from router.core.directory import Directory
from router.core.errors import InvalidRequest, NotYours
from router.core.key import Role, VirtualKey
from router.ports.approvals import Delegations
from router.ports.clock import Clock
from router.services.administer import Actor, Administer, Asked, NotThere

__all__ = ["DelegateApprovals"]

_LONGEST = timedelta(days=90)
_LONGEST_NAME = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegateApprovals:
    """Lends the rights of approvers, and takes them back; each act is written down."""

    delegations: Delegations
    administer: Administer
    routing: Callable[[], ApprovalRouting]
    directory: Callable[[], Awaitable[Directory]]
    clock: Clock

    async def delegate(self, by: VirtualKey, *, to: str, until: datetime) -> Delegation:
        """Let a user, or the holder of a key, decide in one's place until a moment.

        Raises:
            NotYours: `by` approves nothing themselves.
            InvalidRequest: it is to oneself, to nobody, in the past, or for too long.
        """
        giver = Approver.of(by, directory=await self.directory())
        if not is_approver(giver, self.routing()):
            raise NotYours("You approve nothing, so there is nothing to delegate.")
        now, to = self.clock.now(), to.strip()
        _check(giver, to, now=now, until=until)
        delegation = Delegation(
            id=self.clock.new_id("dlg"),
            by=giver.line,
            user=giver.user,
            team=giver.team,
            role=giver.role,
            to=to,
            since=now,
            until=until,
        )

        async def keep() -> Delegation:
            await self.delegations.add(delegation)
            return delegation

        return await self.administer(
            Asked(
                actor=Actor.of(by),
                kind=ActKind.APPROVAL_DELEGATE,
                subject=delegation.id,
                detail={"to": to, "until": until.isoformat()},
            ),
            keep,
            told=_told,
        )

    async def visible(self, by: VirtualKey) -> Sequence[Delegation]:
        """Those in force that are of or for `by`; all of them, for who reads the audit log."""
        found = await self.delegations.since(self.clock.now())
        sees_all = reach_of(by, Permission.READ_AUDIT_LOG) is Reach.ALL
        names = {by.booked_as, by.user}
        return [one for one in found if sees_all or names & {one.by, one.user, one.to} - {None}]

    async def revoke(self, by: VirtualKey, delegation_id: str) -> Delegation:
        """End one's own delegation now; an administrator ends anybody's.

        Raises:
            NotThere: there is none in force with this id, or it is not of `by`.
        """
        one = next((d for d in await self.visible(by) if d.id == delegation_id), None)
        is_own = one is not None and (
            by.booked_as == one.by or (by.user is not None and by.user == one.user)
        )
        if one is None or not (is_own or by.role is Role.ADMIN):
            raise NotThere(f"There is no delegation {delegation_id!r} of yours.", param="id")
        now = self.clock.now()

        async def end() -> Delegation:
            return await self.delegations.revoke(one.id, at=now) or one

        return await self.administer(
            Asked(actor=Actor.of(by), kind=ActKind.APPROVAL_UNDELEGATE, subject=one.id),
            end,
            told=_told,
        )


def _check(giver: Approver, to: str, *, now: datetime, until: datetime) -> None:
    if to in giver.names or not to or not to.isprintable() or len(to) > _LONGEST_NAME:
        raise InvalidRequest("Name another user, or the id of a key that has no user.", param="to")
    if until.tzinfo is None or not now < until <= now + _LONGEST:
        raise InvalidRequest(
            f"Name a moment with its time zone, within the next {_LONGEST.days} days.",
            param="until",
        )


def _told(one: Delegation) -> dict[str, object]:
    return {
        "after": {
            "by": one.user or one.by,
            "to": one.to,
            "since": one.since.isoformat(),
            "until": one.ends_at.isoformat(),
        }
    }

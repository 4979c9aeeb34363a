"""Which grants are there, how much is left of them, and who takes one back?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from router.core.access import Permission, reaches
from router.core.admin_log import ActKind
from router.core.approval_routing import ApprovalRouting
from router.core.approvals.approval import Approval
from router.core.approvals.notices import grant_told
from router.core.approvals.rights import is_manager_of
from router.core.errors import NotYours
from router.core.grant import Grant
from router.core.key import VirtualKey
from router.ports.approvals import Approvals, Grants
from router.ports.clock import Clock
from router.services.administer import Actor, Administer, Asked, NotThere
from router.services.find_approvers import FindApprovers
from router.services.show_grants import GrantStanding, ShowGrants

__all__ = ["AdministerGrants", "GrantStanding"]

_PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class AdministerGrants:
    """One's own, those of one's team or of all by role, and those that one gave."""

    approvals: Approvals
    grants: Grants
    show: ShowGrants
    approvers: FindApprovers
    administer: Administer
    routing: Callable[[], ApprovalRouting]
    clock: Clock

    async def visible(
        self, by: VirtualKey, *, most: int = 100, before: str | None = None
    ) -> Sequence[GrantStanding]:
        """Those that `by` may see, newest first, after the one with the id `before`."""
        last = None if before is None else (await self.get(by, before)).grant
        found: list[Grant] = []
        while len(found) < most:
            page = await self.grants.latest(most=_PAGE, before=last)
            found += [one for one in page if await self._source(by, one) is not None]
            if len(page) < _PAGE:
                break
            last = page[-1]
        return await self.show(found[:most])

    async def get(self, by: VirtualKey, grant_id: str) -> GrantStanding:
        """One that `by` may see.

        Raises:
            NotThere: there is none with this id, or not for `by`.
        """
        grant, _ = await self._found(by, grant_id)
        return (await self.show([grant]))[0]

    async def revoke(self, by: VirtualKey, grant_id: str, *, why: str) -> GrantStanding:
        """End a grant now; calls under way keep what they hold. The first end stands.

        Raises:
            NotThere: there is none with this id, or not for `by`.
            NotYours: `by` neither uses it, nor gave it, nor may approve.
        """
        grant, approval = await self._found(by, grant_id)
        now = self.clock.now()
        standins = await self.approvers(by, at=now)
        is_voter = any(by.booked_as == vote.by for vote in approval.votes)
        if not (
            _is_own(by, approval)
            or is_voter
            or any(is_manager_of(approval, one, routing=self.routing()) for one in standins)
        ):
            raise NotYours(f"{grant.id} is for its approvers, or whoever asked for it, to revoke.")

        async def end() -> Grant:
            changed = await self.grants.change(
                grant.id,
                lambda one: one if one.ends_at <= now else replace(one, revoked_at=now),
            )
            return grant if changed is None else changed[1]

        ended = await self.administer(
            Asked(
                actor=Actor.of(by),
                kind=ActKind.GRANT_REVOKE,
                subject=grant.id,
                detail={"why": why[:1_000], "before": grant_told(grant)},
            ),
            end,
            told=lambda one: {"after": grant_told(one)},
        )
        return (await self.show([ended]))[0]

    async def _found(self, by: VirtualKey, grant_id: str) -> tuple[Grant, Approval]:
        grant = await self.grants.get(grant_id)
        approval = None if grant is None else await self._source(by, grant)
        if grant is None or approval is None:
            raise NotThere(f"There is no grant {grant_id!r} that you may see.", param="id")
        return grant, approval

    async def _source(self, by: VirtualKey, grant: Grant) -> Approval | None:
        """The approval that gave it, where `by` may see the grant."""
        approval = await self.approvals.get(grant.approval_id)
        if approval is None:
            return None
        is_voter = any(by.booked_as == vote.by for vote in approval.votes)
        may_see = (
            is_voter
            or _is_own(by, approval)
            or reaches(by, Permission.READ_USAGE, owner=approval.caller)
        )
        return approval if may_see else None


def _is_own(by: VirtualKey, approval: Approval) -> bool:
    is_same_user = by.user is not None and by.user == approval.asked_user
    lines = (approval.asked_by, approval.caller.key_id)
    return by.booked_as in lines or is_same_user

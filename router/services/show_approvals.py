"""Which approvals may somebody see, how do they stand, and which wait for them?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from router.core.access import Permission, reaches
from router.core.approval_routing import ApprovalRouting
from router.core.approvals.approval import Approval, ApprovalState
from router.core.approvals.life import state_at
from router.core.approvals.rights import Standin, may_decide
from router.core.errors import NotYours
from router.core.key import VirtualKey
from router.ports.approvals import Approvals
from router.ports.clock import Clock
from router.services.administer import NotThere
from router.services.find_approvers import FindApprovers

__all__ = ["SeenApproval", "ShowApprovals"]

_PAGE = 200
_STORED_AS = {ApprovalState.EXPIRED: (ApprovalState.EXPIRED, ApprovalState.PENDING)}
"""What expired is kept as pending until a sweep has seen it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenApproval:
    """An approval, as somebody sees it."""

    approval: Approval
    state: ApprovalState
    """As of now, also where nobody has written down yet that it expired."""
    may_decide: bool
    """Whether a vote of whoever looks would count now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowApprovals:
    """One's own, those of one's team or of all by role, and those that one may decide on."""

    approvals: Approvals
    approvers: FindApprovers
    routing: Callable[[], ApprovalRouting]
    clock: Clock

    async def visible(
        self,
        by: VirtualKey,
        *,
        states: Sequence[ApprovalState] = (),
        most: int = 100,
        before: str | None = None,
    ) -> Sequence[SeenApproval]:
        """Those in these states (in any, where none is given), newest first.

        Args:
            by: who looks.
            states: as of now.
            most: no more than so many.
            before: the id of the last one of the page before.
        """
        now = self.clock.now()
        standins = await self.approvers(by, at=now)
        stored = tuple(dict.fromkeys(s for one in states for s in _STORED_AS.get(one, (one,))))
        last = None if before is None else (await self.get(by, before)).approval
        found: list[SeenApproval] = []
        while len(found) < most:
            page = await self.approvals.latest(stored, most=_PAGE, before=last)
            seen = (self._seen(by, one, standins=standins, at=now) for one in page)
            found += (one for one in seen if one and (not states or one.state in states))
            if len(page) < _PAGE:
                break
            last = page[-1]
        return found[:most]

    async def get(self, by: VirtualKey, approval_id: str) -> SeenApproval:
        """One that `by` may see.

        Raises:
            NotThere: there is none with this id, or not for `by`: ids tell nothing.
        """
        now = self.clock.now()
        found = await self.approvals.get(approval_id)
        seen = None
        if found is not None:
            standins = await self.approvers(by, at=now)
            seen = self._seen(by, found, standins=standins, at=now)
        if seen is None:
            raise NotThere(f"There is no approval {approval_id!r} that you may see.", param="id")
        return seen

    def _seen(
        self, by: VirtualKey, approval: Approval, *, standins: Sequence[Standin], at: datetime
    ) -> SeenApproval | None:
        state = state_at(approval, at)
        routing = self.routing()
        can = any(_can_decide(approval, one, routing=routing) for one in standins)
        is_asker = by.booked_as == approval.asked_by or (
            by.user is not None and by.user == approval.asked_user
        )
        has_voted = any(by.booked_as == vote.by for vote in approval.votes)
        if not (
            can
            or is_asker
            or has_voted
            or reaches(by, Permission.READ_USAGE, owner=approval.caller)
        ):
            return None
        is_pending = state is ApprovalState.PENDING
        return SeenApproval(approval=approval, state=state, may_decide=can and is_pending)


def _can_decide(approval: Approval, standin: Standin, *, routing: ApprovalRouting) -> bool:
    try:
        may_decide(approval, standin, routing=routing)
    except NotYours:
        return False
    return True

"""What happens to approvals and grants while nobody does anything: escalation, expiry, the end?"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from router.core.admin_log import ActKind
from router.core.approval_routing import ApprovalRouting
from router.core.approvals.approval import Approval, ApprovalState
from router.core.approvals.life import escalated, expired, is_due, state_at
from router.core.approvals.notices import (
    approval_told,
    escalated_notice,
    expired_notice,
    grant_told,
    used_up_notice,
)
from router.core.errors import ApprovalConflict, LedgerUnavailable
from router.core.grant import Grant
from router.ports.approvals import Approvals, Edited, Grants
from router.ports.clock import Clock
from router.services.administer import Actor, Administer, Asked
from router.services.show_grants import ShowGrants
from router.services.tell_of_approvals import TellOfApprovals

__all__ = ["SweepApprovals"]

_log = logging.getLogger(__name__)
_ITSELF = Actor("tierwise", "service")
_MOST = 1_000


@dataclass(slots=True, kw_only=True)
class SweepApprovals:
    """Every process sweeps; each thing is done, and told of, by the one that was first."""

    approvals: Approvals
    grants: Grants
    show: ShowGrants
    administer: Administer
    tell: TellOfApprovals
    routing: Callable[[], ApprovalRouting]
    clock: Clock
    look_s: float = 30.0

    async def run(self) -> None:
        """Sweep until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(self.look_s)

    async def look(self) -> None:
        """Sweep once; where the store is away, the next round tries again."""
        try:
            await self.sweep()
        except LedgerUnavailable as error:
            _log.error("Approvals are not swept. %s", error.message)

    async def sweep(self) -> None:
        """Pass on what waits for long, write down what expired, end grants that are used up.

        Raises:
            LedgerUnavailable: the store is away.
        """
        now, routing = self.clock.now(), self.routing()
        for one in await self.approvals.latest((ApprovalState.PENDING,), most=_MOST):
            if state_at(one, now) is ApprovalState.EXPIRED:
                await self._expire(one, routing, at=now)
            elif is_due(one, routing, at=now):
                await self._escalate(one, routing, at=now)
        for standing in await self.show(await self.grants.open(now)):
            if standing.is_used_up:
                await self._end(standing.grant, routing, at=now)

    async def _expire(self, one: Approval, routing: ApprovalRouting, *, at: datetime) -> None:
        found = await self._changed(one, expired, kind=ActKind.APPROVAL_EXPIRE)
        if found is not None:
            await self.tell(lambda id: expired_notice(found, routing, id=id, at=at))

    async def _escalate(self, one: Approval, routing: ApprovalRouting, *, at: datetime) -> None:
        found = await self._changed(one, escalated, kind=ActKind.APPROVAL_ESCALATE)
        if found is not None:
            await self.tell(lambda id: escalated_notice(found, routing, id=id, at=at))

    async def _changed(
        self, one: Approval, edit: Callable[[Approval], Approval], *, kind: ActKind
    ) -> Approval | None:
        """The approval as it is now; None where another process was faster."""

        def unless_changed(found: Approval) -> Edited:
            if found.version != one.version:
                raise ApprovalConflict(f"{one.id} has changed meanwhile.")
            return Edited(edit(found))

        async def change() -> Approval:
            edited = await self.approvals.change(one.id, unless_changed)
            return one if edited is None else edited.approval

        try:
            return await self.administer(
                Asked(actor=_ITSELF, kind=kind, subject=one.id),
                change,
                told=lambda found: {"after": approval_told(found)},
            )
        except ApprovalConflict:
            return None

    async def _end(self, grant: Grant, routing: ApprovalRouting, *, at: datetime) -> None:
        is_first = False

        def use_up(found: Grant) -> Grant:
            nonlocal is_first
            is_first = found.used_up_at is None and found.revoked_at is None
            return replace(found, used_up_at=at) if is_first else found

        async def end() -> Grant:
            changed = await self.grants.change(grant.id, use_up)
            return grant if changed is None else changed[1]

        ended = await self.administer(
            Asked(actor=_ITSELF, kind=ActKind.GRANT_END, subject=grant.id),
            end,
            told=lambda found: {"after": grant_told(found)},
        )
        if is_first:
            approval = await self.approvals.get(grant.approval_id)
            link = routing.link_to(grant.approval_id)
            await self.tell(lambda id: used_up_notice(ended, approval, id=id, at=at, link=link))

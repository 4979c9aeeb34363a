"""How do simulated people ask for approval, wait for it, and learn that they may send again?"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from router.core.approvals.life import Ballot
from router.core.errors import ApprovalConflict, ApprovalRequired
from router.core.key import VirtualKey
from router.core.money import ZERO_USD
from router.core.simulation.approving import (
    Sought,
    approver_of,
    ballot_on,
    decided_at,
    wanted_usd,
)
from router.core.simulation.calendar import DAY_S
from router.core.simulation.draw import Draw
from router.core.simulation.event import Request
from router.core.simulation.plan import Plan
from router.services.ask_approval import AskApproval, Wanted
from router.services.decide_approval import DecideApproval

__all__ = ["SeekApproval"]

_READS_S = 60.0
"""How long it takes from a decision until whoever asked has read of it and sends again."""
_Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Passed:
    """When requests may be sent again: `since_s` for the one that was refused first."""

    first_s: float
    since_s: float


@dataclass(kw_only=True)
class SeekApproval:
    """Asks once for each key and rule at a time; whoever comes meanwhile waits with the first."""

    ask: AskApproval
    decide: DecideApproval
    plan: Plan
    keys: Mapping[str, VirtualKey]
    now_s: Callable[[], float]
    hear: Callable[[Sought], None]
    """Is told of all that was asked for."""
    wait: Callable[[float], Awaitable[None]] = asyncio.sleep
    _under_way: dict[_Place, "asyncio.Task[_Passed | None]"] = field(
        default_factory=dict, init=False
    )
    _denied: dict[_Place, float] = field(default_factory=dict, init=False)
    """Until when nobody asks again."""

    async def __call__(self, request: Request, refusal: ApprovalRequired) -> bool:
        """Return when the request may be sent again, or false where that would not help.

        Scripts and thieves ask nobody.
        """
        place = (request.key, refusal.details.get("rule", ""))
        approval_id = refusal.details.get("approval")
        is_denied = self.now_s() < self._denied.get(place, 0.0)
        if request.anomaly is not None or approval_id is None or is_denied:
            return False
        task = self._under_way.get(place)
        if task is None:
            estimate_usd = Decimal(refusal.details.get("estimate_usd", "0"))
            amount_usd = wanted_usd(request, estimate_usd)
            seek = self._seek(request, approval_id, place=place, amount_usd=amount_usd)
            task = asyncio.create_task(seek)
            self._under_way[place] = task
            task.add_done_callback(lambda _: self._under_way.pop(place))
        passed = await task
        if passed is None:
            return False
        again_s = passed.since_s + max(0.0, request.at_s - passed.first_s)
        await self.wait(max(0.0, again_s - self.now_s()))
        return again_s < self.plan.ends_s

    async def _seek(
        self, request: Request, approval_id: str, *, place: _Place, amount_usd: Decimal
    ) -> _Passed | None:
        sought = Sought(
            key=request.key, rule_id=place[1], wanted_usd=amount_usd, asked_s=self.now_s()
        )
        wanted = Wanted(reason="It is due, and worth it.", usd=amount_usd, id=approval_id)
        asked = (await self.ask(self.keys[request.key], wanted)).result
        granted_usd = await self._decided(request, sought, approval_id=asked.id)
        if granted_usd is None:
            self.hear(sought)
            return None
        at_s = self.now_s()
        self.hear(replace(sought, decided_s=at_s, granted_usd=granted_usd))
        if not granted_usd:
            self._denied[place] = at_s + DAY_S
            return None
        return _Passed(first_s=request.at_s, since_s=at_s + _READS_S)

    async def _decided(
        self, request: Request, sought: Sought, *, approval_id: str
    ) -> Decimal | None:
        """What was granted, nothing where it was denied; None where nobody decided."""
        approver = approver_of(self.plan.company, request.key)
        draw = Draw(self.plan.seed, "approver", request.key, round(sought.asked_s))
        if approver is None:
            return None
        at_s = decided_at(sought.asked_s, approver, calendar=self.plan.calendar, draw=draw)
        if at_s >= self.plan.ends_s:
            return None
        await self.wait(at_s - self.now_s())
        ballot: Ballot = ballot_on(request, sought.wanted_usd)
        try:
            decided = await self.decide(self.keys[approver.key], approval_id, ballot=ballot)
        except ApprovalConflict:  # it expired
            return None
        return ZERO_USD if decided.grant is None else decided.grant.limit_usd

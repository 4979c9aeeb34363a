"""Tests of `router.services.seek_approval`."""

import asyncio
from dataclasses import dataclass, field, replace
from decimal import Decimal

from classifier.labels import Priority
from router.core.approvals.approval import ApprovalState
from router.core.errors import ApprovalRequired
from router.core.key import VirtualKey
from router.core.simulation.approving import Sought
from router.core.simulation.event import Request
from router.core.simulation.plan import Plan
from router.services.seek_approval import SeekApproval
from tests.approving import RULE, Desk
from tests.core.simulation.small import ask, plan, request

ASKER = "key-developer-002"
PLAN = plan(people=40, days=3)
HOUR_S = 3_600.0


@dataclass
class World:
    """People with keys, approvers at their desks, and a time that passes when somebody waits."""

    plan: Plan = PLAN
    now_s: float = 0.0
    sought: list[Sought] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.desk = Desk()
        self.keys: dict[str, VirtualKey] = {one.name: one for one in self.plan.company.issued()}
        self.seek = SeekApproval(
            ask=self.desk.approving.ask,
            decide=self.desk.approving.decide,
            plan=self.plan,
            keys=self.keys,
            now_s=lambda: self.now_s,
            hear=self.sought.append,
            wait=self.wait,
        )

    async def wait(self, seconds: float) -> None:
        self.now_s += seconds
        self.desk.clock.seconds += seconds
        await asyncio.sleep(0)

    async def refused(self, asked: Request, *, id: str = "dec_1") -> bool:
        """Whether it may be sent again after it was refused."""
        await self.desk.refuse(id, by=self.keys[asked.key])
        details = {"rule": RULE, "approval": id.replace("dec", "apr"), "estimate_usd": "0.10"}
        return await self.seek(asked, ApprovalRequired("Ask.", details=details))


def needing(priority: Priority = Priority.HIGH, at_s: float = 0.0) -> Request:
    return request(at_s, key=ASKER, asked=ask(priority=priority))


async def test_what_is_approved_may_be_sent_again_after_its_approver_has_come_to_work() -> None:
    world = World()

    assert await world.refused(needing())

    (told,) = world.sought
    assert (told.key, told.rule_id, told.granted_usd) == (ASKER, RULE, Decimal("2.40"))
    assert told.decided_s is not None
    assert 0 < told.decided_s < world.now_s
    kept = await world.desk.stores.approvals.get("apr_1")
    assert kept is not None
    assert (kept.state, kept.votes[0].user) == (ApprovalState.APPROVED, "developer-001")


async def test_what_is_denied_is_not_asked_for_again_on_the_same_day() -> None:
    world = World()

    assert not await world.refused(needing(Priority.LOW))
    assert not await world.refused(needing(Priority.LOW), id="dec_2")

    assert [one.granted_usd for one in world.sought] == [Decimal(0)]
    assert await world.desk.stores.approvals.get("apr_2") is None


async def test_who_comes_meanwhile_waits_with_the_first_and_goes_as_much_later() -> None:
    world = World()

    both = asyncio.gather(world.refused(needing()), world.refused(needing(at_s=600.0), id="dec_2"))
    assert all(await both)

    (told,) = world.sought
    assert told.decided_s is not None
    assert world.now_s >= told.decided_s + 600.0


async def test_scripts_and_thieves_ask_nobody() -> None:
    world = World()

    assert not await world.refused(replace(needing(), anomaly="a"))
    assert world.sought == []


async def test_what_nobody_decides_before_the_end_is_told_as_such() -> None:
    world = World(now_s=PLAN.ends_s - 1.0)

    assert not await world.refused(needing())
    assert [one.decided_s for one in world.sought] == [None]

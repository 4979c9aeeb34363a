"""Who sees and changes which budgets and quotas, and is it written down?"""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from router.core.budget import Budget
from router.core.caller import Attribution, identify
from router.core.errors import InvalidRequest
from router.core.key import LOCAL_KEY, Role, VirtualKey
from router.core.limit_book import LimitBook
from router.core.stored_limit import LimitKind, LimitName, StoredBudget
from router.services.administer import Administer, NotThere
from router.services.administer_limits import AdministerLimits
from router.services.keep_directory import KeepDirectory
from router.services.set_limits import SetLimits, limit_from
from router.services.show_limits import ShowLimits
from tests.fakes import Service

FINANCE = VirtualKey(id="key_finance", name="finance's", role=Role.FINANCE)
AUDITOR = VirtualKey(id="key_auditor", name="auditor's", role=Role.AUDITOR)
LEAD = VirtualKey(id="key_lead", name="lead's", role=Role.TEAM_LEAD, team="search", user="ada")
MEMBER = VirtualKey(id="key_member", name="member's", team="search", user="grace")
OF_POLICY = Budget.model_validate({"id": "company", "limit_usd": 100, "per": "month"})
BUDGETS = {
    "search-month": {"team": "search"},
    "ads-month": {"team": "ads"},
    "grace-day": {"user": "grace"},
    "atlas": {"team": "search", "project": "atlas"},
}


class Desk:
    def __init__(self) -> None:
        service = Service()
        stores, clock = service.stores, service.clock
        self.clock, self.log = clock, service.admin_log
        self.limits = AdministerLimits(
            limits=SetLimits(store=stores.limits, clock=clock),
            show=ShowLimits(accounts=stores.accounts, clock=clock),
            administer=Administer(log=self.log, clock=clock),
            book=lambda: LimitBook([OF_POLICY]),
            directory=KeepDirectory(store=stores.directory, clock=clock).now,
        )

    async def seen(self, by: VirtualKey) -> dict[str, bool]:
        """Which budgets are seen, and whether with amounts."""
        found = await self.limits.visible(by, LimitKind.BUDGET)
        return {one.standing.account.limit.id: one.with_amounts for one in found}


def budget(name: str, **scope: object) -> StoredBudget:
    found = limit_from(LimitKind.BUDGET, {"id": name, "limit_usd": 10, "per": "day", **scope})
    assert isinstance(found, StoredBudget)
    return found


@pytest.fixture
async def desk() -> Desk:
    made = Desk()
    for name, scope in BUDGETS.items():
        await made.limits.put(FINANCE, budget(name, **scope))
    return made


@pytest.mark.parametrize("by", [FINANCE, AUDITOR, LOCAL_KEY], ids=lambda key: key.id)
async def test_whoever_reads_all_sees_all_with_amounts(desk: Desk, by: VirtualKey) -> None:
    assert await desk.seen(by) == dict.fromkeys([*BUDGETS, "company"], True)


async def test_a_lead_sees_the_amounts_of_the_team_and_shares_of_what_limits_it(
    desk: Desk,
) -> None:
    assert await desk.seen(LEAD) == {"search-month": True, "atlas": True, "company": False}


async def test_a_member_sees_shares_of_what_limits_one_and_the_amounts_of_the_own(
    desk: Desk,
) -> None:
    seen = {"search-month": False, "grace-day": True, "company": False}
    assert await desk.seen(MEMBER) == seen


async def test_what_one_may_not_see_does_not_exist(desk: Desk) -> None:
    for name in ("ads-month", "none"):
        with pytest.raises(NotThere, match=f"There is no budget '{name}'"):
            await desk.limits.get(MEMBER, LimitName(LimitKind.BUDGET, name))


async def test_a_budget_of_a_policy_is_shown_and_changed_in_the_policy_only(desk: Desk) -> None:
    name = LimitName(LimitKind.BUDGET, "company")
    assert (await desk.limits.get(FINANCE, name)).is_of_policy
    assert not (await desk.limits.get(FINANCE, LimitName(name.kind, "ads-month"))).is_of_policy
    for act in (
        desk.limits.amend(FINANCE, name, written={"limit_usd": 5}),
        desk.limits.remove(FINANCE, name),
    ):
        with pytest.raises(NotThere, match="changed in the policy"):
            await act


async def test_each_act_is_kept_with_before_and_after(desk: Desk) -> None:
    name = LimitName(LimitKind.BUDGET, "ads-month")
    await desk.limits.amend(FINANCE, name, written={"limit_usd": 20})
    begun, done = (await desk.log.latest(most=2))[::-1]
    assert (begun.kind, begun.subject) == ("budget.put", "budget:ads-month")
    assert begun.said == {"asked": {"limit_usd": 20}}
    before, after = done.said["before"], done.said["after"]
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    assert {k: v for k, v in after.items() if before[k] != v} == {"limit_usd": "20"}
    await desk.limits.remove(FINANCE, name)
    removed = (await desk.log.latest(most=1))[0]
    assert (removed.kind, removed.said["after"]) == ("budget.remove", None)


async def test_a_quota_is_administered_like_a_budget(desk: Desk) -> None:
    fields = {"id": "fast", "unit": "requests", "limit": 60, "per": "minute"}
    await desk.limits.put(FINANCE, limit_from(LimitKind.QUOTA, fields))
    (one,) = await desk.limits.visible(MEMBER, LimitKind.QUOTA)
    assert one.standing.state.limit == 60
    assert (await desk.log.latest(most=1))[0].kind == "quota.put"
    await desk.limits.remove(FINANCE, LimitName(LimitKind.QUOTA, "fast"))
    assert (await desk.log.latest(most=1))[0].kind == "quota.remove"


async def test_an_increase_asked_for_twice_under_one_key_is_permitted_once(desk: Desk) -> None:
    until = desk.clock.now() + timedelta(days=1)

    async def permit() -> bool:
        done = await desk.limits.increase(
            FINANCE,
            "ads-month",
            amount_usd=Decimal(5),
            until=until,
            why="launch",
            idempotency_key="k",
        )
        return done.is_repeated

    assert [await permit(), await permit()] == [False, True]
    shown = await desk.limits.get(FINANCE, LimitName(LimitKind.BUDGET, "ads-month"))
    assert shown.standing.state.limit == 15_000_000_000
    limit = shown.standing.account.limit
    assert isinstance(limit, StoredBudget)
    assert [(one.by, one.why) for one in limit.increases] == [("finance's", "launch")]


async def test_an_increase_that_is_over_is_refused_and_written_down(desk: Desk) -> None:
    with pytest.raises(InvalidRequest, match="over already"):
        await desk.limits.increase(
            FINANCE, "ads-month", amount_usd=Decimal(5), until=desk.clock.now(), why="late"
        )
    refused = (await desk.log.latest(most=1))[0]
    assert (refused.kind, refused.stage) == ("budget.increase", "refused")


async def test_a_budget_that_is_not_there_is_not_increased(desk: Desk) -> None:
    until = desk.clock.now() + timedelta(days=1)
    with pytest.raises(NotThere):
        await desk.limits.increase(FINANCE, "none", amount_usd=Decimal(5), until=until, why="x")


async def test_those_that_limit_a_caller_are_told_to_whoever_reads_all_too(desk: Desk) -> None:
    by_tier = Budget.model_validate({"id": "best", "limit_usd": 5, "per": "day", "tier": "premium"})
    book = LimitBook([OF_POLICY, by_tier], (await desk.limits.limits.all()).limits)
    limits = replace(desk.limits, book=lambda: book)

    for by in (MEMBER, FINANCE):
        found = await limits.limiting(by, identify(MEMBER, Attribution()))
        names = {one.standing.account.limit.id for one in found}
        assert names == {"company", "best", "search-month", "grace-day"}
        assert all(one.with_amounts for one in found) == (by is FINANCE)

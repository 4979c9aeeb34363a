"""Tests of `router.services.show_own_usage`: what one is told, and that it is one's own."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from router.bootstrap.administration import open_administration
from router.bootstrap.approving import open_approving
from router.core.budget import Budget, BudgetState
from router.core.caller import Caller
from router.core.directory import Directory
from router.core.finding import Finding, Subject, SubjectKind
from router.core.grant import Grant
from router.core.key import Role, VirtualKey
from router.core.ladder import rule_of
from router.core.limit_book import LimitBook
from router.core.policy import Policy, Rule
from router.core.policy_budget import PolicyBudget
from router.core.scope import Scope
from router.services.show_grants import ShowGrants
from router.services.show_own_usage import OwnUsage, ShowOwnUsage
from tests.approving import approval
from tests.factories import NOON, assessment, decision_record, facts, ledger_entry, rulebook
from tests.fakes import Service

ADA = VirtualKey(id="key_ada", name="ada's", user="ada", team="search", project="atlas")
ROOT = VirtualKey(id="key_root", name="root's", user="ada", team="ads", role=Role.ADMIN)
KEY_ALONE = VirtualKey(id="key_ci", name="ci's", team="search")
DAY = timedelta(days=1)
LADDER = PolicyBudget.model_validate(
    {
        "id": "company",
        "limit_usd": 100,
        "per": "month",
        "steps": [{"at": 0.8, "for": ["low"], "cap": "economy"}],
    }
)
BURSTS = Rule.model_validate(
    {
        "id": "bursts",
        "reason": "Unusual.",
        "when": {"findings": ["burst"]},
        "then": {"slow_down": 6},
    }
)
POLICY = Policy(
    version=1,
    name="test",
    budgets=(LADDER,),
    rules=(rule_of(LADDER.steps[0], LADDER, owner=None), BURSTS),
)
BUDGETS = tuple(
    Budget.model_validate({"limit_usd": 10, "per": "month", **one})
    for one in (
        {"id": "company"},
        {"id": "search", "team": "search"},
        {"id": "ads", "team": "ads"},
        {"id": "ada", "user": "ada"},
        {"id": "grace", "user": "grace"},
    )
)


@dataclass
class FixedStanding:
    """Implements `Standing`."""

    states: tuple[BudgetState, ...] = ()

    def of(self, caller: Caller, *, at: datetime) -> tuple[BudgetState, ...]:
        return self.states


@dataclass
class Company:
    """A service in which several people asked."""

    service: Service = field(default_factory=Service)
    standing: FixedStanding = field(default_factory=FixedStanding)
    booked: int = 0

    def __post_init__(self) -> None:
        self.service.rulebooks.in_force = rulebook(POLICY)
        self.service.book = LimitBook(BUDGETS)

    async def book(self, who: Caller, *, at: datetime = NOON, usd: str = "1") -> None:
        self.booked += 1
        name = f"dec_{self.booked}"
        entry = ledger_entry(
            id=f"led_{self.booked}", decision_id=name, who=who, at=at, cost_usd=usd
        )
        record = decision_record(id=name, on=facts(who=who, said=assessment()))
        await self.service.ledger.append(entry, record)

    async def find(self, subject: Subject, **changes: object) -> None:
        self.booked += 1
        found = Finding(
            id=f"fnd_{self.booked}",
            kind="burst",
            subject=subject,
            opened_at=NOON,
            last_at=NOON,
            until=NOON + DAY,
            score=2.0,
            explanation="120 requests in a minute; 4 are usual.",
            team="search",
        )
        await self.service.findings.add(replace(found, **changes))  # type: ignore[arg-type]

    async def told(self, key: VirtualKey) -> OwnUsage:
        stores, clock = self.service.stores, self.service.clock
        admin = open_administration(stores, clock, book=lambda: self.service.book)
        approving = open_approving(stores, clock, rulebook=self.service.rulebooks.current)
        show = ShowOwnUsage(
            traffic=stores.own_traffic,
            limits=admin.limits,
            standing=self.standing,
            policy=lambda: self.service.rulebooks.current().policy,
            directory=Directory,
            findings=stores.findings,
            approvals=approving.show,
            grants=stores.grants,
            show_grants=ShowGrants(accounts=stores.accounts, clock=clock),
            clock=clock,
        )
        return await show(key)


@pytest.fixture
def company() -> Company:
    return Company()


def of(key: VirtualKey, **changes: object) -> Caller:
    caller = Caller(key_id=key.id, user=key.user or "unassigned", team=key.team or "unassigned")
    return replace(caller, **changes)  # type: ignore[arg-type]


def usd(told: OwnUsage) -> dict[str, Decimal]:
    return {
        name: sum((one.cost_usd for one in rows), start=Decimal(0))
        for name, rows in told.spend.items()
    }


def names(told: OwnUsage) -> dict[str, bool]:
    """The limits that are told, and whether with amounts."""
    return {one.standing.account.name: one.with_amounts for one in told.limits}


async def test_spend_is_of_today_of_seven_and_of_thirty_days(company: Company) -> None:
    for days, amount in ((0, "1"), (0.6, "2"), (8, "4"), (31, "8")):
        await company.book(of(ADA), at=NOON - days * DAY, usd=amount)

    told = await company.told(ADA)

    assert usd(told) == {"today": 1, "7d": 3, "30d": 7}
    assert told.tasks.cost_usd == {assessment().task.value: 7}
    assert told.tasks.is_whole


@pytest.mark.parametrize("key", [ADA, ROOT, KEY_ALONE], ids=lambda key: key.id)
async def test_nobody_is_told_what_others_spent_whatever_their_role(
    company: Company, key: VirtualKey
) -> None:
    await company.book(of(ADA), usd="1")
    await company.book(of(ADA, key_id="key_other"), usd="2")
    await company.book(of(ROOT), usd="4")
    await company.book(of(KEY_ALONE), usd="8")
    await company.book(Caller(key_id="key_grace", user="grace", team="search"), usd="16")

    own = {"key_ada": 3, "key_root": 4, "key_ci": 8}

    told = await company.told(key)
    assert usd(told)["30d"] == own[key.id]
    assert sum(told.tasks.cost_usd.values()) == own[key.id]


async def test_limits_are_those_that_own_requests_fall_under(company: Company) -> None:
    assert names(await company.told(ADA)) == {"company": False, "search": False, "ada": True}
    lead = replace(ADA, role=Role.TEAM_LEAD)
    assert names(await company.told(lead)) == {"company": False, "search": True, "ada": True}
    assert names(await company.told(ROOT)) == {"company": True, "ads": True, "ada": True}


async def test_steps_of_ladders_are_told_while_they_are_in_force(company: Company) -> None:
    assert not (await company.told(ADA)).steps
    company.standing.states = (BudgetState(id="company", share_used=0.85, share_elapsed=0.5),)

    told = await company.told(ADA)

    assert [str(one.step) for one in told.steps] == ["company at 80%: cap economy"]
    assert [[one.value for one in step.priorities] for step in told.steps] == [["low"]]
    assert told.budgets == company.standing.states


async def test_findings_are_told_of_the_own_key_and_user_alone(company: Company) -> None:
    for name in ("key_ada", "key_grace"):
        await company.find(Subject(SubjectKind.KEY, name))
    for name in ("ada", "grace"):
        await company.find(Subject(SubjectKind.USER, name))
    await company.find(Subject(SubjectKind.KEY, "key_ci"), until=NOON)

    told = await company.told(ADA)

    assert [str(one.finding.subject) for one in told.findings] == ["key:key_ada", "user:ada"]
    assert [one.rules for one in told.findings] == [("bursts",), ()]
    assert not (await company.told(KEY_ALONE)).findings


async def test_what_is_only_told_names_no_rule(company: Company) -> None:
    await company.find(
        Subject(SubjectKind.KEY, "key_ada"), is_acting=False, spared_because="It is new."
    )
    (found,) = (await company.told(ADA)).findings
    assert found.rules == ()


async def test_a_finding_on_a_namesake_is_told_where_it_acts_without_its_figures(
    company: Company,
) -> None:
    subject = Subject(SubjectKind.USER, "ada")
    await company.find(subject, team="ads", kind="acts")
    await company.find(subject, team="ads", kind="told", is_acting=False)

    told = (await company.told(ADA)).findings

    assert [(one.finding.kind, one.is_readable) for one in told] == [("acts", False)]


async def test_approvals_that_wait_are_the_own_ones_also_for_whoever_decides(
    company: Company,
) -> None:
    asked = {"apr_ada": ADA, "apr_root": ROOT, "apr_ci": KEY_ALONE}
    for number, (name, key) in enumerate(asked.items()):
        one = replace(
            approval(),
            id=name,
            rule_id=f"rule-{number}",
            caller=of(key),
            asked_by=key.id,
            asked_user=key.user,
        )
        await company.service.approvals.ask(one)

    def ids(told: OwnUsage) -> Sequence[str]:
        return [one.approval.id for one in told.approvals]

    for name, key in asked.items():
        assert ids(await company.told(key)) == [name]


async def test_grants_are_those_that_may_be_drawn_on_with_what_is_left(company: Company) -> None:
    for user in ("ada", "grace"):
        grant = Grant(
            id=f"grt_{user}",
            approval_id="apr_1",
            scope=Scope(user=user),
            rules=("big",),
            limit_usd=Decimal(20),
            since=NOON,
            until=NOON + DAY,
        )
        company.service.given.add(grant)

    (told,) = (await company.told(ADA)).grants

    assert told.grant.id == "grt_ada"
    assert told.usd.room == 20 * 10**9

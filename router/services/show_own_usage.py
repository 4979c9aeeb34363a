"""What did somebody use, what limits them now, and why?"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from classifier.labels import Complexity, Priority, Task
from router.core.approvals.approval import ApprovalState
from router.core.assessment import Assessment
from router.core.budget import BudgetState
from router.core.caller import Attribution, Caller, identify
from router.core.coaching.own_request import Oneself
from router.core.coaching.own_spend import OwnSpend
from router.core.directory import Directory
from router.core.facts import Facts, RequestShape
from router.core.finding import Finding
from router.core.finding_words import rules_naming
from router.core.key import VirtualKey
from router.core.money import ZERO_USD
from router.core.own_usage import is_asked_by, is_readable, own_subjects
from router.core.policy import Policy
from router.core.steps_now import StepNow, steps_now
from router.ports.approvals import Grants
from router.ports.clock import Clock
from router.ports.findings import Findings, WantedFindings
from router.ports.own_traffic import OwnTraffic
from router.ports.standing import Standing
from router.services.administer_limits import AdministerLimits, Shown
from router.services.coach import MOST_REQUESTS
from router.services.show_approvals import SeenApproval, ShowApprovals
from router.services.show_grants import GrantStanding, ShowGrants

__all__ = ["OwnFinding", "OwnTasks", "OwnUsage", "ShowOwnUsage"]

_MOST = 100
_MOST_WAITING = 1_000
_WINDOWS = {"7d": timedelta(days=7), "30d": timedelta(days=30)}


class OwnTasks(NamedTuple):
    """What chats of each task cost in 30 days, dearest first."""

    cost_usd: Mapping[str, Decimal]
    is_whole: bool
    """Whether all were looked at, and not only the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFinding:
    """A finding on one's own key or user that is open."""

    finding: Finding
    rules: tuple[str, ...]
    """The rules of the policy that apply because of it, where their other conditions hold."""
    is_readable: bool
    """Whether its words and figures are of oneself alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnUsage:
    """All of it, at one moment."""

    at: datetime
    oneself: Oneself
    spend: Mapping[str, Sequence[OwnSpend]]
    """By time: `today` in UTC, `7d`, `30d`."""
    tasks: OwnTasks
    limits: Sequence[Shown]
    budgets: Sequence[BudgetState]
    """As rules see them."""
    steps: Sequence[StepNow]
    findings: Sequence[OwnFinding]
    approvals: Sequence[SeenApproval]
    grants: Sequence[GrantStanding]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowOwnUsage:
    """For whoever asks, of themselves: no role widens it."""

    traffic: OwnTraffic
    limits: AdministerLimits
    standing: Standing
    policy: Callable[[], Policy]
    directory: Callable[[], Directory]
    findings: Findings
    approvals: ShowApprovals
    grants: Grants
    show_grants: ShowGrants
    clock: Clock

    async def __call__(self, key: VirtualKey) -> OwnUsage:
        """What the holder of a key used, and what holds for them now."""
        now, oneself = self.clock.now(), Oneself.of(key)
        caller = identify(key, Attribution(), directory=self.directory())
        budgets = self.standing.of(caller, at=now)
        return OwnUsage(
            at=now,
            oneself=oneself,
            spend=await self._spend(oneself, now),
            tasks=await self._tasks(oneself, now),
            limits=await self.limits.limiting(key, caller),
            budgets=budgets,
            steps=steps_now(self.policy(), _ordinary(caller, now, budgets=budgets)),
            findings=await self._findings(oneself, now),
            approvals=await self._approvals(key, oneself),
            grants=await self._grants(caller, now),
        )

    async def _spend(self, oneself: Oneself, now: datetime) -> Mapping[str, Sequence[OwnSpend]]:
        midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        begins = {"today": midnight} | {name: now - span for name, span in _WINDOWS.items()}
        return {
            name: await self.traffic.spend(oneself, since=since) for name, since in begins.items()
        }

    async def _tasks(self, oneself: Oneself, now: datetime) -> OwnTasks:
        since = now - _WINDOWS["30d"]
        sums: dict[str, Decimal] = defaultdict(lambda: ZERO_USD)
        newest = await self.traffic.newest(oneself, since=since, most=MOST_REQUESTS)
        for one in newest.requests:
            sums["unsure" if one.is_abstained else one.task.value] += one.cost_usd
        dearest = sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))
        return OwnTasks(dict(dearest), is_whole=newest.is_whole)

    async def _findings(self, oneself: Oneself, now: datetime) -> Sequence[OwnFinding]:
        policy, found = self.policy(), list[OwnFinding]()
        for subject in own_subjects(oneself):
            wanted = WantedFindings(subject=subject, is_open_at=now)
            for one in await self.findings.latest(wanted, most=_MOST):
                can_read = is_readable(oneself, one)
                if can_read or one.is_acting:
                    rules = rules_naming(policy, one.name) if one.is_acting else ()
                    found.append(OwnFinding(finding=one, rules=rules, is_readable=can_read))
        return found

    async def _approvals(self, key: VirtualKey, oneself: Oneself) -> Sequence[SeenApproval]:
        waiting = await self.approvals.visible(
            key, states=(ApprovalState.PENDING,), most=_MOST_WAITING
        )
        return [one for one in waiting if is_asked_by(oneself, one.approval)]

    async def _grants(self, caller: Caller, now: datetime) -> Sequence[GrantStanding]:
        found = await self.grants.open(now)
        return await self.show_grants([one for one in found if one.scope.covers(caller)])


def _ordinary(caller: Caller, now: datetime, *, budgets: tuple[BudgetState, ...]) -> Facts:
    """An ordinary request: what is special about one is not known before it comes."""
    said = Assessment(priority=Priority.NORMAL, complexity=Complexity.MODERATE, task=Task.CHAT)
    return Facts(
        at=now,
        caller=caller,
        request=RequestShape(requested_model="auto", input_tokens=500),
        assessment=said,
        budgets=budgets,
    )

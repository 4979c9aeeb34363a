"""GET /v1/usage/me: what one used, what limits one now, and why."""

from collections.abc import Sequence

from fastapi import APIRouter, Request

from router.api.access import called_by
from router.api.admin.limit_json import limit_json
from router.api.approval_json import approval_json, grant_json
from router.api.coach import coaching_of
from router.core.budget import BudgetState
from router.core.coaching.own_spend import OwnSpend, summed, summed_by
from router.core.money import format_usd
from router.core.own_usage import why_in_force
from router.core.steps_now import StepNow
from router.services.show_own_usage import OwnFinding, OwnTasks, OwnUsage

__all__ = ["routes"]

routes = APIRouter()
Json = dict[str, object]
_MINUTES = "%Y-%m-%d %H:%M UTC"
_OF_OTHERS = "It is of a user of this name in another team. An administrator can tell more."


@routes.get("/v1/usage/me")
async def show_own_usage(request: Request) -> Json:
    """The caller's own spend, limits, steps of ladders, findings, approvals and grants."""
    key = await called_by(request)
    return _told(await coaching_of(request).usage(key))


def _told(usage: OwnUsage) -> Json:
    whose = usage.oneself
    return {
        "object": "tierwise.own_usage",
        "at": usage.at.isoformat(),
        "user": whose.user,
        "team": whose.team,
        "key": whose.key_id,
        "spend": {name: _spend(rows) for name, rows in usage.spend.items()},
        "tasks_30d": _tasks(usage.tasks),
        "limits": [limit_json(one) for one in usage.limits],
        "steps": [_step(one, usage.budgets) for one in usage.steps],
        "findings": [_finding(one) for one in usage.findings],
        "approvals": [approval_json(one) for one in usage.approvals],
        "grants": [grant_json(one) for one in usage.grants],
    }


def _spend(rows: Sequence[OwnSpend]) -> Json:
    groups = {
        "by_model": summed_by([one for one in rows if one.model], lambda one: one.model),
        "by_tier": summed_by([one for one in rows if one.tier], lambda one: one.tier),
        "by_project": summed_by(rows, lambda one: one.project),
    }
    told = {
        name: {group: _sum(total) for group, total in found.items()}
        for name, found in groups.items()
    }
    return {**_sum(summed(rows)), **told}


def _sum(total: OwnSpend) -> Json:
    return {
        "calls": total.calls,
        "input_tokens": total.input_tokens,
        "cached_tokens": total.cached_tokens,
        "output_tokens": total.output_tokens,
        "cost_usd": format_usd(total.cost_usd),
    }


def _tasks(tasks: OwnTasks) -> Json:
    sums = {name: format_usd(amount) for name, amount in tasks.cost_usd.items()}
    return {"cost_usd": sums, "is_whole": tasks.is_whole}


def _step(one: StepNow, budgets: Sequence[BudgetState]) -> Json:
    """The step, and how far the budget is that it belongs to."""
    budget = next((state for state in budgets if state.id == one.step.budget), None)
    return {
        "budget": one.step.budget,
        "step": str(one.step),
        "effects": list(one.step.effects),
        "why": why_in_force(one.step.budget, budgets),
        "priorities": [priority.value for priority in one.priorities],
        "share_used": None if budget is None else budget.share_used,
        "pace": None if budget is None else budget.pace,
    }


def _finding(own: OwnFinding) -> Json:
    one = own.finding
    return {
        "id": one.id,
        "kind": one.kind,
        "subject": str(one.subject),
        "explanation": one.explanation if own.is_readable else _OF_OTHERS,
        "is_acting": one.is_acting,
        "rules": list(own.rules),
        "spared_because": one.spared_because,
        "opened_at": one.opened_at.isoformat(),
        "until": one.until.isoformat(),
        "release": f"It ends {one.until.strftime(_MINUTES)} unless it goes on. An administrator "
        f"or the lead of the team can release it before: tierwise findings release {one.id}",
    }

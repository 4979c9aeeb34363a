"""What do LiteLLM's budgets become, and how do they still stop spending?"""

from collections.abc import Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from router.core.importing.imported import ImportedBudget, ImportedRule
from router.core.importing.naming import Ids
from router.core.importing.source import Part

__all__ = ["budgets_of", "period_of", "rule_of"]

_PERIODS = {
    "1d": "day",
    "24h": "day",
    "daily": "day",
    "7d": "week",
    "1w": "week",
    "weekly": "week",
    "30d": "month",
    "1mo": "month",
    "monthly": "month",
}
"""LiteLLM ends all of these at midnight, on Mondays and on the first of a month, as we do."""


def period_of(duration: str) -> str | None:
    """The period that a duration of LiteLLM stands for; None where there is none like it."""
    return _PERIODS.get(duration.strip().lower())


def budgets_of(settings: Part, *, ids: Ids) -> Iterator[ImportedBudget]:
    """The budgets in `litellm_settings`: of the whole service, and of tags."""
    zone = settings.get("timezone")
    timezone = _zone(zone) if zone else None
    found = [_budget(settings, ids=ids, scope={}, timezone=timezone)]
    tags = settings.get("tag_budget_config")
    for tag, part in tags.items() if tags else ():
        found.append(_budget(part, ids=ids, scope={"tag": tag}, timezone=timezone))
    budgets = [budget for budget in found if budget is not None]
    if zone is not None and timezone is not None and budgets:
        zone.carried("`timezone` of the budgets")
    yield from budgets


def _zone(part: Part) -> str | None:
    name = part.text() or ""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        part.left("no such time zone; budgets are counted in UTC, as LiteLLM does then.")
        return None
    return name


def _budget(
    part: Part, *, ids: Ids, scope: dict[str, str], timezone: str | None
) -> ImportedBudget | None:
    limit = part.get("max_budget") or part.get("budget_limit")
    lasts = part.get("budget_duration") or part.get("time_period")
    usd = limit.amount() if limit else None
    if limit is None or not usd:
        return None  # LiteLLM means no limit by zero
    duration = lasts.text() if lasts else None
    period = period_of(duration) if duration else None
    if lasts is None or period is None:
        limit.left(
            "a limit for all time, or for a period that is no day, week or month. Write a budget "
            "in policy.yaml with `per: month`, or the nearest period."
        )
        if lasts is not None:
            lasts.left("budgets are for a day, a week or a month.")
        return None
    name = ids.give("tag", scope["tag"]) if scope else ids.give("service")
    limit.changed(
        f"budget `{name}` and a rule that refuses requests once it is spent. Spend is known as of "
        "about a second ago, so requests that run at that moment may pass the limit by their cost"
    )
    lasts.carried(f"`per: {period}`")
    return ImportedBudget(
        id=name, limit_usd=usd, per=period, line=limit.line, timezone=timezone, scope=scope
    )


def rule_of(budget: ImportedBudget, *, ids: Ids) -> ImportedRule:
    """The rule that refuses requests once a budget is spent."""
    return ImportedRule(
        id=ids.give(budget.id, "is-spent"),
        reason=f"The budget '{budget.id}' of {budget.limit_usd:f} USD a {budget.per} is spent.",
        when={"budget": {"id": budget.id, "share_used": {"at_least": 1}}},
        then={
            "deny": f"The budget '{budget.id}' is spent until the next {budget.per} begins. "
            "Ask its owner for more."
        },
        line=budget.line,
    )

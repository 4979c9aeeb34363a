"""How is a plan told to a program? Amounts are strings of exact decimals."""

from collections.abc import Sequence

from router.core.money import format_usd, from_nanos
from router.core.plan.clusters import Estimate
from router.core.plan.report import Plan
from router.core.plan.sample import Changed
from router.core.plan.side import Verdict
from router.core.plan.tally import Dimension, Group
from router.core.plan.verdicts import Crossing
from router.core.routing import Rulebook

__all__ = ["plan_json"]


def plan_json(plan: Plan, crossings: Sequence[Crossing]) -> dict[str, object]:
    """All figures of a plan."""
    found = plan.comparison
    return {
        "old": _versions(plan.old),
        "new": _versions(plan.new),
        "since": plan.since.isoformat(),
        "until": plan.until.isoformat(),
        "whole": _group(plan.whole),
        "cost_difference_usd": _interval(plan.cost_nanos, of=1e9),
        "quality_difference": _interval(plan.quality, of=1.0) if plan.whole.sums.known else None,
        "transitions": [
            {"from": old, "to": new, "requests": count}
            for (old, new), count in sorted(plan.transitions.items())
        ],
        **{f"by_{by}": [_group(group) for group in plan.by(by)] for by in Dimension},
        "hardest": [{"by": by.value, **_group(group)} for by, group in plan.hardest],
        "missing": dict(found.missing),
        "as_decided": found.as_decided,
        "failed": found.failed,
        "audits": {"calls": found.audits, "cost_usd": _usd(found.audit_nanos)},
        "booked_usd": _usd(found.booked_nanos),
        "limits": [
            {"limit": one.limit.text, "is_crossed": one.is_crossed, "sentence": one.sentence}
            for one in crossings
        ],
        "sample": [_changed(one) for one in found.sample],
    }


def _versions(rulebook: Rulebook) -> dict[str, str]:
    return {"policy": rulebook.policy_version, "catalog": rulebook.catalog_version}


def _group(group: Group) -> dict[str, object]:
    sums = group.sums
    return {
        "name": group.name,
        "requests": sums.requests,
        "changed": sums.changed,
        "lower_tier": group.lower,
        "higher_tier": group.higher,
        "newly_refused": group.newly_refused,
        "newly_served": group.newly_served,
        "old_usd": _usd(sums.old_nanos),
        "new_usd": _usd(sums.new_nanos),
        "estimated": sums.estimated,
        "cut_off": sums.cut_off,
        "quality_known": sums.known,
        "quality_assumed": sums.assumed,
        "old_p_good": sums.old_good / sums.known if sums.known else None,
        "new_p_good": sums.new_good / sums.known if sums.known else None,
    }


def _interval(found: Estimate, *, of: float) -> dict[str, object]:
    return {
        "total": found.total / of,
        "low": None if found.low is None else found.low / of,
        "high": None if found.high is None else found.high / of,
        "clusters": found.clusters,
    }


def _changed(one: Changed) -> dict[str, object]:
    return {
        "decision_id": one.decision_id,
        "at": one.at.isoformat(),
        "team": one.team,
        "task": one.task,
        "priority": one.priority,
        "input_tokens": one.input_tokens,
        "output_tokens": one.output_tokens,
        "old": _verdict(one.old),
        "new": _verdict(one.new),
    }


def _verdict(verdict: Verdict) -> dict[str, object]:
    return {
        "deployment": verdict.deployment,
        "tier": verdict.tier,
        "rule": verdict.rule_id,
        "refusal": verdict.refusal,
        "cost_usd": _usd(verdict.cost_nanos),
        "p_good": verdict.p_good,
    }


def _usd(nanos: int) -> str:
    return format_usd(from_nanos(nanos))

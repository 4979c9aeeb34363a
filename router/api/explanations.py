"""How are explanations and decisions written as JSON?"""

from collections.abc import Mapping

from router.core.decision import RouteDecision
from router.core.explanation import Explanation
from router.core.facts import Facts
from router.core.ledger import LedgerEntry
from router.core.money import ZERO_USD, format_usd
from router.services.explain import Recalled

__all__ = ["explanation_json", "recalled_json"]

Json = dict[str, object]


def explanation_json(explanation: Explanation) -> Json:
    """The whole reasoning, with the words beside the data."""
    made = explanation.decision
    return {
        "object": "tierwise.explanation",
        "decision": None if made is None else _decision(made),
        "refusal": explanation.refusal,
        "classification": _classification(explanation.facts, explanation.contributions),
        "request": _request(explanation.facts),
        "standing": _standing(explanation.facts),
        "rules": [
            {"id": t.id, "matched": t.matched, "because": t.because, "effects": dict(t.effects)}
            for t in explanation.rules
        ],
        "deployments": [
            {
                "name": d.name,
                "tier": d.tier,
                "verdict": d.verdict,
                "because": d.because,
                "expected_usd": None if d.expected_usd is None else format_usd(d.expected_usd),
                "p_good": None if d.p_good is None else round(d.p_good, 4),
                "ability_assumed": d.is_ability_assumed,
            }
            for d in explanation.deployments
        ],
        "versions": {
            "policy": explanation.policy_version,
            "catalog": explanation.catalog_version,
            "classifier": explanation.facts.assessment.classifier_version,
        },
        "words": explanation.words,
    }


def recalled_json(recalled: Recalled) -> Json:
    """A past decision: as recorded and booked, and its reasoning where it can be rebuilt."""
    record, explanation = recalled.record, recalled.explanation
    return {
        "id": record.id,
        "object": "tierwise.decision",
        "at": record.facts.at.isoformat(),
        "deployment": record.deployment,
        "tier": record.tier,
        "rule": record.rule_id,
        "reason": record.reason,
        "cost_usd": format_usd(sum((e.cost_usd for e in recalled.entries), start=ZERO_USD)),
        "entries": [_entry(entry) for entry in recalled.entries],
        "explanation": None if explanation is None else explanation_json(explanation),
    }


def _decision(made: RouteDecision) -> Json:
    quoted = made.quote
    return {
        "deployment": made.deployment.name,
        "provider": made.deployment.provider,
        "model": made.deployment.model,
        "tier": made.tier,
        "rule": made.rule_id,
        "reason": made.reason,
        "fallbacks": [d.name for d in made.fallbacks],
        "max_tokens": made.max_output_tokens,
        "reasoning_effort": made.reasoning_effort,
        "shadow": None if made.shadow is None else made.shadow.value.asked,
        "guidelines": list(made.guidelines),
        "quote": {
            "input_tokens": quoted.input_tokens,
            "warm_tokens": quoted.warm_tokens,
            "expected_output_tokens": quoted.expected_output_tokens,
            "max_output_tokens": quoted.max_output_tokens,
            "units": quoted.units,
            "expected_usd": format_usd(quoted.expected_usd),
            "worst_case_usd": format_usd(quoted.worst_case_usd),
            "price_version": quoted.price_version,
        },
    }


def _classification(facts: Facts, contributions: Mapping[str, Mapping[str, float]]) -> Json:
    said = facts.assessment
    return {
        "priority": said.priority,
        "complexity": said.complexity,
        "task": said.task,
        "probabilities": said.probabilities,
        "difficulty": said.difficulty,
        "output_tokens_p50": said.output_tokens_p50,
        "output_tokens_p95": said.output_tokens_p95,
        "abstained": said.is_abstained,
        "abstained_because": said.abstained_because,
        "features": dict(said.features),
        "contributions": {head: dict(groups) for head, groups in contributions.items()},
    }


def _request(facts: Facts) -> Json:
    request, caller = facts.request, facts.caller
    return {
        "requested_model": request.requested_model,
        "input_tokens": request.input_tokens,
        "max_output_tokens": request.max_output_tokens,
        "turns": request.turns,
        "tools": request.tool_count,
        "needs": sorted(request.needs),
        "language": request.language,
        "key": caller.key_id,
        "user": caller.user,
        "team": caller.team,
        "project": caller.project,
        "environment": caller.environment,
        "tags": list(caller.tags),
    }


def _standing(facts: Facts) -> Json:
    """How things stood; of budgets only shares, for the amounts are not for every caller."""
    before = facts.conversation
    return {
        "budgets": [
            {"id": b.id, "share_used": b.share_used, "share_elapsed": b.share_elapsed}
            for b in facts.budgets
        ],
        "conversation": None
        if before is None
        else {"deployment": before.deployment, "warm_tokens": before.warm_tokens},
        "findings": list(facts.findings),
        "unhealthy": list(facts.unhealthy),
    }


def _entry(entry: LedgerEntry) -> Json:
    usage = entry.usage
    return {
        "id": entry.id,
        "outcome": entry.outcome,
        "error": entry.error_code,
        "model": entry.model,
        "input_tokens": usage.input_tokens,
        "cached_tokens": usage.cached_tokens,
        "output_tokens": usage.output_tokens,
        "reasoning_tokens": usage.reasoning_tokens,
        "units": usage.units,
        "unit": usage.unit,
        "is_estimated": usage.is_estimated,
        "cost_usd": format_usd(entry.cost_usd),
        "price_version": entry.price_version,
        "duration_ms": entry.duration_ms,
    }

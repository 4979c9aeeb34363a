"""What does a caller see of the decision in the answer's headers?"""

from decimal import Decimal

from router import __version__
from router.core.coaching.at_once import tip_at_once
from router.core.decision import RouteDecision
from router.core.money import format_usd
from router.services.journey import DECISION_HEADER, Journey, Lowered

__all__ = ["decision_headers", "header_value"]

Headers = list[tuple[bytes, bytes]]


def decision_headers(journey: Journey, cost_usd: Decimal | None = None) -> Headers:
    """Headers of one decision; the cost is known only where the answer is whole."""
    said = journey.facts.assessment
    made = journey.decision
    values = [
        (DECISION_HEADER, journey.decision_id),
        ("x-tierwise-version", __version__),
        ("x-tierwise-priority", "abstained" if said.is_abstained else said.priority.value),
        ("x-tierwise-complexity", "abstained" if said.is_abstained else said.complexity.value),
    ]
    if made is not None:
        values += [
            ("x-tierwise-model", made.deployment.name),
            ("x-tierwise-tier", made.tier.value),
            ("x-tierwise-rule", made.rule_id),
            *_tried(journey),
            *_told(made),
            *_lowered(journey),
            *_governed(journey, made),
        ]
    values += journey.quota_headers.items()
    if cost_usd is not None:
        values.append(("x-tierwise-cost-usd", format_usd(cost_usd)))
    return [(name.encode(), header_value(value)) for name, value in values]


def _tried(journey: Journey) -> list[tuple[str, str]]:
    """How often providers were called, where the first call did not do."""
    if journey.attempts == 1:
        return []
    told = [("x-tierwise-attempts", str(journey.attempts))]
    decided = journey.decided.deployment
    if decided is not journey.deployment:
        told.append(("x-tierwise-fallback-from", decided.name))
    return told


def _told(made: RouteDecision) -> list[tuple[str, str]]:
    """What policy changed of the call, and what it has to say to the caller."""
    told: list[tuple[str, str]] = []
    if made.max_output_tokens is not None:
        told.append(("x-tierwise-max-tokens", str(made.max_output_tokens)))
    if made.reasoning_effort is not None:
        told.append(("x-tierwise-reasoning-effort", made.reasoning_effort.value))
    if made.guidelines:
        told.append(("x-tierwise-guideline", " ".join(made.guidelines)))
    return [*told, *made.headers]


def _governed(journey: Journey, made: RouteDecision) -> list[tuple[str, str]]:
    """What the request draws on, and what is abnormal around it."""
    told: list[tuple[str, str]] = []
    if made.steps:
        told.append(("x-tierwise-step", "; ".join(map(str, made.steps))))
    if made.grant_id is not None:
        told.append(("x-tierwise-grant", made.grant_id))
    if journey.facts.findings:
        told.append(("x-tierwise-findings", ", ".join(journey.facts.findings)))
    if made.slow_down is not None:
        told.append(("x-tierwise-slowed-to", f"{made.slow_down.value} requests a minute"))
    if made.is_coached or journey.wants_tip:
        tip = tip_at_once(journey.facts, journey.decided, catalog=journey.rulebook.catalog)
        told += [] if tip is None else [("x-tierwise-coach", tip)]
    return [*told, *_reused(journey, made)]


def _reused(journey: Journey, made: RouteDecision) -> list[tuple[str, str]]:
    """Whether an earlier answer was given again, where policy permits that."""
    again = journey.reused
    if again is not None:
        saved = again.saved_usd
        return [
            ("x-tierwise-cache", again.found.value),
            ("age", str(again.age_s)),
            ("x-tierwise-reused", again.decision_id),
            *([] if saved is None else [("x-tierwise-saved-usd", format_usd(saved))]),
        ]
    is_permitted = made.reuse_answers is not None or made.reuse_similar is not None
    return [("x-tierwise-cache", "miss")] if is_permitted else []


def _lowered(journey: Journey) -> list[tuple[str, str]]:
    """What was stepped down for want of money, and why."""
    lowered: list[str] = []
    if journey.lowered_because is not None:
        lowered.append(f"max_tokens={journey.lowered_because.value}")
    if journey.attempts == 1 and journey.decided.deployment is not journey.deployment:
        lowered.append(f"deployment={Lowered.BUDGET.value}")
    return [("x-tierwise-lowered", ", ".join(lowered))] if lowered else []


def header_value(text: str) -> bytes:
    """Header values are printable ASCII: names and providers' words may hold anything."""
    if text.isascii() and text.isprintable():
        return text.encode()
    return "".join(c if " " <= c <= "~" else "?" for c in text).encode()

"""Which answers are audited, by whom, and what may that cost at most?"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from router.core.decision import RouteDecision
from router.core.deployment import Capability, Deployment
from router.core.facts import Facts, RequestShape
from router.core.kept_text import is_drawn
from router.core.quote import output_cap
from router.core.routing import Rulebook, decide
from router.core.tier import Tier
from router.core.worst_case import worst_case_usd

__all__ = [
    "AuditPlan",
    "Comparison",
    "comparison",
    "judge_of",
    "most_usd",
    "second_fields",
    "second_opinion",
    "wanted_format",
]

_OWN = frozenset({"stream", "stream_options", "n", "user", "metadata", "store", "tags"})
"""Fields that concern the first answer, or the person who asked for it."""
_UNSEEN = frozenset({Capability.VISION, Capability.AUDIO})
_FRAME_TOKENS = 1_000
"""More than any provider adds around the messages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPlan:
    """A share of economy answers is given a second time by a stronger deployment. Default: none."""

    share: float = 0.0
    daily_usd: Decimal = Decimal(1)
    """The audits' own budget for each day in UTC; answers and judges together."""
    stronger: str = Tier.PREMIUM.value
    """A tier or deployment, as a caller would ask for it."""
    judge: str = Tier.PREMIUM.value
    seed: int = 0
    """Draws the order in which a judge sees the answers."""

    @property
    def is_on(self) -> bool:
        """Whether anything may be compared: by the share here, or where a rule says `shadow`."""
        return self.daily_usd > 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """One answer is compared with another."""

    asked: str
    """A tier or deployment, as a caller would ask for it."""
    is_shadow: bool = False
    """A rule wants it, so that any other deployment will do; audits want a stronger one."""


def comparison(
    plan: AuditPlan, decision_id: str, *, made: RouteDecision, request: RequestShape
) -> Comparison | None:
    """What an answer is compared with; None where it falls into no sample.

    Requests with tools, images, sound or several choices are left out: their answers cannot be
    compared here.
    """
    if request.tool_count or request.choices != 1 or request.needs & _UNSEEN:
        return None
    if made.shadow is not None:
        rule_id, shadow = made.shadow.rule_id, made.shadow.value
        if is_drawn(decision_id, shadow.share, salt=f"shadow:{rule_id}"):
            return Comparison(shadow.asked, is_shadow=True)
    if made.tier is Tier.ECONOMY and is_drawn(decision_id, plan.share, salt="audit"):
        return Comparison(plan.stronger)
    return None


def second_opinion(
    facts: Facts, rulebook: Rulebook, *, wanted: Comparison, served: Deployment, now: datetime
) -> RouteDecision | None:
    """Where the caller's own wish for that deployment would have led; None if to no other.

    The caller's policy is asked, so that a text which may not leave a tier does not leave it.

    Raises:
        RouterError: policy or capabilities refuse it.
    """
    shape = replace(facts.request, requested_model=wanted.asked, is_streamed=False)
    made = decide(replace(facts, at=now, request=shape), rulebook)
    is_wanted = (
        wanted.is_shadow
        or made.tier.rank > served.tier.rank
        or wanted.asked in (made.deployment.name, made.deployment.model)
    )
    return made if is_wanted and made.deployment.name != served.name else None


def judge_of(
    facts: Facts, rulebook: Rulebook, *, asked: str, input_tokens: int, now: datetime
) -> RouteDecision:
    """Who judges.

    Raises:
        RouterError: policy or capabilities refuse it.
    """
    shape = RequestShape(requested_model=asked, input_tokens=input_tokens)
    return decide(replace(facts, at=now, request=shape), rulebook)


def second_fields(fields: Mapping[str, bytes]) -> dict[str, bytes]:
    """The request as it is asked again: the same words, whole, and in nobody's name."""
    return {name: value for name, value in fields.items() if name not in _OWN}


def most_usd(
    fields: Mapping[str, bytes], decision: RouteDecision, *, shape: RequestShape
) -> Decimal:
    """What a call can cost at most: no token is shorter than a byte, and outputs have a cap.

    As exact as the catalog: it is trusted for prices and for the longest output.
    """
    tokens = sum(len(value) for value in fields.values()) + _FRAME_TOKENS
    deployment = decision.deployment
    cap = output_cap(replace(shape, input_tokens=0), deployment)
    return max(
        worst_case_usd(price, input_tokens=tokens, output_tokens=cap)
        for price in deployment.prices.prices  # whichever is in force at settling
    )


def wanted_format(fields: Mapping[str, bytes]) -> Mapping[str, object] | None:
    """The request's `response_format`, where it has one."""
    try:
        wanted = json.loads(fields.get("response_format", b"null"))
    except (ValueError, RecursionError):
        return None
    return wanted if isinstance(wanted, dict) else None

"""Which one short tip fits this very request? Found from what is known before the call."""

from classifier.labels import Complexity
from router.core.catalog import Catalog
from router.core.coaching.oversized_max_tokens import FAR_ABOVE, needed_tokens
from router.core.coaching.premium_for_formatting import FIXED_WORK
from router.core.decision import RouteDecision
from router.core.deployment import Capability
from router.core.facts import Facts
from router.core.fit import fits
from router.core.price import cost_of
from router.core.quote import day_of, expected_output_tokens
from router.core.routing import REQUESTED
from router.core.tier import Tier
from router.core.usage import Usage

__all__ = ["tip_at_once"]

_LONG_TURNS = 20
_WOULD_DO = {Complexity.TRIVIAL: Tier.ECONOMY, Complexity.MODERATE: Tier.STANDARD}
_FORMS = frozenset({Capability.JSON_MODE, Capability.JSON_SCHEMA})
_LEAST_PERCENT = 10


def tip_at_once(facts: Facts, made: RouteDecision, *, catalog: Catalog) -> str | None:
    """What saves most, in one sentence; None where nothing is to say."""
    return (
        _cheaper(facts, made, catalog=catalog) or _oversized(facts) or _form(facts) or _long(facts)
    )


def _cheaper(facts: Facts, made: RouteDecision, *, catalog: Catalog) -> str | None:
    said = facts.assessment
    if made.tier is not Tier.PREMIUM or made.rule_id != REQUESTED or said.is_abstained:
        return None
    tier = Tier.ECONOMY if said.task in FIXED_WORK else _WOULD_DO.get(said.complexity)
    if tier is None or said.complexity is Complexity.DEMANDING:
        return None
    day, usage = day_of(facts), _expected(facts)
    costs = [
        cost_of(usage, one.prices.at(day))
        for one in catalog.of_kind(facts.request.kind)
        if one.tier is tier and fits(one, facts.request)
    ]
    dear = cost_of(usage, made.deployment.prices.at(day))
    if not costs or dear <= 0:
        return None
    percent = int(100 * (dear - min(costs)) / dear)
    if percent < _LEAST_PERCENT:
        return None
    return f"Asked for premium by name; '{tier}' would do for this: about {percent} % less."


def _oversized(facts: Facts) -> str | None:
    asked, p95 = facts.request.max_output_tokens, facts.assessment.output_tokens_p95
    if asked is None or p95 is None or asked <= FAR_ABOVE * needed_tokens(p95):
        return None
    return f"max_tokens {asked} holds budget; answers like this rarely need more than {p95}."


def _form(facts: Facts) -> str | None:
    said = facts.assessment
    if said.is_abstained or said.task != "extraction" or facts.request.needs & _FORMS:
        return None
    return "Send response_format with a JSON schema: the first answer then has the right form."


def _long(facts: Facts) -> str | None:
    turns = facts.request.turns
    if turns <= _LONG_TURNS:
        return None
    return f"Turn {turns} sends the whole history again; begin anew with a short summary."


def _expected(facts: Facts) -> Usage:
    return Usage(
        input_tokens=facts.request.input_tokens, output_tokens=expected_output_tokens(facts)
    )

"""Which demands of a policy can its catalog not meet?"""

from collections.abc import Iterator

from router.core.deployment import Kind
from router.core.routing import Rulebook
from router.core.tier import TIERS, Tier

__all__ = ["unmet"]


def unmet(rulebook: Rulebook) -> tuple[str, ...]:
    """A sentence for each rule whose floor or cap leaves no chat deployment at all."""
    return tuple(_sentences(rulebook))


def _sentences(rulebook: Rulebook) -> Iterator[str]:
    served = {d.tier for d in rulebook.catalog.of_kind(Kind.CHAT)}
    if not served:
        yield "No chat deployment can be called. Set a provider's key, or add one to the catalog."
        return
    for rule in rulebook.policy.rules:
        lowest = rule.then.floor or TIERS[0]
        highest = rule.then.cap or TIERS[-1]
        if not any(lowest.rank <= tier.rank <= highest.rank for tier in served):
            yield (
                f"Rule '{rule.id}' permits {_span(lowest, highest)}, and no deployment that can be "
                f"called is of such a tier (only {', '.join(t for t in TIERS if t in served)}). "
                "Requests that it matches are refused. Add such a deployment or change the rule."
            )


def _span(lowest: Tier, highest: Tier) -> str:
    if lowest is highest:
        return f"only {lowest}"
    if highest is TIERS[-1]:
        return f"{lowest} or better"
    return f"{lowest} to {highest}" if lowest is not TIERS[0] else f"{highest} or cheaper"

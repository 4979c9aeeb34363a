"""Can a deployment serve a request at all, and what stands in the way?"""

from collections.abc import Sequence

from router.core.catalog import Ask
from router.core.deployment import Deployment
from router.core.directive import Directive
from router.core.facts import RequestShape

__all__ = ["fits", "nobody_fits", "why_not"]


def why_not(deployment: Deployment, request: RequestShape) -> str | None:
    """Why `deployment` cannot serve `request` at all; None where it can."""
    if deployment.kind is not request.kind:
        return f"it serves {deployment.kind}, not {request.kind}"
    lacking = request.needs - deployment.capabilities
    if lacking:
        return f"it lacks {', '.join(sorted(lacking))}"
    if request.input_tokens >= deployment.context_window:
        return (
            f"about {request.input_tokens} input tokens do not fit its context window "
            f"of {deployment.context_window}"
        )
    return None


def fits(deployment: Deployment, request: RequestShape) -> bool:
    """Whether `why_not` has nothing to say; asked of every deployment on every request."""
    return (
        request.needs <= deployment.capabilities
        and request.input_tokens < deployment.context_window
    )


def nobody_fits(
    request: RequestShape, deployments: Sequence[Deployment], *, ask: Ask, directive: Directive
) -> str:
    """Why none of all deployments serves a request, and what its caller can do."""
    others = "outside the tiers or regions that policy permits"
    if ask.deployment is not None and why_not(ask.deployment, request) is not None:
        others = f"'{ask.deployment.name}' was asked for by name"
    reasons = "; ".join(f"{d.name}: {why_not(d, request) or others}" for d in deployments)
    bounds = (("floor", directive.floor), ("cap", directive.cap))
    limits = [f"{kind} {b.value} by rule '{b.rule_id}'" for kind, b in bounds if b]
    if directive.region is not None:
        where = " or ".join(directive.region.value)
        limits.append(f"region {where} by rule '{directive.region.rule_id}'")
    within = f" ({', '.join(limits)})" if limits else ""
    return (
        f"No deployment can serve this request{within}: {reasons}. "
        "Shorten the input, drop what is lacking, or ask for 'auto'."
    )

"""Where does a request go? Can it, may it, how dear, choose: pure, so that any decision replays."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from router.core.catalog import Ask, Catalog
from router.core.decision import RouteDecision
from router.core.deployment import Deployment
from router.core.errors import NoCapableDeployment, PolicyDenied
from router.core.facts import Facts, RequestShape
from router.core.policy import Directive, Effect, Policy
from router.core.quote import quote
from router.core.tier import TIERS, Tier

__all__ = [
    "REQUESTED",
    "Rulebook",
    "decide",
    "settle_tier",
    "tiers_in_order",
    "why_not",
    "within_reach",
]

REQUESTED = "requested"
"""Stands for the caller's own choice of tier or deployment where a rule's id would stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """One consistent pair of policy and catalog; a request keeps the same one to its end."""

    policy: Policy
    catalog: Catalog
    policy_version: str
    catalog_version: str


def decide(facts: Facts, rulebook: Rulebook) -> RouteDecision:
    """Choose a deployment for `facts`.

    Raises:
        ModelNotFound: the requested model is not in the catalog.
        PolicyDenied: a rule refuses the request.
        NoCapableDeployment: none that policy permits can serve it.
    """
    request = facts.request
    ask = rulebook.catalog.resolve(request.requested_model)
    directive = within_reach(
        rulebook.policy.directive(facts), rulebook.catalog.best_tier(request.kind)
    )
    if directive.denied_by is not None:
        rule = directive.denied_by
        raise PolicyDenied(f"{rule.then.deny} (rule '{rule.id}': {rule.reason})")
    settled = settle_tier(ask, directive)
    capable = [d for d in rulebook.catalog.of_kind(request.kind) if why_not(d, request) is None]
    ranked = _rank(facts, capable, settled=settled, ask=ask, directive=directive)
    if not ranked:
        raise NoCapableDeployment(_nobody_can(facts, rulebook, ask=ask, directive=directive))
    chosen = ranked[0]
    return RouteDecision(
        deployment=chosen,
        fallbacks=tuple(ranked[1:]),
        tier=chosen.tier,
        rule_id=settled.rule_id,
        reason=settled.reason,
        quote=quote(facts, chosen),
    )


def within_reach(directive: Directive, best: Tier | None) -> Directive:
    """A floor above all that the catalog has means the best that it has.

    Otherwise an installation with one modest provider could serve no important work at all. Such
    floors are named when the files are loaded.
    """
    floor = directive.floor
    if floor is None or best is None or floor.tier.rank <= best.rank:
        return directive
    return replace(directive, floor=Effect(best, floor.rule_id, floor.reason))


def settle_tier(ask: Ask, directive: Directive) -> Effect:
    """The tier to use: the caller's wish or the policy's, raised to the floor, cut at the cap."""
    effect = directive.use
    wish = ask.tier or (ask.deployment.tier if ask.deployment else None)
    if wish is not None:
        effect = Effect(wish, REQUESTED, "The caller asked for it by name.")
    if directive.floor is not None and effect.tier.rank < directive.floor.tier.rank:
        effect = directive.floor
    if directive.cap is not None and effect.tier.rank > directive.cap.tier.rank:
        effect = directive.cap
    return effect


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


def tiers_in_order(settled: Tier, directive: Directive) -> list[Tier]:
    """Tiers to try: the settled one, then better ones, then cheaper ones, within floor and cap."""
    order = [*TIERS[settled.rank :], *reversed(TIERS[: settled.rank])]
    lowest = directive.floor.tier.rank if directive.floor else 0
    highest = directive.cap.tier.rank if directive.cap else len(TIERS)
    return [t for t in order if t is settled or lowest <= t.rank <= highest]


def _rank(
    facts: Facts, capable: list[Deployment], *, settled: Effect, ask: Ask, directive: Directive
) -> list[Deployment]:
    pinned = ask.deployment
    if pinned is not None and pinned.tier is settled.tier and settled.rule_id == REQUESTED:
        return [pinned] if pinned in capable else []
    return [
        deployment
        for tier in tiers_in_order(settled.tier, directive)
        for deployment in _cheapest_first(facts, (d for d in capable if d.tier is tier))
    ]


def _cheapest_first(facts: Facts, deployments: Iterable[Deployment]) -> list[Deployment]:
    candidates = list(deployments)
    if len(candidates) < 2:  # the usual case: no need to price what is not compared
        return candidates
    return sorted(candidates, key=lambda deployment: quote(facts, deployment).expected_usd)


def _nobody_can(facts: Facts, rulebook: Rulebook, *, ask: Ask, directive: Directive) -> str:
    others = "outside the tiers that policy permits"
    if ask.deployment is not None and why_not(ask.deployment, facts.request) is not None:
        others = f"'{ask.deployment.name}' was asked for by name"
    reasons = "; ".join(
        f"{d.name}: {why_not(d, facts.request) or others}" for d in rulebook.catalog.deployments
    )
    bounds = (("floor", directive.floor), ("cap", directive.cap))
    limits = ", ".join(f"{kind} {b.tier} by rule '{b.rule_id}'" for kind, b in bounds if b)
    return (
        f"No deployment can serve this request{f' ({limits})' if limits else ''}: {reasons}. "
        "Shorten the input, drop what is lacking, or ask for 'auto'."
    )

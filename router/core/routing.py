"""Where does a request go? Can it, may it, how good and how dear, choose: pure, so it replays."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from router.core.catalog import Ask, Catalog
from router.core.choosing import Choosing
from router.core.decision import RouteDecision
from router.core.deployment import Capability, Deployment, Kind
from router.core.directive import Directive, Effect
from router.core.effects import Demand, Effort, Goal, Named
from router.core.errors import (
    ApprovalRequired,
    KeyNotPermitted,
    KeyQuarantined,
    ModelNotFound,
    NoCapableDeployment,
    PolicyDenied,
)
from router.core.facts import Facts, RequestShape
from router.core.fit import fits, nobody_fits, why_not
from router.core.key import KeyScope
from router.core.key_scope import permits
from router.core.offer import Offer, warm_tokens
from router.core.policy import Policy
from router.core.quote import Quote, day_of, quote
from router.core.tier import TIERS, Tier

__all__ = [
    "REQUESTED",
    "Choice",
    "Rulebook",
    "choose",
    "decide",
    "settle",
    "wished_tier",
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Where a request goes, and by what; without the quote and those who could stand in."""

    offer: Offer
    aim: Effect[Goal]
    directive: Directive
    ranked: Iterator[Offer]
    """All that may serve it, best first; to be read once."""
    grant_id: str | None = None
    """The grant that it draws on, where a rule demands approval."""
    quote: Quote | None = None
    """Made already where a rule had to know what it costs."""

    @property
    def deployment(self) -> Deployment:
        """The deployment that was chosen."""
        return self.offer.deployment

    def limit(self, request: RequestShape) -> int | None:
        """The policy's limit on one answer, where it is less than what the caller asked for."""
        told, asked = self.directive.max_tokens, request.max_output_tokens
        if told is None or request.kind is not Kind.CHAT:
            return None
        return None if asked is not None and asked <= told.value else told.value


def decide(facts: Facts, rulebook: Rulebook) -> RouteDecision:
    """Choose a deployment for `facts`.

    Raises:
        ModelNotFound: the requested model is not in the catalog.
        PolicyDenied: a rule refuses the request.
        KeyQuarantined: a rule refuses it for as long as findings are open.
        ApprovalRequired: a rule lets it pass only once it is approved, and no grant covers it.
        KeyNotPermitted: the caller's key is not for the deployment, or for none that there is.
        NoCapableDeployment: none that policy permits can serve it.
    """
    choice = choose(facts, rulebook)
    chosen, directive = choice.deployment, choice.directive
    coach = directive.coach
    return RouteDecision(
        deployment=chosen,
        fallbacks=tuple(o.deployment for o in choice.ranked if o is not choice.offer),
        tier=chosen.tier,
        rule_id=choice.aim.rule_id,
        reason=choice.aim.reason,
        quote=choice.quote or _quote(choice, facts),
        max_output_tokens=choice.limit(facts.request),
        reasoning_effort=_effort(chosen, directive),
        shadow=directive.shadow,
        grant_id=choice.grant_id,
        slow_down=directive.slow_down,
        is_coached=coach is not None and coach.value,
        reuse_answers=directive.reuse_answers,
        reuse_similar=directive.reuse_similar,
        failover=directive.failover,
        timeouts=directive.timeouts,
        hedge=directive.hedge,
        steps=directive.steps,
        guidelines=tuple(effect.value for effect in directive.guidelines),
        headers=tuple(effect.value for effect in directive.headers),
    )


def choose(facts: Facts, rulebook: Rulebook) -> Choice:
    """What `decide` chooses, in half of its time: enough to compare decisions. Raises the same."""
    catalog, request = rulebook.catalog, facts.request
    ask = catalog.resolve(request.requested_model)
    offered: Sequence[Offer] = catalog.offers(request.kind, day_of(facts))
    if facts.scope is not None:
        offered = _permitted(offered, facts.scope, ask=ask)
    directive = within_reach(rulebook.policy.directive(facts), offered)
    _refuse_where_told(directive)
    aim = settle(ask, directive, facts=facts, catalog=catalog)
    field = [offer for offer in offered if fits(offer.deployment, request)]
    if directive.region is not None:
        field = [offer for offer in field if _lies_in(offer, directive)]
    choosing = Choosing(facts, directive)
    ranked = _rank(choosing, field, ask=ask, aim=aim)
    best = next(ranked, None)
    if best is None:
        raise NoCapableDeployment(
            nobody_fits(request, catalog.deployments, ask=ask, directive=directive)
        )
    stays = None if _wish(ask) else choosing.stay(field, best, goal=aim.value)
    if stays is not None:
        aim = replace(aim, reason=f"{aim.reason.rstrip('.')}; the conversation stays where it was.")
    choice = Choice(
        offer=stays or best, aim=aim, directive=directive, ranked=chain((best,), ranked)
    )
    demand = directive.require_approval
    return choice if demand is None else _approved(choice, demand, facts=facts)


def within_reach(directive: Directive, offered: Sequence[Offer]) -> Directive:
    """A floor above all that is offered means the best that is offered.

    Otherwise an installation with one modest provider could serve no important work at all. Such
    floors are named when the files are loaded.
    """
    floor = directive.floor
    if floor is None:
        return directive
    best = max((o.rank for o in offered if _lies_in(o, directive)), default=floor.value.rank)
    if floor.value.rank <= best:
        return directive
    return replace(directive, floor=replace(floor, value=TIERS[best]))


def settle(ask: Ask, directive: Directive, *, facts: Facts, catalog: Catalog) -> Effect[Goal]:
    """What the choice aims at: the caller's wish or the policy's goal, within floor and cap."""
    wish = _wish(ask)
    if wish is not None:
        aim: Effect[Goal] = Effect(wish, REQUESTED, "The caller asked for it by name.")
    else:
        aim = _feasible(directive, facts=facts, catalog=catalog)
    tier = aim.value
    if isinstance(tier, Named):
        named = catalog.called(tier.name)
        tier = named.tier if named else directive.default.value
    if not isinstance(tier, Tier):
        return aim
    bound: Effect[Tier] | None = None
    if directive.floor is not None and tier.rank < directive.floor.value.rank:
        bound, tier = directive.floor, directive.floor.value
    if directive.cap is not None and tier.rank > directive.cap.value.rank:
        bound = directive.cap
    return aim if bound is None else Effect(bound.value, bound.rule_id, bound.reason)


def wished_tier(facts: Facts, rulebook: Rulebook) -> Tier | None:
    """The tier that the caller asks for, by its name or a deployment's; None where it does not."""
    try:
        return _wish(rulebook.catalog.resolve(facts.request.requested_model))
    except ModelNotFound:
        return None


def _permitted(offered: Sequence[Offer], scope: KeyScope, *, ask: Ask) -> Sequence[Offer]:
    """What the caller's key permits; policy never widens it."""
    named = ask.deployment
    if named is not None and not permits(scope, named):
        raise KeyNotPermitted(
            f"This virtual key is not for '{named.name}'. Ask for 'auto', or for one of: "
            f"{_listed(scope)}."
        )
    found = [offer for offer in offered if permits(scope, offer.deployment)]
    if not found:
        raise KeyNotPermitted(
            f"This virtual key is for {_listed(scope)} only, and none of these can be called "
            "here. Ask whoever issued it for a wider one."
        )
    return found


def _listed(scope: KeyScope) -> str:
    return ", ".join((*scope.models, *(f"tier {tier}" for tier in scope.tiers)))


def _refuse_where_told(directive: Directive) -> None:
    refusals = ((PolicyDenied, directive.deny), (KeyQuarantined, directive.quarantine))
    for refusal, told in refusals:
        if told is not None:
            raise refusal(f"{told.value} (rule '{told.rule_id}': {told.reason})")


def _approved(choice: Choice, demand: Effect[Demand], *, facts: Facts) -> Choice:
    """The choice, with the grant that it draws on; refused where it needs one and has none."""
    above_usd = demand.value.above_usd
    if above_usd is not None:
        quoted = _quote(choice, facts)
        choice = replace(choice, quote=quoted)
        if quoted.expected_usd <= above_usd:
            return choice
    grant = next((one for one in facts.grants if demand.rule_id in one.rules), None)
    if grant is None:
        raise ApprovalRequired(
            f"{demand.value.ask} (rule '{demand.rule_id}': {demand.reason})",
            details={"rule": demand.rule_id},
        )
    return replace(choice, grant_id=grant.id)


def _quote(choice: Choice, facts: Facts) -> Quote:
    chosen = choice.deployment
    warm = warm_tokens(facts, chosen) if choice.directive.counts_warmth else 0
    return quote(facts, chosen, limit=choice.limit(facts.request), warm=warm)


def _wish(ask: Ask) -> Tier | None:
    """The tier that the caller asks for, by its name or a deployment's."""
    return ask.tier or (ask.deployment.tier if ask.deployment else None)


def _feasible(directive: Directive, *, facts: Facts, catalog: Catalog) -> Effect[Goal]:
    """The policy's goal, or its default where the deployment that it names cannot serve."""
    use, default = directive.use, directive.default
    goal = use.value
    if not isinstance(goal, Named):
        return use
    named = catalog.called(goal.name)
    region = directive.region
    if (
        named is not None
        and why_not(named, facts.request) is None
        and (region is None or named.region in region.value)
    ):
        return use
    because = f"'{goal.name}', which rule '{use.rule_id}' names, cannot serve this."
    return Effect(default.value, default.rule_id, f"{because} {default.reason}")


def _lies_in(offer: Offer, directive: Directive) -> bool:
    region = directive.region
    return region is None or offer.deployment.region in region.value


def _rank(
    choosing: Choosing, field: list[Offer], *, ask: Ask, aim: Effect[Goal]
) -> Iterator[Offer]:
    pinned = ask.deployment
    if pinned is not None and pinned.tier is aim.value and aim.rule_id == REQUESTED:
        return (offer for offer in field if offer.deployment is pinned)
    return choosing.rank(field, aim.value)


def _effort(deployment: Deployment, directive: Directive) -> Effort | None:
    told = directive.reasoning_effort
    return told.value if told and Capability.REASONING in deployment.capabilities else None

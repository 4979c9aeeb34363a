"""Which deployments are never chosen, unless a caller names them or others fail?

Lines that take their price from the price list are on offer for whatever keys there are, and a dear
one may be a good one. So twins are told of only where their prices are written by hand, or where
abilities show that the dearer one is no better.
"""

from collections.abc import Iterator

from router.core.catalog import Catalog
from router.core.deployment import Deployment
from router.core.effects import BestValue, CheapestSufficient, Goal, Named, Then
from router.core.errors import ModelNotFound
from router.core.lint.finding import Code, Finding, Severity, Subject
from router.core.policy import Policy
from router.core.price import OWN_PRICE, Price
from router.core.quality import ANY_TASK, ability_of
from router.core.tier import Tier

__all__ = ["CODES", "check"]

TIER = Code("unused-tier", Severity.NOTE, "No rule, default or alias leads to the tier.")
DEARER = Code("dearer-twin", Severity.NOTE, "Another of its provider and tier is never dearer.")
CODES = (TIER, DEARER)


def check(subject: Subject) -> Iterator[Finding]:
    """Findings at deployments."""
    if subject.catalog is None or "rules" in subject.broken:
        return
    goals = [goal for rule in subject.policy.rules for goal in _goals(rule.then)]
    if any(isinstance(goal, CheapestSufficient | BestValue) for goal in goals):
        return  # any deployment may be the best
    named = {goal.name for goal in goals if isinstance(goal, Named)}
    aimed = {goal for goal in goals if isinstance(goal, Tier)} | _asked(
        subject.policy, subject.catalog, named=named
    )
    for place, deployment in enumerate(subject.catalog.deployments):
        if deployment not in subject.chats or deployment.name in named:
            continue
        if deployment.tier not in aimed:
            aimed.add(deployment.tier)
            text = (
                f"No rule, default or alias leads to tier {deployment.tier}: its deployments are "
                "used only where a caller names them or others cannot serve."
            )
            yield Finding(TIER, ("deployments", place, "tier"), text)
        yield from _dearer(subject, subject.catalog, place=place)


def _goals(then: Then) -> Iterator[Goal]:
    elsewhere = (then.canary, then.shadow)
    found = (then.goal, then.floor, then.cap, *(one.goal for one in elsewhere if one))
    yield from (goal for goal in found if goal is not None)


def _asked(policy: Policy, catalog: Catalog, *, named: set[str]) -> set[Tier]:
    """The tiers that the default, aliases and deployments that rules name lead to."""
    tiers = {policy.default.tier}
    for target in (*catalog.aliases.values(), *named):
        try:
            ask = catalog.resolve(target)
        except ModelNotFound:
            continue
        tiers |= {tier for tier in (ask.tier, ask.deployment and ask.deployment.tier) if tier}
    return tiers


def _dearer(subject: Subject, catalog: Catalog, *, place: int) -> Iterator[Finding]:
    """Where another one has its place: as able, at the same address, and never dearer."""
    one = catalog.deployments[place]
    price = one.prices.at(subject.today)
    is_listed = not price.version.startswith(OWN_PRICE)
    for other in subject.chats:
        if (
            other is not one
            and _address(other) == _address(one)
            and _is_as_able(other, one, unless_known=not is_listed)
            and other.capabilities >= one.capabilities
            and other.context_window >= one.context_window
            and other.max_output_tokens >= one.max_output_tokens
            and _is_cheaper(other.prices.at(subject.today), price)
        ):
            text = (
                f"'{one.name}' is never cheaper than '{other.name}' of the same provider and tier, "
                "and can do no more: it is used only where a caller names it or the other fails. "
                "Move it to another tier, or delete it."
            )
            yield Finding(DEARER, ("deployments", place), text)
            return


def _is_as_able(other: Deployment, one: Deployment, *, unless_known: bool) -> bool:
    """Whether `other` is as able at each task; `unless_known` where nothing is known of either."""
    if not one.abilities and not other.abilities:
        return unless_known
    tasks = {*one.abilities, *other.abilities, ANY_TASK}
    return all(ability_of(other, t).value >= ability_of(one, t).value for t in tasks)


def _address(one: Deployment) -> tuple[object, ...]:
    return one.provider, one.tier, one.region, one.api_base, one.api_key_env


def _is_cheaper(other: Price, one: Price) -> bool:
    """Whether `other` is never dearer, however long the input is, and sometimes cheaper."""
    steps = {band.above_input_tokens + 1 for price in (other, one) for band in price.bands}
    rates = [(other.at(n).amounts, one.at(n).amounts) for n in (0, *steps)]
    pairs = [pair for ours, theirs in rates for pair in zip(ours, theirs, strict=True)]
    return all(a <= b for a, b in pairs) and any(a < b for a, b in pairs)

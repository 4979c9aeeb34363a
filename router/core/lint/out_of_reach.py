"""Which demands of a policy can no deployment of its catalog meet?"""

from collections.abc import Iterator, Sequence

from router.core.deployment import Deployment
from router.core.effects import Then
from router.core.lint.finding import Code, Finding, Location, Severity, Subject, in_words, named
from router.core.policy import DEFAULT_RULE
from router.core.suggestion import did_you_mean
from router.core.tier import TIERS, Tier

__all__ = ["CODES", "check"]

NOBODY = Code("no-deployment", Severity.ERROR, "Nothing can be called at all.")
REGION = Code("unknown-region", Severity.ERROR, "No deployment is in the region.")
FLOOR = Code("floor-out-of-reach", Severity.WARNING, "No deployment is so good.")
NO_REGIONS = Code("no-regions", Severity.WARNING, "The catalog does not say where anything is.")
CAP = Code("cap-out-of-reach", Severity.ERROR, "No deployment is so cheap.")
TIER = Code("empty-tier", Severity.WARNING, "No deployment is of this tier.")
GAP = Code("empty-span", Severity.ERROR, "No deployment is between floor and cap.")
CODES = (NOBODY, REGION, NO_REGIONS, FLOOR, CAP, GAP, TIER)


def check(subject: Subject) -> Iterator[Finding]:
    """Findings at the effects that ask for what is not there."""
    if subject.catalog is None:
        return
    if not subject.chats:
        text = "No chat deployment can be called. Set a provider's key, or add one to the catalog."
        yield Finding(NOBODY, ("deployments",), text)
        return
    wanted: list[tuple[Location, str, Tier]] = [
        (("default", "tier"), DEFAULT_RULE, subject.policy.default.tier)
    ]
    for place, rule in enumerate(subject.policy.rules):
        then = ("rules", place, "then")
        yield from _limits(rule.then, subject.chats, at=then, rule_id=rule.id)
        wanted += [((*then, *where), rule.id, tier) for where, tier in _tiers(rule.then)]
    served = {deployment.tier for deployment in subject.chats}
    for at, rule_id, tier in wanted:
        if tier not in served:
            served.add(tier)  # told once
            text = (
                f"{_rule(rule_id)} wants tier {tier}, and no deployment is of it (only "
                f"{_only(subject.chats)}): the next better one is used, else a cheaper one. "
                "Add such a deployment."
            )
            yield Finding(TIER, at, text)


def _limits(
    then: Then, chats: Sequence[Deployment], *, at: Location, rule_id: str
) -> Iterator[Finding]:
    there = [d for d in chats if then.region is None or d.region in then.region]
    yield from _regions(then, chats, at=at, refused="" if there else rule_id)
    if not there:
        return
    where = f" in region {' or '.join(then.region)}" if then.region else ""
    ranks = [deployment.tier.rank for deployment in there]
    lack = f"and no deployment{where} is of such a tier (only {_only(there)}): requests"
    if then.floor is not None and then.floor.rank > max(ranks):
        text = (
            f"{_rule(rule_id)} wants {_or_better(then.floor)}, {lack} get {TIERS[max(ranks)]}. "
            "Add such a deployment, or refuse with `deny`."
        )
        yield Finding(FLOOR, (*at, "floor"), text)
    elif then.cap is not None and not any(_permits(then, rank) for rank in ranks):
        is_low = then.cap.rank < min(ranks)
        span = _or_cheaper(then.cap) if is_low else f"{then.floor} to {then.cap}"
        text = (
            f"{_rule(rule_id)} permits {span}, {lack} that it matches are refused. Add such a "
            "deployment or raise the cap."
        )
        yield Finding(CAP if is_low else GAP, (*at, "cap"), text)


def _regions(
    then: Then, chats: Sequence[Deployment], *, at: Location, refused: str
) -> Iterator[Finding]:
    """Regions that are nowhere; `refused` is the rule that leaves no deployment at all."""
    regions = sorted({d.region for d in chats if d.region is not None})
    outcome = f" All requests that {named(refused)} matches are refused." if refused else ""
    if then.region and not regions:
        text = f"No deployment of the catalog says its `region`.{outcome} Write it there."
        yield Finding(NO_REGIONS, (*at, "region"), text)
        return
    for place, region in enumerate(then.region or ()):
        if region not in regions:
            near = did_you_mean(region, regions) or f" Regions: {', '.join(regions)}."
            text = f"No deployment is in region '{region}'.{near}{outcome}"
            yield Finding(REGION, (*at, "region", place), text)


def _permits(then: Then, rank: int) -> bool:
    return (then.floor is None or then.floor.rank <= rank) and (
        then.cap is None or rank <= then.cap.rank
    )


def _tiers(then: Then) -> Iterator[tuple[Location, Tier]]:
    if then.tier is not None:
        yield ("tier",), then.tier
    for kind, elsewhere in (("canary", then.canary), ("shadow", then.shadow)):
        if elsewhere is not None and elsewhere.tier is not None:
            yield (kind, "tier"), elsewhere.tier


def _only(deployments: Sequence[Deployment]) -> str:
    served = {deployment.tier for deployment in deployments}
    return in_words([tier for tier in TIERS if tier in served])


def _rule(rule_id: str) -> str:
    return "The default" if rule_id == DEFAULT_RULE else f"Rule '{rule_id}'"


def _or_better(tier: Tier) -> str:
    return f"only {tier}" if tier is TIERS[-1] else f"{tier} or better"


def _or_cheaper(tier: Tier) -> str:
    return f"only {tier}" if tier is TIERS[0] else f"{tier} or cheaper"

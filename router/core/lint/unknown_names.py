"""Which names in a policy stand for nothing: deployments, regions, models, budgets?"""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from router.core.account import STORED
from router.core.catalog import AUTO, Catalog
from router.core.deployment import Kind
from router.core.effects import Then
from router.core.errors import ModelNotFound
from router.core.lint.finding import Code, Finding, Location, Severity, Subject, named
from router.core.lint.walk import leaves
from router.core.rules.budget import BudgetIs
from router.core.rules.requested_model import RequestedModelIs
from router.core.rules.unhealthy import Unhealthy
from router.core.suggestion import did_you_mean
from router.core.tier import Tier

__all__ = ["CODES", "check"]

DEPLOYMENT = Code("unknown-deployment", Severity.ERROR, "The catalog has no such chat deployment.")
MODEL = Code("unknown-model", Severity.WARNING, "Requests for it are refused before any rule.")
FAILING = Code("unknown-provider", Severity.WARNING, "It names no deployment and no provider.")
BUDGET = Code("unknown-budget", Severity.ERROR, "The policy declares no such budget.")
CODES = (DEPLOYMENT, MODEL, FAILING, BUDGET)


def check(subject: Subject) -> Iterator[Finding]:
    """Findings at the names."""
    for place, rule in enumerate(subject.policy.rules):
        at = ("rules", place)
        if subject.catalog is not None:
            for where, name in _deployments(rule.then):
                yield from _deployment(subject.catalog, name, at=(*at, "then", *where))
        for where, condition in leaves(rule.when):
            here = (*at, "when", *where)
            if isinstance(condition, BudgetIs):
                yield from _budget(subject, condition, at=here, rule_id=rule.id)
            elif subject.catalog is not None and isinstance(condition, RequestedModelIs):
                yield from _models(subject.catalog, condition, at=here)
            elif subject.catalog is not None and isinstance(condition, Unhealthy):
                yield from _failing(subject.catalog, condition, at=here)


def _deployments(then: Then) -> Iterator[tuple[Location, str]]:
    if then.deployment is not None:
        yield ("deployment",), then.deployment
    for kind, elsewhere in (("canary", then.canary), ("shadow", then.shadow)):
        if elsewhere is not None and elsewhere.deployment is not None:
            yield (kind, "deployment"), elsewhere.deployment


def _deployment(catalog: Catalog, name: str, *, at: Location) -> Iterator[Finding]:
    found = catalog.called(name)
    if found is not None and found.kind is Kind.CHAT:
        return
    if found is not None:
        text = f"The deployment '{name}' serves {found.kind}, and rules choose for chats."
    else:
        names = [deployment.name for deployment in catalog.of_kind(Kind.CHAT)]
        text = f"The catalog has no deployment '{name}'.{did_you_mean(name, names)}"
    yield Finding(DEPLOYMENT, at, f"{text} Name one that is there.")


def _models(catalog: Catalog, condition: RequestedModelIs, *, at: Location) -> Iterator[Finding]:
    names = (AUTO, *Tier, *(d.name for d in catalog.deployments), *catalog.aliases)
    for place, name in enumerate(condition.root):
        if "*" in name:
            continue
        try:
            catalog.resolve(name)
        except ModelNotFound:
            text = (
                f"The catalog knows no model '{name}', so a request for it is refused before any "
                f"rule is tried.{did_you_mean(name, names)}"
            )
            yield Finding(MODEL, (*at, place), text)


def _failing(catalog: Catalog, condition: Unhealthy, *, at: Location) -> Iterator[Finding]:
    known = {
        name for d in catalog.deployments for name in (d.name, d.provider, f"{d.provider}/{d.name}")
    }
    for place, pattern in enumerate(condition.root):
        if not any(fnmatchcase(name, pattern) for name in known):
            text = (
                f"The catalog has no deployment or provider '{pattern}'."
                f"{did_you_mean(pattern, sorted(known))} The condition never matches."
            )
            yield Finding(FAILING, (*at, place), text)


def _budget(
    subject: Subject, condition: BudgetIs, *, at: Location, rule_id: str
) -> Iterator[Finding]:
    declared = [budget.id for budget in subject.policy.budgets]
    wanted = condition.root.id
    if "budgets" in subject.broken or (wanted or "").startswith(STORED):
        return  # which ones administrators set is known to the service alone
    if not declared:
        text = (
            f"'budget' in {named(rule_id)} asks for a budget, and the policy declares none. "
            "Declare one under `budgets`, or name one that is set, such as `id: stored:search`."
        )
        yield Finding(BUDGET, at, text)
    elif wanted is not None and wanted not in declared:
        near = did_you_mean(wanted, declared) or f" Declared: {', '.join(declared)}."
        yield Finding(BUDGET, (*at, "id"), f"The policy declares no budget '{wanted}'.{near}")

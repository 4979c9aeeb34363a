"""How is the whole service put together for a simulation: its own time, nobody really called?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256

from router.adapters.files.policy_file import version_of_policy
from router.adapters.providers.discovery import Found
from router.adapters.rehearsal.clock import SimulatedClock
from router.adapters.rehearsal.providers import RehearsedProviders
from router.adapters.rehearsal.remembering import RememberingClassifier, RememberingDifficulty
from router.adapters.rehearsal.time import SimulatedTime, run_simulated
from router.adapters.storage.memory import open_memory
from router.bootstrap.assembly import assemble
from router.bootstrap.container import Container
from router.bootstrap.limiting import open_limiting
from router.core.budget import Budget, Per
from router.core.catalog import Catalog
from router.core.deployment import Deployment, Kind
from router.core.errors import ConfigurationError
from router.core.key import VirtualKey
from router.core.price import cost_of
from router.core.scope import Scope
from router.core.simulation.alarms import Judged, judged
from router.core.simulation.approving import Sought
from router.core.simulation.calendar import DAY_S
from router.core.simulation.ending import Ending
from router.core.simulation.figures import Figures, Versions, figures_of
from router.core.simulation.plan import Plan
from router.core.simulation.tally import Tally
from router.core.stored_limit import StoredBudget
from router.core.tier import Tier
from router.core.usage import Usage
from router.services.keep_directory import KeepDirectory
from router.services.roll_out import RollOut, Version
from router.services.seek_approval import SeekApproval
from router.services.set_limits import SetLimits
from router.services.simulate import Simulate
from router.settings import Settings

__all__ = ["PROVIDERS", "Afterwards", "Simulation", "open_simulation"]

PROVIDERS = ("openai", "anthropic")
"""Two, so that somebody else can answer in an outage."""

_AUTHOR = "simulation"
_MOST_FINDINGS = 1_000_000
_FILES_LOOK_S = 6 * 3_600.0
"""Files do not change meanwhile, and each look costs real time."""
_USUAL = Usage(input_tokens=3_000, output_tokens=1_000)
"""The call by which prices are compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Afterwards:
    """What is found when it is over."""

    findings: tuple[Judged, ...]
    drifts: int
    """How many accounts were off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """A service on simulated time, and the plan that it is to live through."""

    plan: Plan
    time: SimulatedTime
    clock: SimulatedClock
    container: Container
    premium: Deployment
    """The cheapest premium deployment: what 'always premium' is compared with."""
    budget: Budget | None
    """The budget of the whole company; None where there is none."""

    def run(
        self, hear: Callable[[Ending], None], hear_sought: Callable[[Sought], None]
    ) -> Afterwards:
        """Live through the plan, on its own time.

        `hear` is told of every ending, `hear_sought` of all that was asked of approvers.
        """
        return run_simulated(self.time, lambda: self._run(hear, hear_sought))

    async def _run(
        self, hear: Callable[[Ending], None], hear_sought: Callable[[Sought], None]
    ) -> Afterwards:
        stores = self.container.stores
        await KeepDirectory(store=stores.directory, clock=self.clock).put(
            list(self.plan.company.directory())
        )
        keys: Mapping[str, VirtualKey] = {key.name: key for key in self.plan.company.issued()}
        for key in keys.values():
            await stores.keys.add(key, secret=f"tw-{key.name}")
        if isinstance(self.budget, StoredBudget):
            await SetLimits(store=stores.limits, clock=self.clock).put(self.budget)
        simulate = Simulate(
            complete=self.container.complete,
            ledger=stores.ledger,
            clock=self.clock,
            until=self.time.until,
            keys=keys,
            premium=self.premium,
            hear=hear,
            seek=self._seek(keys, hear_sought),
            feedback=self.container.learning.feedback,
        )
        async with self.container.running():
            await simulate(self.plan)
            return await self._afterwards()

    def _seek(
        self, keys: Mapping[str, VirtualKey], hear: Callable[[Sought], None]
    ) -> SeekApproval | None:
        approving = self.container.approving
        if approving is None:
            return None
        return SeekApproval(
            ask=approving.ask,
            decide=approving.decide,
            plan=self.plan,
            keys=keys,
            now_s=self.time.now_s,
            hear=hear,
        )

    async def _afterwards(self) -> Afterwards:
        container, stores = self.container, self.container.stores
        limiting = open_limiting(
            container.settings, stores, clock=self.clock, rulebooks=container.rulebooks
        )
        await limiting.limits.refresh()
        found = await stores.findings.latest(most=_MOST_FINDINGS)
        return Afterwards(
            findings=judged(found, self.plan.anomalies, calendar=self.plan.calendar),
            drifts=await limiting.reconcile.recount(),
        )

    def figures(self, tally: Tally, after: Afterwards) -> Figures:
        """What it came to."""
        rulebook = self.container.rulebooks.current()
        return figures_of(
            self.plan,
            tally,
            findings=after.findings,
            versions=Versions(
                policy=rulebook.policy_version,
                catalog=rulebook.catalog_version,
                classifier=self.container.classifier.version,
                premium=self.premium.name,
            ),
            budget=self.budget,
            drifts=after.drifts,
        )


def open_simulation(
    settings: Settings,
    plan: Plan,
    *,
    providers: Sequence[str] = PROVIDERS,
    budget_usd: Decimal | None = None,
) -> Simulation:
    """The service with memory for stores.

    Args:
        settings: which policy and catalog are in force; where nothing is kept does not matter.
        plan: who asks what and when.
        providers: those with whom the company has contracts; nobody of them is called.
        budget_usd: replaces the policy's budget of a month for the whole company.

    Raises:
        ConfigurationError: a file is wrong, or the catalog has no premium deployment.
    """
    time = SimulatedTime()
    clock = SimulatedClock(plan.calendar.start, elapsed_s=time.now_s, seed=plan.seed)
    stores = replace(open_memory(), fingerprint_key=sha256(f"{plan.seed}".encode()).digest())
    found = [Found(provider=name, note="simulated") for name in providers]
    container = _rehearsing(
        assemble(settings, found, clock=clock, stores=stores, recount_s=DAY_S),
        plan=plan,
        time=time,
    )
    return Simulation(
        plan=plan,
        time=time,
        clock=clock,
        container=container,
        premium=_cheapest_premium(
            container.rulebooks.current().catalog, day=plan.calendar.start.date()
        ),
        budget=_company_budget(container, clock, wanted_usd=budget_usd),
    )


def _rehearsing(container: Container, *, plan: Plan, time: SimulatedTime) -> Container:
    """The same service, where providers are simulated and equal prompts are judged once."""
    steps = container.steps
    providers = RehearsedProviders(now_s=time.now_s, until=time.until, outages=plan.outages())
    gather = steps.gather
    gather = replace(
        gather,
        classifier=RememberingClassifier(gather.classifier),
        difficulty=RememberingDifficulty(gather.difficulty) if gather.difficulty else None,
    )
    steps = replace(steps, gather=gather, call=replace(steps.call, providers=providers))
    return replace(
        container,
        steps=steps,
        complete=replace(container.complete, steps=steps),
        look_s=_FILES_LOOK_S,
    )


def _cheapest_premium(catalog: Catalog, *, day: date) -> Deployment:
    offers = [one for one in catalog.offers(Kind.CHAT, day) if one.deployment.tier is Tier.PREMIUM]
    if not offers:
        raise ConfigurationError(
            "The catalog has no premium deployment that could be called, so that nothing could be "
            "compared with it. Name another catalog with --catalog."
        )
    return min(
        (one.deployment for one in offers), key=lambda one: cost_of(_USUAL, one.prices.at(day))
    )


def _company_budget(
    container: Container, clock: SimulatedClock, *, wanted_usd: Decimal | None
) -> Budget | None:
    """The policy's budget for everybody in a month, or a hard one where it has none."""
    policy = container.rulebooks.current().policy
    named = next((one for one in policy.budgets if _is_of_all(one)), None)
    if wanted_usd is None:
        return named
    if named is None:
        return StoredBudget(id="company", limit_usd=wanted_usd, per=Per.MONTH)
    budgets = tuple(
        one.model_copy(update={"limit_usd": wanted_usd}) if one is named else one
        for one in policy.budgets
    )
    edited = policy.model_copy(update={"budgets": budgets})
    roll_out = RollOut(policies=container.stores.policies, clock=clock, author=_AUTHOR)
    roll_out.apply(Version(version_of_policy(edited), edited), message="another budget")
    container.rulebooks.refresh()
    return named.model_copy(update={"limit_usd": wanted_usd})


def _is_of_all(budget: Budget) -> bool:
    return budget.scope == Scope() and budget.per is Per.MONTH

"""Settings become a running service: the only file that names concrete adapters."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from router.adapters.classifying import TrainedClassifier
from router.adapters.files.catalog_file import load_catalog
from router.adapters.files.rulebook_files import RulebookFiles
from router.adapters.files.rulebook_json import rulebook_from_text, rulebook_to_text
from router.adapters.providers.counting import Tokenizer
from router.adapters.providers.discovery import Found, discover
from router.adapters.providers.pool import ProviderPool
from router.adapters.storage.memory import open_memory
from router.adapters.storage.sqlite import open_sqlite
from router.adapters.storage.stores import Stores
from router.adapters.system_clock import SystemClock
from router.core.availability import available
from router.core.catalog import Catalog
from router.core.deployment import Capability, Deployment
from router.core.errors import LedgerUnavailable
from router.core.money import ZERO_USD
from router.core.price import Price, PriceHistory
from router.core.tier import Tier
from router.ports.classifier import Classifier
from router.ports.clock import Clock
from router.ports.rulebooks import Rulebooks
from router.services.complete import Complete
from router.services.embed import Embed
from router.services.explain import Explain
from router.services.issue_key import IssueKey
from router.services.report_spend import ReportSpend
from router.services.steps import Steps
from router.services.steps.authenticate import Authenticate
from router.services.steps.decide import Decide
from router.services.steps.gather import Gather
from router.services.steps.settle import Settle
from router.settings import Settings

__all__ = [
    "Container",
    "Desk",
    "assemble",
    "find_providers",
    "load_classifier",
    "open_desk",
]

_log = logging.getLogger(__name__)
_RELOAD_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """Everything that the service's entry points call."""

    settings: Settings
    found: Sequence[Found]
    rulebooks: RulebookFiles
    stores: Stores
    classifier: Classifier
    steps: Steps
    complete: Complete
    embed: Embed
    explain: Explain

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Watch the files while the service runs; close everything when it ends."""
        self.stores.archive.remember(self.rulebooks.current())
        watching = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
            await self.steps.providers.close()
            await self.stores.close()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(_RELOAD_S)
            try:
                await asyncio.to_thread(self._follow_files)
            except LedgerUnavailable as error:  # the next round tries again
                _log.error("The rulebook in force is not recorded. %s", error.message)

    def _follow_files(self) -> None:
        self.rulebooks.refresh()
        self.stores.archive.remember(self.rulebooks.current())  # known ones cost nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What commands need that look into the stores of a service, running or not."""

    stores: Stores
    spend: ReportSpend
    issue_key: IssueKey

    async def close(self) -> None:
        """Close the stores."""
        await self.stores.close()


async def find_providers(settings: Settings) -> tuple[Found, ...]:
    """Providers whose key or service is found in the environment or on this machine."""
    return await discover(settings.environment)


def load_classifier(folder: Path | None) -> Classifier:
    """The trained classifier alone."""
    return TrainedClassifier(folder)


def open_desk(settings: Settings) -> Desk:
    """The stores of `settings`, and what reads and administers them."""
    clock = SystemClock()
    stores = _open_stores(settings, clock)
    return Desk(
        stores=stores,
        spend=ReportSpend(ledger=stores.ledger, clock=clock),
        issue_key=IssueKey(keys=stores.keys, clock=clock),
    )


def assemble(
    settings: Settings, found: Sequence[Found], *, is_ephemeral: bool = False
) -> Container:
    """The whole service.

    Args:
        settings: how it was told to behave.
        found: the providers that can be called.
        is_ephemeral: keep ledger and keys in memory only.

    Raises:
        ConfigurationError: a file is wrong; nothing is started half-configured.
    """
    clock = SystemClock()
    classifier = load_classifier(settings.classifier)
    rulebooks = _rulebooks(settings, found)
    stores = open_memory() if is_ephemeral else _open_stores(settings, clock)
    steps = _steps(settings, clock, classifier=classifier, rulebooks=rulebooks, stores=stores)
    return Container(
        settings=settings,
        found=found,
        rulebooks=rulebooks,
        stores=stores,
        classifier=classifier,
        steps=steps,
        complete=Complete(steps),
        embed=Embed(steps),
        explain=Explain(
            steps=steps,
            classifier=classifier,
            rulebooks=rulebooks,
            archive=stores.archive,
            ledger=stores.ledger,
        ),
    )


def _steps(
    settings: Settings,
    clock: Clock,
    *,
    classifier: Classifier,
    rulebooks: Rulebooks,
    stores: Stores,
) -> Steps:
    tokens = Tokenizer()
    settle = Settle(ledger=stores.ledger, tokens=tokens, clock=clock)
    return Steps(
        authenticate=Authenticate(keys=stores.keys, clock=clock, is_open=settings.is_open),
        gather=Gather(classifier=classifier, tokens=tokens, clock=clock),
        decide=Decide(rulebooks=rulebooks, settle=settle, clock=clock),
        settle=settle,
        providers=ProviderPool(
            settings.environment, counter=tokens, simulated_speed=settings.simulated_speed
        ),
        clock=clock,
        timeout_s=settings.upstream_timeout_s,
    )


def _open_stores(settings: Settings, clock: Clock) -> Stores:
    return open_sqlite(
        settings.database, clock=clock, to_text=rulebook_to_text, from_text=rulebook_from_text
    )


def _rulebooks(settings: Settings, found: Sequence[Found]) -> RulebookFiles:
    stand_in = load_catalog(settings.simulated_catalog)

    def select(catalog: Catalog) -> Catalog:
        return available(
            catalog,
            providers={one.provider for one in found},
            variables={name for name, value in settings.environment.items() if value.strip()},
            extra=_installed(found),
            stand_in=stand_in,
        )

    return RulebookFiles(settings.policy, settings.catalog, select=select)


def _installed(found: Sequence[Found]) -> Iterator[Deployment]:
    """Models that run on this machine: they cost nothing and serve the economy tier."""
    free = Price(version="local", input_usd_per_mtok=ZERO_USD, output_usd_per_mtok=ZERO_USD)
    for one in found:
        for model in one.models:
            yield Deployment(
                name=model,
                provider=one.provider,
                model=model,
                tier=Tier.ECONOMY,
                prices=PriceHistory((free,)),
                capabilities=frozenset(
                    {Capability.TOOLS, Capability.JSON_MODE, Capability.JSON_SCHEMA}
                ),
            )

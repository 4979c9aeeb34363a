"""Settings become a running service: the only file that names concrete adapters."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from classifier.registry import Registry
from router.adapters.classifying.difficulty import LearntDifficulty
from router.adapters.classifying.in_force import ClassifierInForce
from router.adapters.classifying.trained import REASONS
from router.adapters.files.catalog_file import load_catalog
from router.adapters.files.rulebook_files import RulebookFiles
from router.adapters.files.rulebook_json import rulebook_from_text, rulebook_to_text
from router.adapters.providers.counting import Tokenizer
from router.adapters.providers.discovery import Found, discover
from router.adapters.providers.installed import installed
from router.adapters.providers.pool import ProviderPool
from router.adapters.storage.memory import open_memory
from router.adapters.storage.sqlite import open_sqlite
from router.adapters.storage.stores import Stores
from router.adapters.system_clock import SystemClock
from router.core.availability import available
from router.core.catalog import Catalog
from router.core.errors import LedgerUnavailable
from router.ports.classifier import Classifier
from router.ports.clock import Clock
from router.ports.difficulty import Difficulty
from router.ports.rulebooks import Rulebooks
from router.services.collect_outcomes import CollectOutcomes
from router.services.complete import Complete
from router.services.embed import Embed
from router.services.explain import Explain
from router.services.issue_key import IssueKey
from router.services.keep_texts import KeepTexts
from router.services.learning import Learning
from router.services.report_spend import ReportSpend
from router.services.steps import Steps
from router.services.steps.authenticate import Authenticate
from router.services.steps.decide import Decide
from router.services.steps.gather import Gather
from router.services.steps.settle import Settle
from router.services.summarise_feedback import SummariseFeedback
from router.services.watch_drift import WatchDrift
from router.settings import Settings

__all__ = [
    "Container",
    "Desk",
    "assemble",
    "find_providers",
    "load_classifier",
    "open_desk",
    "open_registry",
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
    classifier: ClassifierInForce
    steps: Steps
    complete: Complete
    embed: Embed
    explain: Explain
    learning: Learning

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Watch the files while the service runs; close everything when it ends."""
        self.stores.archive.remember(self.rulebooks.current())
        works = [asyncio.create_task(work()) for work in (self._watch, *self.learning.background)]
        for work in works:
            work.add_done_callback(_tell_if_it_broke)
        try:
            yield
        finally:
            for work in works:
                work.cancel()
            await asyncio.gather(*works, return_exceptions=True)
            await asyncio.to_thread(self.classifier.close)
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
        self.classifier.refresh()
        self.stores.archive.remember(self.rulebooks.current())  # known ones cost nothing


def _tell_if_it_broke(work: "asyncio.Task[None]") -> None:
    """Background work has nobody who awaits it: a mistake in it must not go unheard."""
    if not work.cancelled() and (error := work.exception()) is not None:
        _log.error("Work in the background ended by a mistake of Tierwise.", exc_info=error)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What commands need that look into the stores of a service, running or not."""

    stores: Stores
    spend: ReportSpend
    issue_key: IssueKey
    feedback: SummariseFeedback
    outcomes: CollectOutcomes
    texts: KeepTexts
    drift: WatchDrift

    async def close(self) -> None:
        """Close the stores."""
        await self.stores.close()


async def find_providers(settings: Settings) -> tuple[Found, ...]:
    """Providers whose key or service is found in the environment or on this machine."""
    return await discover(settings.environment)


def open_registry(settings: Settings) -> Registry:
    """The artifacts that there are, and the choices between them."""
    return Registry(settings.models)


def load_classifier(settings: Settings) -> ClassifierInForce:
    """The trained classifier alone: the one that was promoted, or the one that is pinned."""
    return ClassifierInForce(
        open_registry(settings),
        pinned=settings.classifier,
        now=lambda: SystemClock().now().isoformat(timespec="seconds"),
    )


def open_desk(settings: Settings) -> Desk:
    """The stores of `settings`, and what reads and administers them."""
    clock = SystemClock()
    stores = _open_stores(settings, clock)
    return Desk(
        stores=stores,
        spend=ReportSpend(ledger=stores.ledger, clock=clock),
        issue_key=IssueKey(keys=stores.keys, clock=clock),
        feedback=SummariseFeedback(feedback=stores.feedback, traffic=stores.traffic, clock=clock),
        outcomes=CollectOutcomes(
            outcomes=stores.outcomes,
            feedback=stores.feedback,
            traffic=stores.traffic,
            texts=stores.texts,
            clock=clock,
        ),
        texts=KeepTexts(texts=stores.texts, keeping=settings.texts, clock=clock),
        drift=WatchDrift(
            traffic=stores.traffic,
            feedback=stores.feedback,
            clock=clock,
            reasons={words: str(reason) for reason, words in REASONS.items()},
        ),
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
    classifier = load_classifier(settings)
    difficulty = LearntDifficulty(settings.adapted)
    rulebooks = _rulebooks(settings, found, difficulty=difficulty)
    stores = open_memory() if is_ephemeral else _open_stores(settings, clock)
    judges = (classifier, difficulty)
    steps = _steps(settings, clock, judges=judges, rulebooks=rulebooks, stores=stores)
    learning = _learning(settings, steps, stores=stores)
    return Container(
        settings=settings,
        found=found,
        rulebooks=rulebooks,
        stores=stores,
        classifier=classifier,
        steps=steps,
        complete=Complete(steps, learning.learners),
        embed=Embed(steps),
        explain=Explain(
            steps=steps,
            classifier=classifier,
            rulebooks=rulebooks,
            archive=stores.archive,
            ledger=stores.ledger,
        ),
        learning=learning,
    )


def _learning(settings: Settings, steps: Steps, *, stores: Stores) -> Learning:
    return Learning.of(
        steps,
        traffic=stores.traffic,
        feedback=stores.feedback,
        texts=stores.texts,
        comments=stores.comments,
        outcomes=stores.outcomes,
        audit_budget=stores.audit_budget,
        keeping=settings.texts,
        plan=settings.audit,
    )


def _steps(
    settings: Settings,
    clock: Clock,
    *,
    judges: tuple[Classifier, Difficulty],
    rulebooks: Rulebooks,
    stores: Stores,
) -> Steps:
    classifier, difficulty = judges
    tokens = Tokenizer()
    settle = Settle(ledger=stores.ledger, tokens=tokens, clock=clock)
    return Steps(
        authenticate=Authenticate(keys=stores.keys, clock=clock, is_open=settings.is_open),
        gather=Gather(
            classifier=classifier,
            tokens=tokens,
            clock=clock,
            difficulty=difficulty,
            asks_difficulty=lambda: rulebooks.current().catalog.has_abilities,
            fingerprint_key=stores.fingerprint_key,
        ),
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


def _rulebooks(
    settings: Settings, found: Sequence[Found], *, difficulty: LearntDifficulty
) -> RulebookFiles:
    stand_in = load_catalog(settings.simulated_catalog)

    def select(catalog: Catalog) -> Catalog:
        callable_now = available(
            catalog,
            providers={one.provider for one in found},
            variables={name for name, value in settings.environment.items() if value.strip()},
            extra=installed(found),
            stand_in=stand_in,
        )
        return difficulty.enter(callable_now)

    return RulebookFiles(settings.policy, settings.catalog, select=select)

"""How is a whole service put together from its settings?"""

from collections.abc import Sequence
from dataclasses import dataclass

from router.adapters.classifying.difficulty import LearntDifficulty
from router.adapters.classifying.in_force import ClassifierInForce
from router.adapters.classifying.language import PatternLanguages
from router.adapters.files.catalog_file import load_catalog
from router.adapters.files.rulebook_files import RulebookFiles
from router.adapters.policies_in_force import PoliciesInForce
from router.adapters.providers.counting import Tokenizer
from router.adapters.providers.discovery import Found
from router.adapters.providers.installed import installed
from router.adapters.providers.pool import ProviderPool
from router.adapters.storage.stores import Stores
from router.adapters.system_clock import SystemClock
from router.bootstrap.administration import open_administration, open_identity
from router.bootstrap.container import Container
from router.bootstrap.limiting import Limiting, open_limiting
from router.bootstrap.parts import load_classifier
from router.bootstrap.spooling import Spooling, open_ephemeral, open_spooled
from router.core.availability import available
from router.core.catalog import Catalog
from router.ports.clock import Clock
from router.services.complete import Complete
from router.services.embed import Embed
from router.services.explain import Explain
from router.services.learning import Learning
from router.services.remember_conversations import RememberConversations
from router.services.steps import Steps
from router.services.steps.authenticate import Authenticate
from router.services.steps.decide import Decide
from router.services.steps.gather import Gather
from router.services.steps.settle import Settle
from router.services.watch_canary import WatchCanary
from router.services.watch_health import WatchHealth
from router.settings import Settings

__all__ = ["assemble"]

_DIFFICULTY = frozenset(["difficulty"])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Base:
    """What all else is put together from."""

    settings: Settings
    clock: Clock
    tokens: Tokenizer
    classifier: ClassifierInForce
    difficulty: LearntDifficulty
    languages: PatternLanguages
    rulebooks: PoliciesInForce
    spooling: Spooling

    @property
    def stores(self) -> Stores:
        """What is kept, and read again."""
        return self.spooling.stores

    def asks(self) -> frozenset[str]:
        """What decisions depend on now that is only found where something does."""
        now = self.rulebooks.now()
        return now.asks | _DIFFICULTY if now.primary.catalog.has_abilities else now.asks

    def prepare(self) -> None:
        """Load what is only loaded where a policy asks for it; what is loaded costs nothing."""
        if "language" in self.asks():
            self.languages.prepare()


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
    base = _base(settings, found, is_ephemeral=is_ephemeral)
    limiting = open_limiting(
        settings,
        base.stores,
        clock=base.clock,
        rulebooks=base.rulebooks,
        waiting=base.spooling.waiting,
    )
    steps = _steps(base, limiting)
    learning = _learning(base, steps)
    return Container(
        settings=settings,
        found=found,
        rulebooks=base.rulebooks,
        stores=base.stores,
        classifier=base.classifier,
        steps=steps,
        complete=Complete(steps, learning.learners),
        embed=Embed(steps),
        explain=_explain(base, steps),
        learning=learning,
        admin=open_administration(base.stores, base.clock, book=limiting.limits.book),
        first=limiting.first,
        background=(*base.spooling.background, *limiting.background, _canary(base).run),
        waiting=base.spooling.waiting,
        followers=(base.prepare,),
    )


def _base(settings: Settings, found: Sequence[Found], *, is_ephemeral: bool) -> _Base:
    """Whatever may be wrong is opened here, the stores last: a wrong file leaves none behind."""
    clock = SystemClock()
    classifier = load_classifier(settings)
    difficulty = LearntDifficulty(settings.adapted)
    files = _files(settings, found, difficulty=difficulty)
    spooling = open_ephemeral() if is_ephemeral else open_spooled(settings, clock)
    base = _Base(
        settings=settings,
        clock=clock,
        tokens=Tokenizer(),
        classifier=classifier,
        difficulty=difficulty,
        languages=PatternLanguages(),
        rulebooks=PoliciesInForce(files, spooling.stores.policies),
        spooling=spooling,
    )
    base.prepare()
    return base


def _steps(base: _Base, limiting: Limiting) -> Steps:
    settings, clock, health = base.settings, base.clock, WatchHealth(clock=base.clock)
    conversations = RememberConversations()
    settle = Settle(
        ledger=base.stores.ledger,
        tokens=base.tokens,
        clock=clock,
        health=health,
        conversations=conversations,
        reservations=limiting.reservations,
    )
    return Steps(
        authenticate=Authenticate(
            keys=base.stores.keys,
            clock=clock,
            is_open=settings.is_open,
            identity=open_identity(settings, clock),
        ),
        gather=Gather(
            classifier=base.classifier,
            tokens=base.tokens,
            clock=clock,
            difficulty=base.difficulty,
            languages=base.languages,
            asks=base.asks,
            fingerprint_key=base.stores.fingerprint_key,
            directory=limiting.directory.now,
            standing=limiting.budgets,
            health=health,
            conversations=conversations,
        ),
        decide=Decide(rulebooks=base.rulebooks, settle=settle, clock=clock),
        reserve=limiting.reserve(settle),
        settle=settle,
        providers=_providers(base),
        clock=clock,
        timeout_s=settings.upstream_timeout_s,
    )


def _canary(base: _Base) -> WatchCanary:
    stores = base.stores
    return WatchCanary(policies=stores.policies, tallies=stores.tallies, clock=base.clock)


def _providers(base: _Base) -> ProviderPool:
    settings = base.settings
    return ProviderPool(
        settings.environment, counter=base.tokens, simulated_speed=settings.simulated_speed
    )


def _explain(base: _Base, steps: Steps) -> Explain:
    return Explain(
        steps=steps,
        classifier=base.classifier,
        rulebooks=base.rulebooks,
        archive=base.stores.archive,
        ledger=base.stores.ledger,
    )


def _learning(base: _Base, steps: Steps) -> Learning:
    stores, settings = base.stores, base.settings
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


def _files(
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

"""How is a whole service put together from its settings?"""

from collections.abc import Sequence
from itertools import chain
from typing import Protocol

from classifier.scale import HERE, LocalProcesses, Workers
from router.adapters.classifying.difficulty import LearntDifficulty
from router.adapters.classifying.language import PatternLanguages
from router.adapters.files.catalog_file import load_catalog
from router.adapters.files.rulebook_files import RulebookFiles
from router.adapters.policies_in_force import PoliciesInForce
from router.adapters.providers.counting import Tokenizer
from router.adapters.providers.discovery import Found
from router.adapters.providers.installed import installed
from router.adapters.storage.stores import Stores
from router.adapters.system_clock import SystemClock
from router.bootstrap.administration import Administration, open_administration
from router.bootstrap.admitting import open_admit
from router.bootstrap.batching import open_batching
from router.bootstrap.coaching import Coaching, open_coaching
from router.bootstrap.container import Container
from router.bootstrap.foundation import Foundation
from router.bootstrap.governing import Governing, open_governing
from router.bootstrap.keeping_answers import open_kept_answers
from router.bootstrap.limiting import Limiting, open_limiting
from router.bootstrap.parts import load_classifier
from router.bootstrap.request_steps import open_requesting
from router.bootstrap.spooling import Spooling, open_ephemeral, open_spooled
from router.core.availability import available
from router.core.catalog import Catalog
from router.ports.clock import Clock
from router.services.admit import Admit
from router.services.analyse_behaviour import AnalyseBehaviour
from router.services.complete import Complete
from router.services.embed import Embed
from router.services.estimate_cost import EstimateCost
from router.services.explain import Explain
from router.services.follow_limits import FollowLimits
from router.services.learning import Learning, Work
from router.services.pass_on import PassOn
from router.services.reconcile import RECOUNT_S
from router.services.reuse_answers import ReuseAnswers
from router.services.show_behaviour import ShowBehaviour
from router.services.steps import Steps
from router.services.watch_canary import WatchCanary
from router.settings import Settings

__all__ = ["assemble"]


def assemble(
    settings: Settings,
    found: Sequence[Found],
    *,
    is_ephemeral: bool = False,
    clock: Clock | None = None,
    stores: Stores | None = None,
    recount_s: float = RECOUNT_S,
) -> Container:
    """The whole service.

    Args:
        settings: how it was told to behave.
        found: the providers that can be called.
        is_ephemeral: keep ledger and keys in memory only.
        clock: tells the time, where it is not this machine's.
        stores: kept here, wherever else the settings would have it.
        recount_s: how often budgets and quotas are counted anew.

    Raises:
        ConfigurationError: a file is wrong; nothing is started half-configured.
    """
    spooling = open_ephemeral() if is_ephemeral else None
    if stores is not None:
        spooling = Spooling(stores=stores)
    base = _base(settings, found, clock=clock or SystemClock(), spooling=spooling)
    governing = open_governing(settings, base.stores, clock=base.clock, rulebooks=base.rulebooks)
    limiting = _limiting(base, governing, recount_s=recount_s)
    workers = LocalProcesses(1) if spooling is None else HERE
    return _container(base, found, limiting=limiting, governing=governing, workers=workers)


def _container(
    base: Foundation,
    found: Sequence[Found],
    *,
    limiting: Limiting,
    governing: Governing,
    workers: Workers,
) -> Container:
    requesting = open_requesting(base, limiting=limiting, governing=governing)
    steps = requesting.steps
    learning = _learning(base, steps)
    batching = open_batching(steps, base.stores, depot=requesting.depot, rulebooks=base.rulebooks)
    admin = _administration(base, limiting)
    coaching = _coaching(base, limiting, governing=governing, admin=admin)
    admit = open_admit(base.settings.environment)
    return Container(
        settings=base.settings,
        found=found,
        rulebooks=base.rulebooks,
        stores=base.stores,
        classifier=base.classifier,
        steps=steps,
        complete=_complete(steps, admin, learning=learning, coaching=coaching, admit=admit),
        admit=admit,
        embed=Embed(steps),
        pass_on=PassOn(steps),
        batches=batching.run,
        explain=_explain(base, steps),
        estimate=_estimate(base, steps, limits=limiting.limits),
        learning=learning,
        behaviour=_behaviour(base, workers),
        admin=admin,
        approving=governing.approving,
        coaching=coaching,
        first=(*governing.first, *limiting.first, *coaching.first),
        background=_background(base, limiting, governing, coaching, requesting, batching),
        waiting=base.spooling.waiting,
        followers=(base.prepare,),
    )


def _administration(base: Foundation, limiting: Limiting) -> Administration:
    kept = open_kept_answers(base.settings, base.clock)
    return open_administration(base.stores, base.clock, book=limiting.limits.book, answers=kept)


def _complete(
    steps: Steps, admin: Administration, *, learning: Learning, coaching: Coaching, admit: Admit
) -> Complete:
    return Complete(
        steps,
        learning.learners,
        ReuseAnswers(admin.answers.answers, key=admin.answers.key),
        wants_tips=coaching.follow.wants_tips,
        heard=admit.heard,
        away=admit,
    )


def _base(
    settings: Settings, found: Sequence[Found], *, clock: Clock, spooling: Spooling | None
) -> Foundation:
    """Whatever may be wrong is opened here, the stores last: a wrong file leaves none behind."""
    classifier = load_classifier(settings)
    difficulty = LearntDifficulty(settings.adapted)
    files = _files(settings, found, difficulty=difficulty)
    spooling = spooling or open_spooled(settings, clock)
    base = Foundation(
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
    classifier.sketch_under(base.stores.fingerprint_key)
    return base


class _Working(Protocol):
    @property
    def background(self) -> Sequence[Work]: ...


def _background(base: Foundation, *others: _Working) -> Sequence[Work]:
    of_others = chain.from_iterable(one.background for one in others)
    return (*base.spooling.background, *of_others, _canary(base).run)


def _limiting(base: Foundation, governing: Governing, *, recount_s: float) -> Limiting:
    return open_limiting(
        base.settings,
        base.stores,
        clock=base.clock,
        rulebooks=base.rulebooks,
        waiting=base.spooling.waiting,
        grants=governing.approving.follow.open,
        recount_s=recount_s,
    )


def _coaching(
    base: Foundation, limiting: Limiting, *, governing: Governing, admin: Administration
) -> Coaching:
    return open_coaching(
        base.settings,
        base.stores,
        clock=base.clock,
        rulebooks=base.rulebooks,
        standing=limiting.budgets,
        directory=limiting.directory.now,
        limits=admin.limits,
        approvals=governing.approving.show,
    )


def _behaviour(base: Foundation, workers: Workers) -> ShowBehaviour:
    """What is in memory is read here; a database is read by a process of its own."""
    analyse = AnalyseBehaviour(
        history=base.stores.history,
        feedback=base.stores.feedback,
        catalog=lambda: base.rulebooks.now().primary.catalog,
        clock=base.clock,
    )
    return ShowBehaviour(analyse, clock=base.clock, workers=workers)


def _canary(base: Foundation) -> WatchCanary:
    stores = base.stores
    return WatchCanary(policies=stores.policies, tallies=stores.tallies, clock=base.clock)


def _estimate(base: Foundation, steps: Steps, *, limits: FollowLimits) -> EstimateCost:
    return EstimateCost(
        steps=steps,
        rulebooks=base.rulebooks,
        limits=limits.book,
        accounts=base.stores.accounts,
    )


def _explain(base: Foundation, steps: Steps) -> Explain:
    return Explain(
        steps=steps,
        classifier=base.classifier,
        rulebooks=base.rulebooks,
        archive=base.stores.archive,
        ledger=base.stores.ledger,
    )


def _learning(base: Foundation, steps: Steps) -> Learning:
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

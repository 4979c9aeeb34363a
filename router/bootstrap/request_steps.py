"""How are the steps of a request put together, and what looks after whom they call?"""

from collections.abc import Sequence
from dataclasses import dataclass

from router.adapters.providers.pool import ProviderPool
from router.bootstrap.administration import open_identity
from router.bootstrap.foundation import Foundation
from router.bootstrap.governing import Governing
from router.bootstrap.limiting import Limiting
from router.core.effects import Failover
from router.ports.depot import Depot
from router.services.learning import Work
from router.services.probe_deployments import ProbeDeployments
from router.services.remember_conversations import RememberConversations
from router.services.retry_budget import RetryBudget
from router.services.steps import Steps
from router.services.steps.authenticate import Authenticate
from router.services.steps.call_upstream import CallUpstream
from router.services.steps.decide import Decide
from router.services.steps.gather import Gather
from router.services.steps.reserve import Reserve
from router.services.steps.settle import Settle
from router.services.watch_health import WatchHealth

__all__ = ["Requesting", "open_requesting"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Requesting:
    """All of it, for one process."""

    steps: Steps
    depot: Depot
    """The files and batches of the same providers."""
    background: Sequence[Work]
    """What runs until the service stops."""


def open_requesting(base: Foundation, *, limiting: Limiting, governing: Governing) -> Requesting:
    """The parts for one process."""
    health, providers = WatchHealth(clock=base.clock), _providers(base)
    probe = ProbeDeployments(
        suspects=health,
        probing=providers,
        deployments=lambda: base.rulebooks.now().primary.catalog.deployments,
    )
    steps = _steps(base, limiting=limiting, governing=governing, health=health, providers=providers)
    return Requesting(steps=steps, depot=providers, background=(probe.run,))


def _steps(
    base: Foundation,
    *,
    limiting: Limiting,
    governing: Governing,
    health: WatchHealth,
    providers: ProviderPool,
) -> Steps:
    settings, clock = base.settings, base.clock
    settle = Settle(
        ledger=base.stores.ledger,
        tokens=base.tokens,
        clock=clock,
        health=health,
        conversations=RememberConversations(),
        reservations=limiting.reservations,
        watch=governing.watching.watch,
    )
    reserve = limiting.reserve(settle, pointers=governing.pointers)
    return Steps(
        authenticate=Authenticate(
            keys=base.stores.keys,
            clock=clock,
            is_open=settings.is_open,
            identity=open_identity(settings, clock),
        ),
        gather=_gather(base, limiting, governing=governing, memories=settle),
        decide=Decide(
            rulebooks=base.rulebooks,
            settle=settle,
            clock=clock,
            watch=governing.watching.watch,
            pointers=governing.pointers,
        ),
        reserve=reserve,
        call=_call(base, settle, reserve=reserve, providers=providers),
        settle=settle,
        clock=clock,
    )


def _call(
    base: Foundation, settle: Settle, *, reserve: Reserve, providers: ProviderPool
) -> CallUpstream:
    return CallUpstream(
        reserve=reserve,
        settle=settle,
        providers=providers,
        clock=base.clock,
        retries=RetryBudget(clock=base.clock),
        timeout_s=base.settings.upstream_timeout_s,
        usual=Failover(retries=base.settings.retries),
        health=settle.health,
    )


def _gather(
    base: Foundation, limiting: Limiting, *, governing: Governing, memories: Settle
) -> Gather:
    return Gather(
        classifier=base.classifier,
        tokens=base.tokens,
        clock=base.clock,
        difficulty=base.difficulty,
        languages=base.languages,
        asks=base.asks,
        fingerprint_key=base.stores.fingerprint_key,
        directory=limiting.directory.now,
        standing=limiting.budgets,
        health=memories.health,
        conversations=memories.conversations,
        watch=governing.watching.watch,
        grants=governing.approving.drawn_in(limiting.limits.book),
    )


def _providers(base: Foundation) -> ProviderPool:
    settings = base.settings
    return ProviderPool(
        settings.environment, counter=base.tokens, simulated_speed=settings.simulated_speed
    )

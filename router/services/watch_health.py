"""Which deployments fail at present, or are slow? What the endings of calls said, in memory."""

import logging
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from router.core.deployment import Deployment
from router.core.errors import (
    RouterError,
    UpstreamFailed,
    UpstreamRateLimited,
    UpstreamTimedOut,
    UpstreamUnreachable,
)
from router.core.health import HEALTHY, DeploymentHealth, tells_against
from router.ports.clock import Clock

__all__ = ["WatchHealth"]

_log = logging.getLogger(__name__)
_MOST = 1_000
_WEIGHT = 0.2
"""Of the newest answer in the moving mean of latencies (EWMA)."""
_KNOWN_FOR_S = 600.0


@dataclass(slots=True)
class _Latency:
    mean_s: float
    heard_s: float


class WatchHealth:
    """Implements `Health` and `Suspects`. Each process learns by its own calls alone."""

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock
        self._suspects: OrderedDict[str, DeploymentHealth] = OrderedDict()
        """Those that failed or asked for rest of late."""
        self._latencies: OrderedDict[str, _Latency] = OrderedDict()

    def failing(self) -> tuple[str, ...]:
        """Deployments that are to be avoided now, sorted, each as `provider/name`.

        Whoever asks first after a spell does not hear of that deployment, and so tries it.
        """
        if not self._suspects:
            return ()
        now_s = self._clock.monotonic_s()
        return tuple(sorted(name for name in self._suspects if self._is_avoided(name, now_s)))

    def hear(self, deployment: Deployment, error: RouterError | None) -> None:
        """Take note of how a call ended: with an error, or well where it is None."""
        if error is None:
            if self._suspects:
                self._succeeded(_label(deployment))
            return
        if tells_against(error):
            self._failed(_label(deployment), error)
        if isinstance(error, UpstreamRateLimited | UpstreamFailed) and error.retry_after_s:
            self.rest(deployment, error.retry_after_s)

    def rest(self, deployment: Deployment, seconds: float) -> None:
        """Leave a deployment alone for so long, since it said that it takes no more now."""
        name = _label(deployment)
        before = self._suspects.pop(name, HEALTHY)
        self._keep(name, before.resting(seconds, self._clock.monotonic_s()))

    def answered(self, deployment: Deployment, *, after_s: float) -> None:
        """Take note of how soon it began to answer."""
        name, now_s = _label(deployment), self._clock.monotonic_s()
        known = self._latencies.get(name)
        if known is None or now_s - known.heard_s > _KNOWN_FOR_S:
            self._latencies[name] = _Latency(after_s, now_s)
            if len(self._latencies) > _MOST:
                self._latencies.popitem(last=False)
            return
        known.mean_s += _WEIGHT * (after_s - known.mean_s)
        known.heard_s = now_s

    def latencies_ms(self) -> tuple[tuple[str, int], ...]:
        """How soon deployments answered of late, each as `provider/name`, sorted."""
        since_s = self._clock.monotonic_s() - _KNOWN_FOR_S
        known = ((n, one) for n, one in self._latencies.items() if one.heard_s >= since_s)
        return tuple(sorted((name, round(one.mean_s * 1_000)) for name, one in known))

    def in_spell(self, deployments: Iterable[Deployment]) -> Sequence[Deployment]:
        """Those that are avoided at present because they failed."""
        now_s = self._clock.monotonic_s()
        ill = {name for name, health in self._suspects.items() if health.is_unhealthy(now_s)}
        return [one for one in deployments if _label(one) in ill] if ill else []

    def probed(self, deployment: Deployment, error: RouterError | None) -> None:
        """Take note of how a question ended that cost nothing: well where `error` is None."""
        name, now_s = _label(deployment), self._clock.monotonic_s()
        before = self._suspects.get(name)
        if before is None or not before.is_unhealthy(now_s):
            return  # a call was sooner, and says more
        after = self._suspects[name] = before.after_probe(now_s, is_well=error is None)
        if not after.is_unhealthy(now_s):
            _log.info("%s can be reached again, and is tried.", name)

    def _is_avoided(self, name: str, now_s: float) -> bool:
        health = self._suspects[name]
        if health.is_avoided(now_s):
            return True
        if health.spell_s > 0:
            self._suspects[name] = health.on_trial(now_s)
        return False

    def _succeeded(self, name: str) -> None:
        before = self._suspects.pop(name, None)
        if before is None:
            return
        now_s = self._clock.monotonic_s()
        after = before.after_success(now_s)
        if before.spell_s > 0:
            _log.info("%s answers again.", name)
        if not after.is_forgotten(now_s):
            self._keep(name, after)

    def _failed(self, name: str, error: RouterError) -> None:
        now_s = self._clock.monotonic_s()
        before = self._suspects.pop(name, HEALTHY)
        after = before.after_failure(now_s, is_away=_is_away(error))
        if after.is_unhealthy(now_s) and after.until_s != before.until_s:
            _log.warning(
                "%s fails and counts as unhealthy for %d s. %s", name, after.spell_s, error.message
            )
        self._keep(name, after)

    def _keep(self, name: str, health: DeploymentHealth) -> None:
        self._suspects[name] = health
        if len(self._suspects) > _MOST:
            self._suspects.popitem(last=False)


def _is_away(error: RouterError) -> bool:
    """Whether no connection came about."""
    if isinstance(error, UpstreamTimedOut):
        return not error.was_asked
    return isinstance(error, UpstreamUnreachable)


def _label(deployment: Deployment) -> str:
    """As facts name a deployment."""
    return f"{deployment.provider}/{deployment.name}"

"""Which deployments fail at present? What the endings of calls said, kept in memory."""

import logging
from collections import OrderedDict

from router.core.deployment import Deployment
from router.core.errors import RouterError
from router.core.health import HEALTHY, DeploymentHealth, tells_against
from router.ports.clock import Clock

__all__ = ["WatchHealth"]

_log = logging.getLogger(__name__)
_MOST = 1_000


class WatchHealth:
    """Implements `Health`. Each process learns by its own calls alone."""

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock
        self._suspects: OrderedDict[str, DeploymentHealth] = OrderedDict()
        """Those that failed since their last success."""

    def failing(self) -> tuple[str, ...]:
        """Deployments that are known to fail now, sorted, each as `provider/name`."""
        if not self._suspects:
            return ()
        now_s = self._clock.monotonic_s()
        return tuple(
            sorted(n for n, health in self._suspects.items() if health.is_unhealthy(now_s))
        )

    def hear(self, deployment: Deployment, error: RouterError | None) -> None:
        """Take note of how a call ended: with an error, or well where it is None."""
        if error is None:
            if self._suspects:
                self._succeeded(_name(deployment))
        elif tells_against(error):
            self._failed(_name(deployment), error)

    def _succeeded(self, name: str) -> None:
        before = self._suspects.pop(name, HEALTHY)
        if before.spell_s > 0:
            _log.info("%s answers again.", name)

    def _failed(self, name: str, error: RouterError) -> None:
        now_s = self._clock.monotonic_s()
        before = self._suspects.pop(name, HEALTHY)
        after = self._suspects[name] = before.after_failure(now_s)
        if after.is_unhealthy(now_s) and not before.is_unhealthy(now_s):
            _log.warning(
                "%s fails and counts as unhealthy for %d s. %s", name, after.spell_s, error.message
            )
        if len(self._suspects) > _MOST:
            self._suspects.popitem(last=False)


def _name(deployment: Deployment) -> str:
    return f"{deployment.provider}/{deployment.name}"

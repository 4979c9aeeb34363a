"""Which deployments fail at present, and how soon do the others answer?"""

from collections.abc import Iterable, Sequence
from typing import Protocol

from router.core.deployment import Deployment
from router.core.errors import RouterError

__all__ = ["Health", "Suspects"]


class Health(Protocol):
    """Hears how calls end, and answers from memory: every request asks."""

    def failing(self) -> tuple[str, ...]:
        """Deployments that are to be avoided now, sorted, each as `provider/name`."""
        ...

    def hear(self, deployment: Deployment, error: RouterError | None) -> None:
        """Take note of how a call ended: with an error, or well where it is None."""
        ...

    def rest(self, deployment: Deployment, seconds: float) -> None:
        """Leave a deployment alone for so long, since it said that it takes no more now."""
        ...

    def answered(self, deployment: Deployment, *, after_s: float) -> None:
        """Take note of how soon it began to answer."""
        ...

    def latencies_ms(self) -> tuple[tuple[str, int], ...]:
        """How soon deployments answered of late, each as `provider/name`, sorted."""
        ...


class Suspects(Protocol):
    """What is known of deployments that fail, for who asks them beside the requests."""

    def in_spell(self, deployments: Iterable[Deployment]) -> Sequence[Deployment]:
        """Those that are avoided at present because they failed."""
        ...

    def probed(self, deployment: Deployment, error: RouterError | None) -> None:
        """Take note of how a question ended that cost nothing: well where `error` is None."""
        ...

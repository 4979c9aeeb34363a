"""Which deployments fail at present?"""

from typing import Protocol

from router.core.deployment import Deployment
from router.core.errors import RouterError

__all__ = ["Health"]


class Health(Protocol):
    """Hears how calls end, and answers from memory: every request asks."""

    def failing(self) -> tuple[str, ...]:
        """Deployments that are known to fail now, sorted, each as `provider/name`."""
        ...

    def hear(self, deployment: Deployment, error: RouterError | None) -> None:
        """Take note of how a call ended: with an error, or well where it is None."""
        ...

"""Who keeps files and works on batches?"""

from dataclasses import dataclass
from typing import Protocol

from router.core.deployment import Deployment
from router.ports.provider import Answer

__all__ = ["Depot", "DepotRequest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DepotRequest:
    """What is asked of a provider's files and batches, in OpenAI's API."""

    method: str
    path: str
    """Below the provider's address, such as `files/file-abc/content`."""
    body: bytes = b""
    content_type: str = "application/json"


class Depot(Protocol):
    """The files and batches of providers."""

    def serves(self, deployment: Deployment) -> bool:
        """Whether the provider of `deployment` has such an API, as far as one knows."""
        ...

    async def ask(self, deployment: Deployment, request: DepotRequest) -> Answer:
        """What the provider of `deployment` answers; raises `RouterError` children only."""
        ...

"""Is a deployment's provider there, as far as a question says that costs nothing?"""

from typing import Protocol

from router.core.deployment import Deployment

__all__ = ["Probing"]


class Probing(Protocol):
    """Asks providers for what is free."""

    async def probe(self, deployment: Deployment) -> bool:
        """Whether the provider could be asked so, and is well.

        False where it has nothing to ask for; then nothing was learnt. Raises `RouterError`
        children where it is not well.
        """
        ...

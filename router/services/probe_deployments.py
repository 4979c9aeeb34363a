"""Who finds out that a deployment is there again, before a request is risked on it?"""

import asyncio
from collections.abc import Callable, Iterable

from router.core.deployment import Deployment
from router.core.errors import RouterError
from router.ports.health import Suspects
from router.ports.probing import Probing

__all__ = ["ProbeDeployments"]


class ProbeDeployments:
    """Asks the deployments that fail for what costs nothing, beside the requests.

    The others are left alone: calls say more of them than probes could.
    """

    def __init__(
        self,
        *,
        suspects: Suspects,
        probing: Probing,
        deployments: Callable[[], Iterable[Deployment]],
        every_s: float = 5.0,
    ) -> None:
        """`deployments` gives those of the catalog in force: others are forgotten."""
        self._suspects = suspects
        self._probing = probing
        self._deployments = deployments
        self._every_s = every_s

    async def run(self) -> None:
        """Look after them until cancelled."""
        while True:
            await asyncio.sleep(self._every_s)
            await self.look()

    async def look(self) -> None:
        """One round: all that fail are asked at once."""
        ill = self._suspects.in_spell(self._deployments())
        await asyncio.gather(*(self._ask(deployment) for deployment in ill))

    async def _ask(self, deployment: Deployment) -> None:
        try:
            if await self._probing.probe(deployment):
                self._suspects.probed(deployment, None)
        except RouterError as error:
            self._suspects.probed(deployment, error)

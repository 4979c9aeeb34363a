"""Which provider answers for a deployment? One pool, one wire for each address and key."""

from collections.abc import Mapping

from router.adapters.providers.connections import Connections
from router.adapters.providers.counting import Tokenizer
from router.adapters.providers.endpoint import Endpoint
from router.adapters.providers.litellm import LiteLLM, close_litellm
from router.adapters.providers.openai_shaped import endpoint_of
from router.adapters.providers.openai_wire import OpenAIWire
from router.adapters.providers.simulated import Simulated
from router.adapters.providers.simulation.depot import SimulatedDepot
from router.adapters.providers.translated import translated_endpoint
from router.core.deployment import Deployment
from router.core.errors import UpstreamMisconfigured
from router.ports.depot import DepotRequest
from router.ports.provider import Answer, Provider
from router.ports.tokens import TokenCounter

__all__ = ["SIMULATED", "ProviderPool"]

SIMULATED = "simulated"
"""The provider that calls nobody."""


class ProviderPool:
    """Implements `Providers`: the direct wire, the simulation, and litellm for all others.

    It implements `Probing` for the direct wire, and `Depot` for that and the simulation.
    """

    def __init__(
        self,
        environment: Mapping[str, str],
        *,
        counter: TokenCounter | None = None,
        simulated_speed: float = 1.0,
    ) -> None:
        self._environment = environment
        self._connections = Connections(environment)
        self._simulated = Simulated(counter or Tokenizer(), speed=simulated_speed)
        self._depot = SimulatedDepot(complete=self._simulated.complete, embed=self._simulated.embed)
        self._wires: dict[Endpoint, OpenAIWire] = {}
        self._by_address: dict[tuple[str | None, ...], Provider] = {}

    def of(self, deployment: Deployment) -> Provider:
        """The provider that serves `deployment`."""
        address = (
            deployment.provider,
            deployment.api_base,
            deployment.api_key_env,
            deployment.api_version,
        )
        provider = self._by_address.get(address)
        if provider is None:
            provider = self._find(deployment)
            self._by_address[address] = provider  # as many as catalogs ever named
        return provider

    async def probe(self, deployment: Deployment) -> bool:
        """Whether the provider could be asked for something free, and is well."""
        endpoint = endpoint_of(deployment, self._environment)
        if endpoint is None:
            return False
        from router.adapters.providers.probe import probe

        await probe(deployment, endpoint=endpoint, environment=self._environment)
        return True

    def serves(self, deployment: Deployment) -> bool:
        """Whether its provider keeps files: all that speak OpenAI's API may, and the simulation."""
        return (
            deployment.provider == SIMULATED
            or endpoint_of(deployment, self._environment) is not None
        )

    async def ask(self, deployment: Deployment, request: DepotRequest) -> Answer:
        """What a provider answers of files and batches."""
        if deployment.provider == SIMULATED:
            return await self._depot.ask(deployment, request)
        endpoint = endpoint_of(deployment, self._environment)
        if endpoint is None:
            raise UpstreamMisconfigured(
                f"Provider {deployment.provider!r} is not reached by OpenAI's API: it takes no "
                "files and batches here."
            )
        from router.adapters.providers.provider_depot import ask_depot

        return await ask_depot(
            deployment, request, endpoint=endpoint, environment=self._environment
        )

    async def close(self) -> None:
        """Close every connection."""
        await self._connections.close()
        await close_litellm()

    def _find(self, deployment: Deployment) -> Provider:
        if deployment.provider == SIMULATED:
            return self._simulated
        endpoint = endpoint_of(deployment, self._environment)
        if endpoint is not None:
            return self._wires.setdefault(endpoint, OpenAIWire(endpoint, self._connections))
        return LiteLLM(translated_endpoint(deployment, self._environment))

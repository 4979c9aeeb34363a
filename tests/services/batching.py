"""A service whose batches lie with a scripted provider."""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from router.bootstrap.batching import open_batching
from router.core.deployment import Kind
from router.core.key import LOCAL_KEY, VirtualKey
from router.core.price import PriceHistory, ServiceTier
from router.services.keep_files import KeepFiles
from router.services.run_batches import BatchRequest, RunBatches
from tests.depot import ScriptedDepot
from tests.factories import catalog, deployment, price, rulebook
from tests.fakes import Service

__all__ = ["CHAT", "Batches"]

CHAT = "/v1/chat/completions"
_HALF = ServiceTier(name="batch", input_usd_per_mtok=Decimal("0.5"), output_usd_per_mtok=Decimal(2))
SMALL = replace(
    deployment("small", model="gpt-small", max_output_tokens=100),
    prices=PriceHistory((replace(price(), service_tiers=(_HALF,)),)),
)
"""1 and 4 USD for a million tokens; half of that in a batch."""
VECTORS = deployment("vectors", kind=Kind.EMBEDDING, input_usd="1", output_usd="0")
ELSEWHERE = deployment("far", provider="mistral")


@dataclass
class Batches:
    """Everything that a test of batches moves."""

    service: Service = field(default_factory=Service)
    depot: ScriptedDepot = field(default_factory=ScriptedDepot)

    def __post_init__(self) -> None:
        found = rulebook(of=catalog(SMALL, VECTORS, ELSEWHERE))
        self.service.rulebooks.in_force = found
        self.service.archive.remember(found)

    @property
    def run(self) -> RunBatches:
        made = open_batching(
            self.service.steps,
            self.service.stores,
            depot=self.depot,
            rulebooks=self.service.rulebooks,
        )
        return made.run

    @property
    def files(self) -> KeepFiles:
        return self.run.files

    async def upload(self, data: bytes, key: VirtualKey = LOCAL_KEY) -> str:
        """Our name of a file that holds `data`."""
        told = await self.files.upload(data, key, content_type="multipart/x", provider=None)
        return str(told["id"])

    async def create(
        self, data: bytes, *, key: VirtualKey = LOCAL_KEY, endpoint: str = CHAT
    ) -> str:
        """Our name of a batch of `data`."""
        input_id = await self.upload(data, key)
        told = await self.run.create(BatchRequest(input_id=input_id, endpoint=endpoint), key)
        return str(told["id"])

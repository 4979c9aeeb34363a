"""What runs batches, and looks after them until they are settled?"""

from collections.abc import Sequence
from dataclasses import dataclass

from router.adapters.providers.openai_usage import usage_in
from router.adapters.storage.stores import Stores
from router.core.catalog import Catalog
from router.ports.depot import Depot
from router.ports.rulebooks import Rulebooks
from router.services.follow_batches import FollowBatches
from router.services.keep_files import KeepFiles
from router.services.learning import Work
from router.services.run_batches import RunBatches
from router.services.steps import Steps

__all__ = ["Batching", "open_batching"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batching:
    """Batches, and what runs beside the requests for them."""

    run: RunBatches
    background: Sequence[Work]


def open_batching(steps: Steps, stores: Stores, *, depot: Depot, rulebooks: Rulebooks) -> Batching:
    """Batches of the providers behind `depot`."""

    def catalog() -> Catalog:
        return rulebooks.now().primary.catalog

    files = KeepFiles(deposits=stores.deposits, depot=depot, catalog=catalog, clock=steps.clock)
    follow = FollowBatches(
        files=files,
        ledger=stores.ledger,
        past=stores.past,
        tokens=steps.settle.tokens,
        usage_in=usage_in,
    )
    run = RunBatches(steps=steps, files=files, follow=follow)
    return Batching(run=run, background=(follow.run,))

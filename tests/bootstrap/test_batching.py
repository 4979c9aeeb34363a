"""Tests of `router.bootstrap.batching`."""

from router.bootstrap.batching import open_batching
from tests.depot import ScriptedDepot
from tests.fakes import Service


def test_batches_are_looked_after_beside_the_requests() -> None:
    service = Service()

    made = open_batching(
        service.steps, service.stores, depot=ScriptedDepot(), rulebooks=service.rulebooks
    )

    assert made.background == (made.run.follow.run,)
    assert made.run.files.catalog() is service.rulebooks.now().primary.catalog

"""The service with its stores in memory, where somebody from outside may look at the bare counters.

python -m benchmarks.concurrency.ephemeral PORT, with the settings of a service
"""

import asyncio
import sys
from collections.abc import Sequence

from benchmarks.concurrency.looking import ACCOUNT
from router.adapters.storage.hold_rows import claims_from_text
from router.adapters.storage.memory import MemoryLedger
from router.api.app import create_app
from router.bootstrap import Container, assemble, find_providers
from router.cli.server import run_server
from router.settings import Settings

__all__ = ["main"]


def main(port: int) -> None:
    """Serve until told to stop."""
    settings = Settings.load(port=port)
    found = asyncio.run(find_providers(settings))
    container = assemble(settings, found, is_ephemeral=True)
    app, ledger = create_app(container), _ledger(container)

    # Coroutines: they look between the steps of the service, never in the middle of one.
    async def counters() -> dict[str, int]:
        return {"counted": _counted(ledger), "booked": _booked(ledger)}

    async def entries() -> Sequence[Sequence[object]]:
        return [
            (row.id, row.decision_id, row.outcome, row.cost_nano_usd, row.corrects,
             row.output_tokens)
            for row in ledger.rows_from(0)
        ]  # fmt: skip

    async def holds() -> dict[str, Sequence[str]]:
        return {"holds": list(ledger.counters.holds)}

    for path, asked in (("/counters", counters), ("/ledger", entries), ("/holds", holds)):
        app.add_api_route(path, asked, methods=["GET"])
    run_server(app, host=settings.host, port=port, announce=lambda _: None)


def _ledger(container: Container) -> MemoryLedger:
    if not isinstance(container.stores.ledger, MemoryLedger):
        raise TypeError("The ledger of this service is not in its memory.")
    return container.stores.ledger


def _counted(ledger: MemoryLedger) -> int:
    return sum(
        spent + held
        for account, slices in ledger.counters.slices.items()
        if account.startswith(ACCOUNT)
        for spent, held in slices.values()
    )


def _booked(ledger: MemoryLedger) -> int:
    held = sum(
        claim.amount
        for row in ledger.counters.holds.values()
        for claim in claims_from_text(row.claims)
        if claim.account.startswith(ACCOUNT)
    )
    return sum(row.cost_nano_usd for row in ledger.rows_from(0)) + held


if __name__ == "__main__":
    main(int(sys.argv[1]))

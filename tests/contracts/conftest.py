"""Every kind of store, opened twice on the same data. A new kind is one function and one line."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from router.adapters.files.rulebook_json import rulebook_from_text, rulebook_to_text
from router.adapters.storage.memory import open_memory
from router.adapters.storage.sqlite import open_sqlite
from router.adapters.storage.stores import Stores
from tests.contracts.fixed_clock import FixedClock


@dataclass(frozen=True)
class Opened:
    """`peer` is what another process sees: its own connections to the same data."""

    stores: Stores
    peer: Stores
    clock: FixedClock


def _memory(folder: Path, clock: FixedClock) -> tuple[Stores, Stores]:
    only = open_memory()
    return only, only


def _sqlite(folder: Path, clock: FixedClock) -> tuple[Stores, Stores]:
    def opened() -> Stores:
        return open_sqlite(
            folder / "ledger.db",
            clock=clock,
            to_text=rulebook_to_text,
            from_text=rulebook_from_text,
        )

    return opened(), opened()


KINDS: dict[str, Callable[[Path, FixedClock], tuple[Stores, Stores]]] = {
    "memory": _memory,
    "sqlite": _sqlite,
}


@pytest_asyncio.fixture(params=KINDS)
async def opened(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Opened]:
    clock = FixedClock()
    stores, peer = KINDS[request.param](tmp_path, clock)
    yield Opened(stores=stores, peer=peer, clock=clock)
    await stores.close()
    await peer.close()


@pytest.fixture
def stores(opened: Opened) -> Stores:
    return opened.stores

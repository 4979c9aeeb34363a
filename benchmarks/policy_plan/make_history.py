"""Write a history of made-up requests into a ledger, through the schema of the service.

python -m benchmarks.policy_plan.make_history LEDGER.db [--rows N] [--seed N]

The first half is decided by a policy that knows no difference between tasks, the second half by the
shipped default; both and the catalog are in the ledger's archive, as the service would keep them.
"""

import argparse
import asyncio
import itertools
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.policy_plan.traffic import Traffic
from router.adapters.files.catalog_file import load_catalog
from router.adapters.files.policy_file import load_policy
from router.adapters.files.rulebook_json import (
    rulebook_from_text,
    rulebook_to_text,
    versioned,
)
from router.adapters.storage.sqlite import open_sqlite
from router.adapters.storage.stores import Stores
from router.adapters.system_clock import SystemClock
from router.core.catalog import Catalog
from router.core.ledger import DecisionRecord, LedgerEntry
from router.core.policy import Policy
from router.core.routing import Rulebook

__all__ = ["catalog", "make", "rulebook_of"]

POLICIES = Path(__file__).resolve().parents[2] / "policies"
PROVIDERS = ("openai", "anthropic", "gemini", "mistral")
BATCH = 2_000


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if options.ledger.exists():
        parser.error(f"{options.ledger} exists already; name a new file")
    began = time.perf_counter()
    asyncio.run(make(options.ledger, rows=options.rows, seed=options.seed))
    took_s = time.perf_counter() - began
    size_mb = options.ledger.stat().st_size / 1e6
    print(f"{options.rows:,} decisions in {took_s:.0f} s, {size_mb:,.0f} MB")


async def make(ledger: Path, *, rows: int, seed: int = 0) -> None:
    """Fill a new ledger."""
    stores = open_sqlite(
        ledger, clock=SystemClock(), to_text=rulebook_to_text, from_text=rulebook_from_text
    )
    known = catalog()
    default, version = load_policy(POLICIES / "default.yaml")
    plain = Policy(version=1, name="plain", default=default.default)
    rulebooks = [
        rulebook_of(plain, known, version="plain@1"),
        rulebook_of(default, known, version=version),
    ]
    for rulebook in rulebooks:
        stores.archive.remember(rulebook)
    await _book(stores, Traffic(rulebooks, rows, seed))
    await stores.close()


def catalog() -> Catalog:
    """The deployments of four providers: twenty for chat."""
    every = load_catalog(POLICIES / "catalog.yaml")
    some = tuple(one for one in every.deployments if one.provider in PROVIDERS)
    return versioned(Catalog(deployments=some, aliases=every.aliases))


def rulebook_of(policy: Policy, known: Catalog, *, version: str) -> Rulebook:
    """The two as one rulebook."""
    return Rulebook(
        policy=policy, catalog=known, policy_version=version, catalog_version=known.version
    )


async def _book(stores: Stores, traffic: Iterable[tuple[LedgerEntry, DecisionRecord]]) -> None:
    for batch in _batched(traffic):  # appends of one batch share a transaction
        await asyncio.gather(*(stores.ledger.append(*booked) for booked in batch))


def _batched(
    traffic: Iterable[tuple[LedgerEntry, DecisionRecord]],
) -> Iterator[list[tuple[LedgerEntry, DecisionRecord]]]:
    requests = iter(traffic)
    while batch := list(itertools.islice(requests, BATCH)):
        yield batch


if __name__ == "__main__":
    main()

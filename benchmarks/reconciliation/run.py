"""Does the ledger agree to the nano-dollar with a provider that bills as it pleases?

python -m benchmarks.reconciliation.run [--calls 5000] [--seed 5] [--at-once 8] [--speaking 200]
"""

import argparse
import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.reconciliation.booked import booked, wait_for_entries
from benchmarks.reconciliation.caller import make_calls
from benchmarks.reconciliation.mix import calls_left_speaking, mixed_calls
from benchmarks.reconciliation.price_sheet import catalog
from benchmarks.reconciliation.provider import Provider
from benchmarks.reconciliation.tally import Tally, tally, told
from benchmarks.reconciliation.turn import Turn

__all__ = ["PATIENCE_S", "POLICY", "reconcile"]

POLICY = """
version: 1
name: reconciliation
default: {tier: economy, reason: Every call names its deployment.}
budgets:
  - {id: all, limit_usd: 1000, per: year, hard: true}
"""
"""One hard budget covers all calls: each is held in it, and counted."""
PATIENCE_S = 4
"""How long the service waits for a provider that stays silent."""


async def reconcile(
    base_url: str, turns: Sequence[Turn], *, provider: Provider, database: Path, at_once: int
) -> Tally:
    """Make the calls, and lay the provider's bill beside the ledger."""
    await make_calls(base_url, turns, provider=provider, at_once=at_once)
    entries = sum(1 + len(turn.refused_first) for turn in turns)
    await asyncio.to_thread(wait_for_entries, database, count=entries)
    return tally(turns, provider.books.nanos_by_call(), booked(database))


async def _made(turns: Sequence[Turn], *, at_once: int) -> Tally:
    """The tally of these calls, made of a service of their own."""
    async with Provider(turns) as provider:
        with tempfile.TemporaryDirectory() as folder:
            database = Path(folder, "ledger.db")
            with _serving(provider.base_url, Path(folder)) as url:
                return await reconcile(
                    url, turns, provider=provider, database=database, at_once=at_once
                )


async def _run_speaking(calls: int, *, seed: int, at_once: int) -> None:
    """How much is billed that nobody but the provider can know of?"""
    result = await _made(calls_left_speaking(calls, seed=seed), at_once=at_once)
    billed, booked_nanos = sum(result.billed.values()), result.booked.sum_nanos
    print(
        f"{len(result.differing)} of {calls} streams that were left while the model went on had "
        f"tokens under way: {billed} nUSD billed, {booked_nanos} booked, "
        f"{(billed - booked_nanos) / billed:.2%} less."
    )


async def _run(calls: int, *, seed: int, at_once: int) -> bool:
    began = time.perf_counter()
    result = await _made(mixed_calls(calls, seed=seed), at_once=at_once)
    took_s = time.perf_counter() - began
    print(*told(result), sep="\n")
    verdict = "agree to the nano-dollar" if result.agrees else "DO NOT AGREE"
    print(f"Bill and ledger {verdict} on {calls} calls (seed {seed}), made in {took_s:.0f} s.")
    return result.agrees


@contextmanager
def _serving(provider_url: str, folder: Path) -> Iterator[str]:
    """`tierwise serve` as a process of its own."""
    (folder / "policy.yaml").write_text(POLICY)
    (folder / "catalog.yaml").write_text(catalog(provider_url))
    environment = {
        "PATH": os.environ["PATH"],
        "OPENAI_API_KEY": "sk-of-the-provider",
        "MISTRAL_API_KEY": "sk-of-the-provider",
        "TIERWISE_POLICY": str(folder / "policy.yaml"),
        "TIERWISE_CATALOG": str(folder / "catalog.yaml"),
        "TIERWISE_DATABASE": str(folder / "ledger.db"),
        "TIERWISE_UPSTREAM_TIMEOUT_S": str(PATIENCE_S),
    }
    command = [str(Path(sys.executable).with_name("tierwise")), "serve", "--port", "0"]
    printed = folder / "printed.txt"  # a pipe that nobody empties would stop the service
    with (
        printed.open("wb") as file,
        subprocess.Popen(command, env=environment, stdout=file, stderr=file) as process,
    ):
        try:
            yield _address_in(printed, process)
        finally:
            process.terminate()


def _address_in(printed: Path, process: "subprocess.Popen[bytes]") -> str:
    while (found := re.search(r"listens on (http://[^/\s]+)", printed.read_text())) is None:
        if process.poll() is not None:
            raise RuntimeError(f"tierwise did not start: {printed.read_text()}")
        time.sleep(0.05)
    return found[1]


def main() -> int:
    """Reconcile, and say how it went."""
    parser = argparse.ArgumentParser(description=__doc__, prog="benchmarks.reconciliation.run")
    parser.add_argument("--calls", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--at-once", type=int, default=8)
    parser.add_argument("--speaking", type=int, default=0, metavar="CALLS")
    given = parser.parse_args()
    if given.speaking:
        asyncio.run(_run_speaking(given.speaking, seed=given.seed, at_once=given.at_once))
    return 0 if asyncio.run(_run(given.calls, seed=given.seed, at_once=given.at_once)) else 1


if __name__ == "__main__":
    sys.exit(main())

"""How much CPU does a call to a provider take: our own wire, aiohttp, httpx?

python -m benchmarks.wire.run [--rounds N] [--calls N] [--httpx]

The provider runs as a process of its own on core 1, the callers on core 0. All callers take turns
in each round, so that the ratio does not depend on the machine; the median round is told. `post`
is HTTP alone; `wire` is all that the service does: body, post, usage, events sifted.
"""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping

import aiohttp
import httpx
import uvloop

from benchmarks.wire.upstream import CHUNKS
from router.adapters.providers.connections import Connections
from router.adapters.providers.endpoint import Endpoint
from router.adapters.providers.http.target import target_of
from router.adapters.providers.openai_wire import OpenAIWire
from router.core.patience import Patience
from router.ports.provider import Call
from tests import factories

AT_ONCE = 16
MESSAGES = b'[{"role":"user","content":"%b"}]' % (b"Where does the salt come from? " * 6)
FIELDS = {"model": b'"auto"', "messages": MESSAGES, "temperature": b"0.2", "max_tokens": b"300"}
BODY = b"{" + b",".join(b'"%b":%b' % (n.encode(), v) for n, v in FIELDS.items()) + b"}"
HEADERS = {"content-type": "application/json", "authorization": "Bearer upstream"}

Ask = Callable[[], Awaitable[object]]


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--calls", type=int, default=800)
    parser.add_argument("--httpx", action="store_true", help="slow: five times aiohttp")
    given = parser.parse_args()
    cores = sorted(os.sched_getaffinity(0))
    command = [sys.executable, "-m", "benchmarks.wire.upstream"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as provider:
        os.sched_setaffinity(provider.pid, {cores[-1]})
        os.sched_setaffinity(0, {cores[0]})
        port = int(provider.stdout.readline()) if provider.stdout else 0
        try:
            uvloop.run(_measure(f"http://127.0.0.1:{port}", given))
        finally:
            provider.terminate()


async def _measure(base: str, given: argparse.Namespace) -> None:
    connections = Connections()
    async with (
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session,
        httpx.AsyncClient(trust_env=False) as client,
    ):
        for kind in ("whole", "burst", "paced"):
            asks = _own(base, kind, connections) | _aiohttp(base, kind, session)
            if given.httpx:
                asks |= _httpx(base, kind, client)
            calls = given.calls if kind != "paced" else given.calls // 4
            _tell(kind, await _in_turns(asks, rounds=given.rounds, calls=calls))
    await connections.close()


async def _in_turns(asks: Mapping[str, Ask], *, rounds: int, calls: int) -> dict[str, list[float]]:
    """CPU microseconds of a call, for each way and round."""
    told: dict[str, list[float]] = {name: [] for name in asks}
    for number in range(rounds + 1):
        for name, ask in asks.items():
            started_s = time.process_time()
            await asyncio.gather(*(_ask_often(ask, calls // AT_ONCE) for _ in range(AT_ONCE)))
            took_s = time.process_time() - started_s
            if number:  # the first round warms up
                told[name].append(took_s * 1e6 / (calls // AT_ONCE * AT_ONCE))
    return told


async def _ask_often(ask: Ask, times: int) -> None:
    for _ in range(times):
        await ask()


def _tell(kind: str, told: Mapping[str, list[float]]) -> None:
    floor = statistics.median(told["aiohttp"])
    print(
        f"{kind}: CPU of one call, {AT_ONCE} at once"
        + ("" if kind == "whole" else f", {CHUNKS} chunks")
    )
    for name, rounds in told.items():
        median = statistics.median(rounds)
        chunk = "" if kind == "whole" else f", {median / CHUNKS:5.1f} us a chunk"
        print(
            f"  {name:8} {median:7.1f} us ({min(rounds):.0f} to {max(rounds):.0f}), "
            f"{median / floor:.2f} of aiohttp{chunk}"
        )


def _own(base: str, kind: str, connections: Connections) -> dict[str, Ask]:
    target = target_of(f"{base}/{kind}", headers=HEADERS)
    carrier = connections.carrier_to(base)
    endpoint = Endpoint(provider="openai", base_url=f"{base}/{kind}", key="upstream")
    wire = OpenAIWire(endpoint, connections)
    call = Call(deployment=factories.deployment(), fields=FIELDS)

    async def post() -> None:
        reply = await carrier.post(
            target, body=BODY, patience=Patience(), wants_whole=kind == "whole"
        )
        while await reply.read():
            pass

    async def wired() -> None:
        if kind == "whole":
            await wire.complete(call)
            return
        async for _ in await wire.stream(call):
            pass

    return {"post": post, "wire": wired}


def _aiohttp(base: str, kind: str, session: aiohttp.ClientSession) -> dict[str, Ask]:
    async def ask() -> None:
        async with session.post(f"{base}/{kind}", data=BODY, headers=HEADERS) as response:
            if kind == "whole":
                await response.read()
                return
            async for _ in response.content.iter_any():
                pass

    return {"aiohttp": ask}


def _httpx(base: str, kind: str, client: httpx.AsyncClient) -> dict[str, Ask]:
    async def ask() -> None:
        address = f"{base}/{kind}"
        async with client.stream("POST", address, content=BODY, headers=HEADERS) as response:
            async for _ in response.aiter_raw():
                pass

    return {"httpx": ask}


if __name__ == "__main__":
    main()

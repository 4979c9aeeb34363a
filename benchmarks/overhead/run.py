"""How much does Tierwise add to a call? One core, interleaved rounds, ratios of one run.

python -m benchmarks.overhead.run [--litellm PYTHON] [--seconds 3] [--rounds 3] [--json FILE]

`--litellm` names the interpreter of a virtual environment with `litellm[proxy]==1.106.2`. The
server under test is pinned to core 0, provider and load generator to core 1. "Added" is the median
latency less that of calling the provider directly in the same round.
"""

import argparse
import asyncio
import json
import os
import platform
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.overhead.contenders import (
    Contender,
    contenders,
    cpu_s,
    free_port,
    memory_mb,
    running,
    start,
)
from benchmarks.overhead.load import Measured, measure

MESSAGES = [
    {"role": "system", "content": "You are a helpful assistant."},
    {
        "role": "user",
        "content": "Explain in two sentences why the sky is blue, and then give one everyday "
        "example of the same effect at work in a glass of milk and water.",
    },
]
BODY = {"messages": MESSAGES, "max_tokens": 64, "temperature": 0.2}


@dataclass
class Row:
    """Figures of one contender, one value a round."""

    added_p50_ms: list[float] = field(default_factory=list)
    added_p99_ms: list[float] = field(default_factory=list)
    requests_per_s: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    chunks_per_s: list[float] = field(default_factory=list)
    added_first_byte_ms: list[float] = field(default_factory=list)
    memory_mb: float = 0.0
    ready_s: float = 0.0
    errors: int = 0


def body_of(model: str, *, is_stream: bool) -> bytes:
    """The request body for a contender."""
    return json.dumps({"model": model, **BODY, **({"stream": True} if is_stream else {})}).encode()


def one_round(contender: Contender, row: Row, *, pid: int, direct: str, seconds: float) -> None:
    """Measure one contender once, and the provider itself just before."""

    def load(url: str, *, connections: int, is_stream: bool = False) -> Measured:
        body = body_of(contender.model, is_stream=is_stream)
        result = asyncio.run(
            measure(url, body, connections=connections, seconds=seconds, key=contender.key)
        )
        row.errors += result.errors
        return result

    load(contender.url, connections=4)  # warm-up
    base, alone = load(direct, connections=1), load(contender.url, connections=1)
    row.added_p50_ms.append(alone.percentile_ms(0.5) - base.percentile_ms(0.5))
    row.added_p99_ms.append(alone.percentile_ms(0.99) - base.percentile_ms(0.99))
    before = cpu_s(pid)
    crowd = load(contender.url, connections=16)
    row.cpu_ms.append((cpu_s(pid) - before) * 1000 / len(crowd.latencies_ms))
    row.requests_per_s.append(crowd.requests_per_s)
    base = load(direct, connections=1, is_stream=True)
    stream = load(contender.url, connections=1, is_stream=True)
    row.added_first_byte_ms.append(median(stream.first_byte_ms) - median(base.first_byte_ms))
    streams = load(contender.url, connections=16, is_stream=True)
    row.chunks_per_s.append(streams.chunks / streams.seconds)
    row.memory_mb = memory_mb(pid)


def table(rows: dict[str, Row]) -> str:
    """The medians, and the ratios to Tierwise's throughput."""
    head = (
        f"{'':24}{'added p50':>10}{'p99 ms':>8}{'req/s@16':>10}{'CPU ms':>8}{'ratio':>7}"
        f"{'chunks/s@16':>13}{'+1st ms':>9}{'MB':>6}{'ready s':>9}{'errors':>8}"
    )
    ours = median(rows["tierwise"].requests_per_s)
    lines = [head]
    for name, row in rows.items():
        rate = median(row.requests_per_s)
        lines.append(
            f"{name:24}{median(row.added_p50_ms):10.2f}{median(row.added_p99_ms):8.2f}{rate:10.0f}"
            f"{median(row.cpu_ms):8.2f}{ours / rate:7.2f}{median(row.chunks_per_s):13.0f}"
            f"{median(row.added_first_byte_ms):9.2f}{row.memory_mb:6.0f}{row.ready_s:9.1f}"
            f"{row.errors:8d}"
        )
    return "\n".join([*lines, "ratio: Tierwise's requests a second over that row's"])


def main() -> None:
    """Start everything, measure in turn, print, stop everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--litellm", type=Path, help="python of an environment with litellm[proxy]")
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, help="also write the figures here")
    given = parser.parse_args()
    port = free_port()
    upstream = f"http://127.0.0.1:{port}/v1"
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        python = str(Path(sys.executable))
        provider = start([python, "-m", "benchmarks.overhead.upstream", str(port)], {}, core="1")
        stack.callback(provider.kill)
        rows: dict[str, Row] = {}
        started = []
        for contender in contenders(upstream, Path(folder), litellm_python=given.litellm):
            pid, ready_s = stack.enter_context(running(contender))
            rows[contender.name] = Row(ready_s=ready_s)
            started.append((contender, pid))
        os.sched_setaffinity(0, {1})
        for _ in range(given.rounds):
            for contender, pid in started:
                one_round(
                    contender,
                    rows[contender.name],
                    pid=pid,
                    direct=f"{upstream}/chat/completions",
                    seconds=given.seconds,
                )
    print(table(rows))
    if given.json:
        machine = {"machine": platform.machine(), "python": platform.python_version()}
        figures = {name: asdict(row) for name, row in rows.items()}
        given.json.write_text(json.dumps({**machine, "rows": figures}, indent=1) + "\n")


if __name__ == "__main__":
    main()

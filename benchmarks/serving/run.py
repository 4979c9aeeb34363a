"""Which front brings a request to its handler for the least processor time?

python -m benchmarks.serving.run [--rounds 3] [--seconds 3]
Each front serves the same trivial handler on one core; the load is generated on another.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.overhead.bodies import conversations, write_bodies
from benchmarks.overhead.native import Native
from benchmarks.overhead.process import cpu_s, free_port, memory_mb, running

_CONNECTIONS = 16
_HERE = "benchmarks.serving.fronts"
_UVICORN = ("uvicorn", "--http", "httptools", "--loop", "uvloop", "--no-access-log")
_GRANIAN = ("granian", "--loop", "uvloop", "--log-level", "warning", "--interface")
FRONTS: dict[str, tuple[str, ...]] = {
    "uvicorn, FastAPI route": (*_UVICORN, f"{_HERE}:fastapi", "--port"),
    "uvicorn, bare ASGI": (*_UVICORN, f"{_HERE}:asgi", "--port"),
    "hypercorn, bare ASGI": ("hypercorn", "-k", "uvloop", f"{_HERE}:asgi", "--bind"),
    "granian, bare ASGI": (*_GRANIAN, "asgi", f"{_HERE}:asgi", "--port"),
    "granian, RSGI": (*_GRANIAN, "rsgi", f"{_HERE}:rsgi", "--port"),
    "our connection": (_HERE,),
}


def main() -> None:
    """Measure all fronts in turn, and as many rounds as asked."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--seconds", type=float, default=3)
    given = asked.parse_args()
    native = Native(Path("build/overhead"))
    seen: dict[str, list[tuple[float, float, float]]] = {name: [] for name in FRONTS}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(given.rounds):
            for name, command in FRONTS.items():
                seen[name].append(
                    _measured(command, native, folder=Path(folder), seconds=given.seconds)
                )
    print("| front | CPU us a request | requests/s | MB |\n|---|---|---|---|")
    for name, figures in seen.items():
        cpu, rate, memory = (median(column) for column in zip(*figures, strict=True))
        print(f"| {name} | {cpu:.0f} | {rate:.0f} | {memory:.0f} |")


def _measured(
    command: tuple[str, ...], native: Native, *, folder: Path, seconds: float
) -> tuple[float, float, float]:
    port = free_port()
    last = f"127.0.0.1:{port}" if command[-1] == "--bind" else str(port)
    bodies = write_bodies(
        folder / "bodies.txt", conversations(2_000, seed=7), model="auto", keys=["tw-key"]
    )
    with running(
        [sys.executable, "-m", *command, last],
        {},
        ready=f"http://127.0.0.1:{port}/healthz",
        core="0",
        log=folder / "log",
    ) as (pid, _):
        ask = {"bodies": bodies, "connections": _CONNECTIONS, "core": "1"}
        native.load(port, "/v1/chat/completions", seconds=1, **ask)  # type: ignore[arg-type]
        before = cpu_s(pid)
        done = native.load(port, "/v1/chat/completions", seconds=seconds, **ask)  # type: ignore[arg-type]
        if done.errors:
            raise RuntimeError(f"{command}: {done.errors} errors; {(folder / 'log').read_text()}")
        spent_us = (cpu_s(pid) - before) * 1e6 / done.finished
        return spent_us, done.requests_per_s, memory_mb(pid)


if __name__ == "__main__":
    main()

"""How are the compiled upstream and load generator built, started and asked?"""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from math import nan
from pathlib import Path
from typing import Any

__all__ = ["Measured", "Native"]

_SOURCES = Path(__file__).with_name("native")
_FLAGS = ("-O2", "-Wall", "-Wextra")


@dataclass(frozen=True, slots=True)
class Measured:
    """What one phase of load saw; times in milliseconds."""

    seen: Mapping[str, Any]

    @property
    def requests_per_s(self) -> float:
        """Answers a second."""
        return float(self.seen["finished"]) / float(self.seen["seconds"])

    @property
    def chunks_per_s(self) -> float:
        """Events of streams a second."""
        return float(self.seen["chunks"]) / float(self.seen["seconds"])

    @property
    def finished(self) -> int:
        """Answers of any status."""
        return int(self.seen["finished"])

    @property
    def errors(self) -> int:
        """Answers with another status than 200, and connections that were lost."""
        return sum(self.refused(name) for name in self.seen["classes"])

    def refused(self, of: str) -> int:
        """The errors of one class of requests."""
        one = self.seen["classes"][of]
        others = sum(n for status, n in one["statuses"].items() if status != "200")
        return int(one["lost"] + others)

    def latency_ms(self, share: str, *, of: str = "0") -> float:
        """A percentile such as `p50` of the whole answer; not a number where none was good."""
        return self._percentile("latency_ms", share, of=of)

    def first_ms(self, share: str, *, of: str = "0") -> float:
        """The same of a stream's first event."""
        return self._percentile("first_ms", share, of=of)

    def _percentile(self, kind: str, share: str, *, of: str) -> float:
        sample = self.seen["classes"].get(of, {}).get(kind)
        return nan if sample is None else float(sample[share])


class Native:
    """The two programs, compiled once into `folder`; raises RuntimeError without a compiler."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
        if compiler is None:
            raise RuntimeError("A C compiler is needed: apt-get install gcc, or xcode-select")
        folder.mkdir(parents=True, exist_ok=True)
        for source in sorted(_SOURCES.glob("*.c")):
            made = folder / source.stem
            if not made.exists() or made.stat().st_mtime < source.stat().st_mtime:
                subprocess.run([compiler, *_FLAGS, "-o", str(made), str(source)], check=True)

    def upstream(
        self, port: int, *, chunks: int = 20, pace_ms: float = 2, faults_per_1000: int = 0
    ) -> list[str]:
        """The command that serves as provider."""
        return [
            str(self._folder / "upstream"),
            *(str(port), str(chunks), str(pace_ms), str(faults_per_1000)),
        ]

    def load(
        self,
        port: int,
        path: str,
        *,
        bodies: Path,
        connections: int,
        seconds: float,
        rate: float = 0,
        most: int = 0,
        core: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Measured:
        """Load a server; blocks until the phase is over."""
        command = [str(self._folder / "load"), str(port), path, str(bodies), str(connections)]
        if core is not None and shutil.which("taskset"):
            command = ["taskset", "-c", core, *command]
        lines = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
        done = subprocess.run(
            [*command, str(seconds), str(rate), str(most)],
            env={**os.environ, "LOAD_HEADERS": lines},
            capture_output=True,
            text=True,
            check=True,
            timeout=seconds + 120,
        )
        if done.stderr:
            print(f"  ! {done.stderr.strip()}", flush=True)
        return Measured(json.loads(done.stdout))

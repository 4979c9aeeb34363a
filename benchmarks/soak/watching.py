"""What does a running service hold: memory, descriptors, threads, and what did it log?"""

from dataclasses import dataclass
from pathlib import Path

from benchmarks.overhead.process import memory_mb

__all__ = ["Held", "held_by", "unexpected_in"]

_EXPECTED = ("fails and counts as unhealthy", "is healthy again", "Overload:", "answers again")
"""Words of log lines that faults of the upstream lead to."""


@dataclass(frozen=True, slots=True)
class Held:
    """What one process holds at a moment."""

    megabytes: float
    descriptors: int
    threads: int


def held_by(pid: int) -> Held:
    """Read it from /proc."""
    folder = Path(f"/proc/{pid}")
    return Held(
        memory_mb(pid),
        sum(1 for _ in (folder / "fd").iterdir()),
        sum(1 for _ in (folder / "task").iterdir()),
    )


def unexpected_in(log: Path) -> list[str]:
    """The warnings and errors that no fault of the upstream explains, and every traceback."""
    lines = log.read_text(errors="replace").splitlines()
    suspicious = ("WARNING", "ERROR", "CRITICAL", "Traceback", "unexpected", "never ")
    return [
        line
        for line in lines
        if any(word in line for word in suspicious) and not any(word in line for word in _EXPECTED)
    ]

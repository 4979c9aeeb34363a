"""What did a caller see of each of its requests?"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

__all__ = ["BROKEN", "OK", "Answered", "read_answers"]

OK = 200
BROKEN = 0
"""No whole answer arrived: the connection broke, or was never made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One request as its caller saw it."""

    status: int
    """Of HTTP; `OK` only where the answer was complete, to the last byte."""
    decision_id: str | None = None
    cost_usd: str | None = None
    """As the service said."""
    output_tokens: int | None = None
    code: str | None = None
    """Of an error."""
    is_shortened: bool = False
    """Whether money was short, and the answer was told to be shorter."""
    ended_s: float = 0.0
    """By a clock that all processes of a machine share."""
    took_ms: float = 0.0

    def line(self) -> str:
        """As it is kept in a file."""
        return json.dumps(asdict(self)) + "\n"


def read_answers(files: Iterable[Path]) -> Sequence[Answered]:
    """All requests of all callers."""
    return [
        Answered(**json.loads(line))
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
    ]

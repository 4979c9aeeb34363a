"""What is kept of an answer, so that it can be given again?"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

__all__ = ["KeptAnswer", "is_complete"]

_FINISHED = re.compile(rb'"finish_reason"\s*:\s*"(\w+)"')
_CUT = frozenset({b"length", b"content_filter"})
_AROUND_BYTES = 1_000
"""What an entry takes beside the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """One answer: its body, or the events of its stream."""

    decision_id: str
    """The decision that it was made for."""
    cost_usd: Decimal
    """What it cost then."""
    at: datetime
    """When it was asked for."""
    body: bytes
    usage_chunk: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    gist: tuple[int, ...] = ()
    """The question's words, each as a number made under a key; empty where that is not needed."""

    @property
    def size(self) -> int:
        """Bytes in memory, about."""
        return len(self.body) + len(self.usage_chunk or b"") + 8 * len(self.gist) + _AROUND_BYTES


def is_complete(body: bytes) -> bool:
    """Whether an answer ended by itself: one that was cut off or filtered is not given again."""
    return not any(reason in _CUT for reason in _FINISHED.findall(body))

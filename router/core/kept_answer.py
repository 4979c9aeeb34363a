"""What is kept of an answer, so that it can be given again?"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from router.core.answer_as_events import events_of_answer
from router.core.events_as_answer import answer_of_events

__all__ = ["KeptAnswer", "KeptCount", "is_complete"]

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
    is_stream: bool = False
    usage_chunk: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    gist: tuple[int, ...] = ()
    """The question's words, each as a number made under a key; empty where that is not needed."""

    marks: tuple[str, ...] = ()
    """Of the key, user, team and project that asked: names made under a key, to find them again."""

    @property
    def size(self) -> int:
        """Bytes in memory, about."""
        return len(self.body) + len(self.usage_chunk or b"") + 8 * len(self.gist) + _AROUND_BYTES

    def told(self, *, as_stream: bool) -> "KeptAnswer | None":
        """The same as a stream, or whole; None where nobody can tell exactly what that would be.

        What a provider said in the headers of a whole answer is not said with streams.
        """
        if as_stream is self.is_stream:
            return self
        if as_stream:
            events = events_of_answer(self.body)
            if events is None:
                return None
            body, usage_chunk = events
            told = replace(self, body=body, usage_chunk=usage_chunk, headers={})
        else:
            whole = answer_of_events(self.body, self.usage_chunk)
            if whole is None:
                return None
            told = replace(self, body=whole, usage_chunk=None)
        return replace(told, is_stream=as_stream)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCount:
    """How much is kept."""

    where: str
    """`memory` of one process, or `redis`."""
    answers: int
    size_bytes: int


def is_complete(body: bytes) -> bool:
    """Whether an answer ended by itself: one that was cut off or filtered is not given again."""
    return not any(reason in _CUT for reason in _FINISHED.findall(body))

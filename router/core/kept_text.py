"""Which texts are kept, and what of them?"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

__all__ = ["KeptText", "TextKeeping", "is_drawn", "plain_messages", "prompt_of"]

_SPAN = 1 << 64


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptText:
    """What was asked and answered in one decision; without images and sounds."""

    decision_id: str
    at: datetime
    messages: Sequence[Mapping[str, object]]
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextKeeping:
    """Which share of the texts is kept, and for how long. By default none is."""

    share: float = 0.0
    retention: timedelta = field(default=timedelta(days=30))

    @property
    def is_on(self) -> bool:
        """Whether any text is kept."""
        return self.share > 0


def is_drawn(decision_id: str, share: float, *, salt: str) -> bool:
    """Whether a decision falls into a sample: the same answer whoever asks, and whenever."""
    if not 0 < share < 1:
        return share >= 1
    digest = hashlib.blake2b(f"{salt}:{decision_id}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) < share * _SPAN


def plain_messages(messages: Sequence[Mapping[str, object]]) -> list[dict[str, object]]:
    """The messages with their texts and tool calls; of images and sounds only that they were."""
    return [_plain(message) for message in messages]


def prompt_of(messages: Sequence[Mapping[str, object]]) -> str:
    """All that was said before the answer, as one text: what difficulty is learnt from."""
    pieces: list[str] = []
    for message in messages:
        content = message.get("content")
        parts = content if isinstance(content, list) else [{"text": content}]
        texts = (part.get("text") for part in parts if isinstance(part, Mapping))
        pieces += [text for text in texts if isinstance(text, str)]
    return "\n\n".join(pieces)


def _plain(message: Mapping[str, object]) -> dict[str, object]:
    kept = {
        name: value
        for name, value in message.items()
        if name in ("role", "name", "tool_calls", "tool_call_id")
    }
    content = message.get("content")
    if isinstance(content, list):
        content = [_part(part) for part in content if isinstance(part, Mapping)]
    return {**kept, "content": content}


def _part(part: Mapping[str, object]) -> dict[str, object]:
    text = part.get("text")
    return {"type": "text", "text": text} if isinstance(text, str) else {"type": part.get("type")}

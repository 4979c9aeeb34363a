"""Which conversation does a request belong to, and what is remembered of its turn before?"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from router.core.caller import Caller

__all__ = ["Conversation", "is_under_way", "thread_of"]

_HEAD, _TAIL = 1_000, 200
"""Characters of an opening that are looked at, with its length: prompts have tens of thousands."""
_ANSWERS = frozenset({"assistant", "model", "tool", "function"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """Who answered the turn before, how long a prefix that left behind, and when."""

    deployment: str
    warm_tokens: int
    at: datetime


def thread_of(
    messages: Sequence[Mapping[str, object]],
    *,
    caller: Caller,
    conversation_id: str | None,
    key: bytes,
) -> str | None:
    """The name of a conversation; the same for all its turns, and no way back to its words.

    The caller's own `conversation_id` counts within its key. Without one the system message and
    the first user message tell, as a keyed hash: a caller that puts the time of day into its
    system message begins a conversation with each turn, and two that begin alike are one for the
    same user of the same key. None where there is nothing to go by.
    """
    if conversation_id:
        return _hash((caller.key_id, conversation_id), key=key, form=b"own id")
    if not key:
        return None
    opening = _opening(messages)
    if not opening:
        return None
    return _hash((caller.key_id, caller.user, *opening), key=key, form=b"opening")


def is_under_way(messages: Sequence[Mapping[str, object]]) -> bool:
    """Whether something was said before the turn that asks."""
    if len(messages) < 2:
        return False
    users = 0
    for message in messages:
        role = message.get("role")
        if role == "user":
            users += 1
            if users > 1:
                return True
        elif role in _ANSWERS:
            return True
    return False


def _opening(messages: Sequence[Mapping[str, object]]) -> tuple[str, ...]:
    """The first system message and the first user message, as far as there are any."""
    system = ""
    for message in messages:
        role = message.get("role")
        if role == "user":
            asked = _text(message)
            return (system, asked) if system or asked else ()
        if not system and role in ("system", "developer"):
            system = _text(message)
    return ()


def _text(message: Mapping[str, object]) -> str:
    """Its text, or the first of its parts that is one."""
    content = message.get("content")
    if isinstance(content, str):
        return content
    for part in content if isinstance(content, list) else ():
        text = part.get("text") if isinstance(part, Mapping) else None
        if isinstance(text, str):
            return text
    return ""


def _hash(pieces: Sequence[str], *, key: bytes, form: bytes) -> str:
    bounded = [p if len(p) <= _HEAD + _TAIL else p[:_HEAD] + p[-_TAIL:] for p in pieces]
    sizes = ",".join(str(len(piece)) for piece in pieces)  # no two splits of a text are the same
    content = "".join((sizes, ";", *bounded)).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(content, key=key, digest_size=12, person=form).hexdigest()

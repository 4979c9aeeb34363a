"""Was the same thing asked before? A fingerprint tells, and tells nothing else.

It is a keyed hash of the words of the turn that asks. The key is derived from the pepper that lies
outside the database, so that whoever holds the database alone cannot test guesses against it.
Capitals, spaces and punctuation do not count.
"""

import hashlib
import string
from collections.abc import Mapping, Sequence

__all__ = ["fingerprint_of"]

_LONGEST = 2_000
"""Characters up to which words are compared; longer texts must agree to the letter."""
_BLANKED = str.maketrans(dict.fromkeys(string.punctuation + "…“”„‘’«»–—。、，！？：；（）", " "))  # noqa: RUF001
"""Punctuation; a table is several times as quick as an expression."""
_ASCII = "".join(map(chr, range(128))).translate(_BLANKED).casefold()
_PLAIN = "".join(" " if char.isspace() else char for char in _ASCII).encode().ljust(256)
"""The same for ASCII, and small letters: as bytes it takes a third of the time."""


def fingerprint_of(messages: Sequence[Mapping[str, object]], *, key: bytes) -> str | None:
    """The fingerprint of the last user turn; None where it has no words."""
    text = next((_text(m) for m in reversed(messages) if m.get("role") == "user"), "")
    content = _words(text) if len(text) <= _LONGEST else text.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(content, key=key, digest_size=12).hexdigest() if content else None


def _words(text: str) -> bytes:
    if text.isascii():
        return b" ".join(text.encode().translate(_PLAIN).split())
    words = " ".join(text.translate(_BLANKED).split()).casefold()
    return words.encode("utf-8", "surrogatepass")


def _text(message: Mapping[str, object]) -> str:
    content = message.get("content")
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    texts = (part.get("text") for part in parts if isinstance(part, Mapping))
    return "\n".join(text for text in texts if isinstance(text, str))

"""Which words are passed over, because whoever shouts them shows no stakes?

The labels are judged by content. These words carry none: they can be put in front of anything. A
word with a meaning of its own in some trade (emergency, board, deadline) is not in the list; for
such words, training on decorated copies teaches what is noise.
"""

# ruff: noqa: RUF001 - people shout in every alphabet.

import re
from typing import Final

__all__ = ["SHOUTED_WORDS", "Quiet"]

SHOUTED_WORDS: Final = frozenset(
    {
        "urgent", "urgently", "urgency", "asap", "critical", "important",
        "extremely", "immediately", "hurry",
        "priority", "p0", "p1", "now", "quickly", "please", "pls", "plz", "very", "super", "hyper",
        "dringend", "dringende", "wichtig", "eilig", "eilt", "sofort", "bitte", "sehr", "jetzt",
        "urgente", "urgentemente", "importante", "importantísimo", "inmediatamente",
        "muy", "muito", "ahora",
        "urgence", "pressé", "immédiatement", "très", "maintenant",
        "urgentissimo", "importantissimo", "subito", "molto",
        "spoed", "spoedeisend", "belangrijk", "zeer", "nu",
        "pilne", "ważne", "natychmiast", "bardzo",
        "acil", "önemli", "hemen", "çok",
        "срочно", "важно", "немедленно", "терміново", "очень",
        "عاجل", "عاجلا", "مهم",
    }
)  # fmt: skip

# Stripped from a word before it is looked up, and exclamation marks for good.
_EXCLAMATIONS = "!¡！"
_AROUND = _EXCLAMATIONS + ".,:;-*\"'()[]"
_WORD = re.compile(r"\S+")

REMEMBERED_CHUNKS = 60_000
REMEMBERED_CHARS = 40


class _QuietChunks(dict[str, str]):
    """What stands between two spaces, to what is left of it."""

    def __missing__(self, chunk: str) -> str:
        quiet = _WORD.sub(_quiet_word, chunk)
        if len(self) >= REMEMBERED_CHUNKS:
            self.clear()
        if len(chunk) <= REMEMBERED_CHARS:
            self[chunk] = quiet
        return quiet


class Quiet:
    """Takes the shouting out of texts. What was seen lately costs a look-up a word."""

    def __init__(self) -> None:
        self._chunks = _QuietChunks()

    def text(self, text: str) -> str:
        """The text without shouted words and exclamation marks; its lines stay as they are."""
        return " ".join(map(self._chunks.__getitem__, text.split(" "))).strip()


def _quiet_word(found: re.Match[str]) -> str:
    word = found.group()
    # `!=` is code.
    bare = word if word.startswith("!=") else word.strip(_EXCLAMATIONS)
    return "" if bare.strip(_AROUND).lower() in SHOUTED_WORDS else bare

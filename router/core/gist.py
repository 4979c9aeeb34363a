"""Do two questions mean the same, for sure? What differs may only be words that carry no meaning.

Embeddings do not tell: "How do I enable it?" and "How do I disable it?" lie as close together as
two ways of asking the same (benchmarks/similar_answers has the figures). So all words that carry
meaning must be equal and in the same order, and how many words the two have in common says how
alike they are. What is missed costs one more call; what is confused would cost a wrong answer.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence

__all__ = ["likeness", "meaning", "numbered", "words_of"]

_WORD = re.compile(r"[^\W_]+(?:['’._:/@-][^\W_]+)*|[^\w\s.,;:!?\"'’„“”«»¿¡()]", re.UNICODE)  # noqa: RUF001
_ORDERS = "describe|explain|list|name|show|summari[sz]e|translate|write"
_REWRITTEN = (
    (re.compile(r"\b(what|who|where|how|that|it)['’]s\b"), r"\1 is"),  # noqa: RUF001
    (re.compile(r"\b(?:can|could|would|will) you (?:tell|help|explain to) me\b"), ""),
    (re.compile(rf"^\s*(?:can|could|would|will) you (?=(?:please )?(?:{_ORDERS})\b)"), ""),
    (re.compile(r"\b(how|where) (?:can|could|would|do) (?=i\b)"), r"\1 "),
    (re.compile(r"\b(?:kannst|könntest|können|könnten) (?:du|sie) (?:mir)?\b"), ""),
)
_EMPTY = frozenset(
    (
        *("a", "an", "the", "do", "does", "please", "kindly", "pls", "plz", "thanks", "thank"),
        *("hi", "hello", "hey", "just", "bitte", "danke", "merci", "gracias"),
        *("der", "die", "das", "ein", "eine", "le", "la", "les", "un", "une"),
        *("el", "los", "las", "una"),
    )
)
"""Articles, courtesies and auxiliaries. None of them denies, counts, dates or compares."""
_EXACT = re.compile(r"[()\[\]{}<>=*+^|\\$#`~\n]|(?:^|\s)-")
"""Code, sums and flags: `-d` is not `-D`, nor `2*(3+4)` what `2*3+4` is. Words do not tell."""
_CAPITALS = re.compile(r"\b(?!I\b)[^\W\da-z_]+\b(?!['’])")  # noqa: RUF001
_LONGEST_WORDS = 400


def words_of(text: str) -> tuple[str, ...] | None:
    """The words of a question; None where it is too long, or is more than words.

    They are in lower case, but for those in capitals only: `US` is not `us`, nor vitamin A one.
    """
    if len(text) > _LONGEST_WORDS * 12 or _EXACT.search(text):
        return None
    lowered = _lowered(text)
    for written, meant in _REWRITTEN:
        lowered = written.sub(meant, lowered)
    words = tuple(_WORD.findall(lowered))
    return words if 0 < len(words) <= _LONGEST_WORDS else None


def _lowered(text: str) -> str:
    kept = [found.span() for found in _CAPITALS.finditer(text) if found.start() > 0]
    pieces, end = [], 0
    for start, stop in kept:
        if text[start:stop].isupper():
            pieces += [text[end:start].casefold(), text[start:stop]]
            end = stop
    return "".join((*pieces, text[end:].casefold()))


def meaning(words: Iterable[str]) -> tuple[str, ...]:
    """The words that carry meaning, in their order."""
    return tuple(word for word in words if word not in _EMPTY)


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """The share of words that two questions have in common, in order: 1 where they are equal.

    Twice the longest common subsequence by the number of words of both.
    """
    if not one or not other:
        return 0.0
    before = [0] * (len(other) + 1)
    for word in one:
        row = [0]
        for place, another in enumerate(other):
            best = before[place] + 1 if word == another else max(row[place], before[place + 1])
            row.append(best)
        before = row
    return 2 * before[-1] / (len(one) + len(other))


def numbered(words: Iterable[str], *, key: bytes) -> tuple[int, ...]:
    """Each word as a number under a key: who lacks the key cannot test guesses."""
    return tuple(
        int.from_bytes(
            hashlib.blake2b(
                w.encode("utf-8", "surrogatepass"), key=key[:64], digest_size=7
            ).digest()
        )
        for w in words
    )

"""Which numbers can be read off a prompt that say something about how hard it is?

Serving reads them too, so nothing here needs scikit-learn.
"""

import re
from collections.abc import Sequence
from math import log1p
from typing import Final

import numpy as np

__all__ = ["LIMIT", "TRAIT_NAMES", "WORDS", "traits_of"]

# What a page shows, the rest repeats.
SAMPLE_CHARS: Final = 8_000
# Beyond so many standard deviations a prompt is simply "very long" or "full of numbers".
LIMIT: Final = 4.0

_OPTION = re.compile(r"^\(?[A-J][.):] *(.*)$", re.MULTILINE)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NUMERIC = re.compile(r"[\d.\-/ $%,+*^()=xX]+")
_SENTENCE = re.compile(r"[.!?](?:\s|$)")
_AMOUNT_WORDS = """
one two three four five six seven eight nine ten twelve dozen half third quarter twice thrice
double triple times percent fraction ratio each every per total remaining rest more less fewer
than average
"""
_AMOUNTS = frozenset(_AMOUNT_WORDS.split())
_WORD = re.compile(r"\w+")
# What is no part of a word becomes a space: much quicker than a pattern, for ASCII only.
_WORD_BYTES = bytes(code if chr(code).isalnum() or code == ord("_") else 32 for code in range(128))
_TO_WORDS = _WORD_BYTES.decode().ljust(256).encode()
_ASCII_RUN = re.compile("[\\x00-\\x7f]+")
_DIGITS = b"0123456789"
_CAPITALS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WORDS: Final = {
    "negation": ("except", " not ", " false", " least ", "incorrect", "never"),
    "which": ("which of the following", "which one", "which statement"),
    "best": (" best ", " most ", "primary", "main "),
    "how_many": ("how many", "how much", "how long", "how far"),
    "what_is": ("what is", "what are", "what was"),
    "who_when": (" who ", "when did", "in what year", "where "),
    "why": ("why ", "because", "explain", "reason"),
    "compute": ("calculate", "compute", "find the", "evaluate", "solve"),
    "prove": ("prove", "show that", "derive", "theorem"),
    "conditional": ("if ", "suppose", "given that", "assume"),
    "all_of": ("all of", "none of", "both ", "neither"),
    "law": (" court", " law", "defendant", "plaintiff", "contract"),
    "writing": ("write ", "compose", "draft", "essay", "poem"),
    "programming": ("function", "python", "code", "program", "algorithm", "return "),
    "story": ("character", " he ", " she ", "they "),
}
_SIZES = ("log_chars", "log_words", "log_question_chars", "log_question_words", "log_sentences")
_OPTIONS = ("options", "log_option_chars", "log_longest_option", "option_spread", "numeric_options")
_MARKS = {
    "brackets": "()[]{}",
    "operators": "+-*/=^<>",
    "quotes": "\"'",
    "blanks": "_",
    "questions": "?",
    "commas": ",;",
    "lines": "\n",
    "backslashes": "\\$",
}
_SHARES = ("digit_share", "capital_share", "foreign_share", "word_chars", "distinct_words")
TRAIT_NAMES: Final[tuple[str, ...]] = (
    *_SIZES,
    *_OPTIONS,
    *_SHARES,
    "log_numbers",
    "log_distinct_numbers",
    "log_amounts",
    "words_per_sentence",
    *(f"log_{name}" for name in _MARKS),
    *(f"says_{name}" for name in WORDS),
)


def traits_of(prompt: str) -> list[float]:
    """The numbers of one prompt, in the order of `TRAIT_NAMES`."""
    text = prompt[:SAMPLE_CHARS]
    lowered, words = f" {text.lower()} ", text.split()
    found = list(_OPTION.finditer(text))
    options = [match.group(1) for match in found]
    question = text[: found[0].start()] if len(options) > 1 else text
    question_words = len(question.split()) if len(options) > 1 else len(words)
    sentences = len(_SENTENCE.findall(question)) + 1
    numbers = _NUMBER.findall(text)
    prompt_words = len(words) if len(prompt) <= SAMPLE_CHARS else len(prompt.split())
    return [
        *map(log1p, (len(prompt), prompt_words, len(question), question_words)),
        log1p(sentences),
        *_option_traits(options),
        *_share_traits(text, words),
        log1p(len(numbers)),
        log1p(len(set(numbers))),
        log1p(_amounts(lowered)),
        min(60.0, question_words / sentences),
        *[log1p(sum(map(text.count, marks))) for marks in _MARKS.values()],
        *[float(_says(lowered, phrases)) for phrases in WORDS.values()],
    ]


def _says(lowered: str, phrases: Sequence[str]) -> bool:
    return any(map(lowered.__contains__, phrases))


def _amounts(lowered: str) -> int:
    """How many words speak of an amount."""
    words: Sequence[str]
    if lowered.isascii():
        words = lowered.encode().translate(_TO_WORDS).decode().split()
    else:
        words = _WORD.findall(lowered)
    return sum(map(_AMOUNTS.__contains__, words))


def _option_traits(options: Sequence[str]) -> list[float]:
    if len(options) < 2:
        return [0.0] * len(_OPTIONS)
    sizes = [len(option) for option in options]
    numeric = sum(bool(_NUMERIC.fullmatch(option)) for option in options)
    mean = sum(sizes) / len(sizes)
    spread = float(np.std(sizes)) / (1 + mean)
    return [1.0, log1p(mean), log1p(max(sizes)), spread, numeric / len(options)]


def _share_traits(text: str, words: Sequence[str]) -> list[float]:
    size = len(text) + 1
    plain = text.encode("ascii", "ignore")
    digits = len(plain) - len(plain.translate(None, _DIGITS))
    capitals = len(plain) - len(plain.translate(None, _CAPITALS))
    if len(plain) < len(text):
        rest = _ASCII_RUN.sub("", text)
        digits += sum(map(str.isdigit, rest))
        capitals += sum(map(str.isupper, rest))
    return [
        digits / size,
        capitals / size,
        1 - len(plain) / size,
        min(20.0, len(text) / (len(words) + 1)),
        len(set(words)) / (len(words) + 1),
    ]

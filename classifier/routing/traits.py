"""Which numbers can be read off a prompt that say something about how hard it is?"""

import re
from collections.abc import Sequence
from math import log1p
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin

from classifier.routing.outcomes import Floats

__all__ = ["TRAIT_NAMES", "Traits", "traits_of"]

# What a page shows, the rest repeats.
SAMPLE_CHARS: Final = 8_000
# Beyond so many standard deviations a prompt is simply "very long" or "full of numbers".
LIMIT: Final = 4.0

_OPTION = re.compile(r"^\(?[A-J][.):] *(.*)$", re.MULTILINE)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NUMERIC = re.compile(r"[\d.\-/ $%,+*^()=xX]+")
_SENTENCE = re.compile(r"[.!?](?:\s|$)")
_AMOUNTS = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|dozen|half|third|quarter|twice|"
    r"thrice|double|triple|times|percent|fraction|ratio|each|every|per|total|remaining|rest|more|"
    r"less|fewer|than|average)\b"
)
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
    options = [match.group(1) for match in _OPTION.finditer(text)]
    first = _OPTION.search(text)
    question = text[: first.start()] if first and len(options) > 1 else text
    sentences = len(_SENTENCE.findall(question)) + 1
    numbers = _NUMBER.findall(text)
    return [
        *map(log1p, (len(prompt), len(prompt.split()), len(question), len(question.split()))),
        log1p(sentences),
        *_option_traits(options),
        *_share_traits(text, words),
        log1p(len(numbers)),
        log1p(len(set(numbers))),
        log1p(len(_AMOUNTS.findall(lowered))),
        min(60.0, len(question.split()) / sentences),
        *(log1p(sum(map(text.count, marks))) for marks in _MARKS.values()),
        *(float(any(phrase in lowered for phrase in phrases)) for phrases in WORDS.values()),
    ]


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
    return [
        sum(map(str.isdigit, text)) / size,
        sum(map(str.isupper, text)) / size,
        1 - len(text.encode("ascii", "ignore")) / size,
        min(20.0, len(text) / (len(words) + 1)),
        len(set(words)) / (len(words) + 1),
    ]


class Traits(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """The traits of each prompt in standard deviations from the mean."""

    def fit(self, prompts: Sequence[str], y: object = None) -> Self:
        """Learn mean and deviation; no outcome is looked at."""
        rows = np.array([traits_of(prompt) for prompt in prompts])
        self.mean_, deviation = rows.mean(axis=0), rows.std(axis=0)
        self.scale_ = np.where(deviation > 1e-6, deviation, 1.0)
        return self

    def transform(self, prompts: Sequence[str]) -> Floats:
        """One row for each prompt."""
        rows = np.array([traits_of(prompt) for prompt in prompts])
        standard = (rows - self.mean_) / self.scale_
        return np.asarray(np.clip(standard, -LIMIT, LIMIT), np.float64)

    def get_feature_names_out(self, input_features: object = None) -> NDArray[np.object_]:
        """The names of the traits."""
        return np.array(TRAIT_NAMES, dtype=object)

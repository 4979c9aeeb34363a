"""Which measure of likeness gives an answer again where it serves, and never where it does not?

Each measure is given the threshold at which it confuses none of the pairs that need another
answer, and the one at which it recognises half of those that need the same.

    python -m benchmarks.similar_answers.run
"""

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from benchmarks.similar_answers.pairs import DIFFERENT, SAME, Pairs
from classifier.encoder import Vectors
from classifier.prediction import Classifier
from classifier.prompt import Prompt
from router.core.gist import likeness, meaning, numbered, words_of

Measure = Callable[[str, str], float]
USUAL = 0.8
"""The `similarity` of `reuse_similar` where policy says nothing else."""


def main() -> None:
    """Print a row for each measure."""
    texts = sorted({text for pair in (*SAME, *DIFFERENT) for text in pair})
    print(f"{len(SAME)} pairs need the same answer, {len(DIFFERENT)} another one")
    measures: dict[str, Measure] = {
        "distilled vector, cosine": _distilled(),
        "words, TF-IDF cosine": _tfidf(texts, analyzer="word", size=(1, 2)),
        "characters, TF-IDF cosine": _tfidf(texts, analyzer="char_wb", size=(3, 5)),
    }
    for name, measure in measures.items():
        same, other = _values(measure, SAME), _values(measure, DIFFERENT)
        strict, half = max(other), float(np.median(same))
        print(
            f"{name:28} without a confusion: recall {_share(same, above=strict):.2f}; "
            f"at recall {_share(same, least=half):.2f}: {_precision(same, other, half):.2f} precise"
        )
    same, other = _values(gist, SAME), _values(gist, DIFFERENT)
    print(
        f"{'gist, as shipped':28} at {USUAL}: recall {_share(same, least=USUAL):.2f}, "
        f"{sum(value >= USUAL for value in other)} of {len(other)} confused"
    )


def gist(one: str, other: str) -> float:
    """As `reuse_similar` compares two last questions."""
    first, second = words_of(one), words_of(other)
    if first is None or second is None or meaning(first) != meaning(second):
        return 0.0
    return likeness(numbered(first, key=b"k"), numbered(second, key=b"k"))


def _distilled() -> Measure:
    classifier = Classifier.load()

    @cache
    def vector(text: str) -> Vectors:
        found = classifier.predict(Prompt.from_text(text)).vector
        if found is None:
            raise LookupError("this artifact gives no vectors")
        length: float = np.linalg.norm(found).item()
        return found / np.float32(length)

    return lambda one, other: float(vector(one) @ vector(other))


def _tfidf(texts: Sequence[str], *, analyzer: str, size: tuple[int, int]) -> Measure:
    learnt = TfidfVectorizer(analyzer=analyzer, ngram_range=size).fit(texts)
    return lambda one, other: float(
        learnt.transform([one]).multiply(learnt.transform([other])).sum()
    )


def _values(measure: Measure, pairs: Pairs) -> list[float]:
    return [measure(one, other) for one, other in pairs]


def _share(values: Sequence[float], *, above: float = -2.0, least: float = -2.0) -> float:
    return sum(value > above and value >= least for value in values) / len(values)


def _precision(same: Sequence[float], other: Sequence[float], least: float) -> float:
    right, wrong = (sum(value >= least for value in values) for values in (same, other))
    return right / (right + wrong)


if __name__ == "__main__":
    main()

"""What would somebody reach without our classifier?"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from classifier.datasets.schema import LabelledPrompt
from classifier.heads import HEADS

__all__ = ["BASELINES", "baseline_guesses"]


def _lengths(texts: Sequence[str]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    counts = [(len(text), len(text.split()), text.count("\n")) for text in texts]
    return np.log1p(np.array(counts, np.float64))


def _majority() -> Pipeline:
    return make_pipeline(FunctionTransformer(_lengths), DummyClassifier())


def _length_only() -> Pipeline:
    return make_pipeline(FunctionTransformer(_lengths), StandardScaler(), LogisticRegression())


def _tfidf() -> Pipeline:
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    return make_pipeline(vectorizer, LogisticRegression(C=10, max_iter=300))


BASELINES: Final[Mapping[str, Callable[[], Pipeline]]] = {
    "majority": _majority,
    "length only": _length_only,
    "TF-IDF": _tfidf,
}


def baseline_guesses(
    train: Sequence[LabelledPrompt],
    test: Sequence[LabelledPrompt],
    *,
    on_step: Callable[[str], None] = lambda _: None,
) -> dict[str, dict[str, list[str]]]:
    """For each baseline and head, what it says of the test prompts; nothing without training."""
    if not train:
        return {}
    train_texts, test_texts = _texts(train), _texts(test)
    guesses: dict[str, dict[str, list[str]]] = {}
    for name, build in BASELINES.items():
        on_step(f"fitting {name}")
        guesses[name] = {}
        for head in HEADS:
            model = build().fit(train_texts, [str(prompt.labels[head]) for prompt in train])
            guesses[name][head] = model.predict(test_texts).tolist()
    return guesses


def _texts(prompts: Sequence[LabelledPrompt]) -> list[str]:
    return ["\n".join(turn.text for turn in prompt.prompt.turns) for prompt in prompts]

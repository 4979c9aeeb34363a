"""Who predicts many prompts: a classifier at hand, or workers with copies of it?"""

from collections.abc import Callable, Sequence
from typing import Final

from classifier.parcel import Parcel
from classifier.prediction import Classifier, Prediction
from classifier.prompt import Prompt
from classifier.scale import Workers, in_chunks

__all__ = ["CHUNK_PROMPTS", "Predicting", "at_hand", "at_scale"]

CHUNK_PROMPTS: Final = 128

Predicting = Callable[[Sequence[Prompt]], Sequence[Prediction]]


def at_hand(classifier: Classifier) -> Predicting:
    """One prompt after the other, by a classifier that is loaded."""
    return lambda prompts: [classifier.predict(prompt) for prompt in prompts]


def at_scale(
    parcel: Parcel, workers: Workers, *, on_prompts: Callable[[int], None] = lambda _: None
) -> Predicting:
    """Chunk by chunk, by workers; `on_prompts` hears how many were done since it was last told."""

    def predict_all(prompts: Sequence[Prompt]) -> list[Prediction]:
        found: list[Prediction] = []
        chunks = in_chunks(prompts, CHUNK_PROMPTS)
        for said in workers.map(_predicted, chunks, prepare=parcel.classifier):
            found += said
            on_prompts(len(said))
        return found

    return predict_all


def _predicted(classifier: Classifier, prompts: Sequence[Prompt]) -> list[Prediction]:
    return [classifier.predict(prompt) for prompt in prompts]

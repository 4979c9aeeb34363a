"""What is known of a classifier after it was judged on labelled prompts?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isfinite
from typing import Final

from classifier.datasets.schema import LabelledPrompt
from classifier.evaluation.baselines import baseline_guesses
from classifier.evaluation.mistakes import Mistake, worst_mistakes
from classifier.evaluation.predicting import Predicting
from classifier.evaluation.scores import BaselineScore, HeadScore, score_baseline, score_head
from classifier.evaluation.shouting import SHOUTS, flip_shares
from classifier.evaluation.slices import SliceScore, score_slices
from classifier.heads import HEADS

__all__ = ["Report", "as_record", "evaluate"]

SHOUTED_PROMPTS: Final = 200
WORST_MISTAKES: Final = 20


@dataclass(frozen=True, slots=True)
class Report:
    """A whole evaluation."""

    classifier: str
    prompts: int
    groups: int
    trained_on: int
    abstained: float
    heads: Mapping[str, HeadScore]
    # Name of the baseline -> head -> how it did; empty where no training set was given.
    baselines: Mapping[str, Mapping[str, BaselineScore]]
    flips: Mapping[str, float]
    flip_pairs: int
    # Kind of slice -> slice -> how the heads did on it.
    slices: Mapping[str, Mapping[str, SliceScore]]
    mistakes: Sequence[Mistake]


def evaluate(
    predict_all: Predicting,
    test: Sequence[LabelledPrompt],
    *,
    train: Sequence[LabelledPrompt] = (),
    seed: int = 0,
    on_step: Callable[[str], None] = lambda _: None,
) -> Report:
    """Judge a classifier on labelled prompts; baselines are fitted where `train` is given."""
    on_step("classifying")
    predictions = predict_all([prompt.prompt for prompt in test])
    guesses = {head: [str(getattr(said, head)) for said in predictions] for head in HEADS}
    baselines = baseline_guesses(train, test, on_step=on_step)
    on_step("shouting")
    # Evenly over the file, which may be in some order.
    shouted = [prompt.prompt for prompt in test[:: -(-len(test) // SHOUTED_PROMPTS)]]
    flips = flip_shares(predict_all, shouted)
    on_step("counting")
    return Report(
        classifier=predictions[0].version,
        prompts=len(test),
        groups=len({prompt.group for prompt in test}),
        trained_on=len(train),
        abstained=sum(said.abstained for said in predictions) / len(test),
        heads={head: score_head(head, test, predictions=predictions, seed=seed) for head in HEADS},
        baselines={
            name: {
                head: score_baseline(head, test, guesses=said[head], seed=seed) for head in HEADS
            }
            for name, said in baselines.items()
        },
        flips=flips,
        flip_pairs=len(shouted) * len(SHOUTS),
        slices=score_slices(test, guesses),
        mistakes=worst_mistakes(test, predictions, count=WORST_MISTAKES),
    )


def as_record(report: Report) -> dict[str, object]:
    """The report as JSON can hold it."""
    record = asdict(report)
    for head, score in report.heads.items():
        record["heads"][head]["confusion"] = score.confusion.tolist()
        record["heads"][head]["labels"] = [str(label) for label in HEADS[head]]
    known = _known(record)
    return known if isinstance(known, dict) else {}


def _known(value: object) -> object:
    """JSON knows no NaN: what could not be measured is null."""
    if isinstance(value, dict):
        return {name: _known(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_known(part) for part in value]
    return None if isinstance(value, float) and not isfinite(value) else value

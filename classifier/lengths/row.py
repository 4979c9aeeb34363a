"""Which numbers is the length of an answer predicted from?"""

from collections.abc import Iterable, Sequence
from itertools import chain

from classifier.features import GROUPS
from classifier.heads import HEADS
from classifier.lengths.asked import ASKED_NAMES, asked_row
from classifier.prompt import Prompt

__all__ = ["PROBABILITY_NAMES", "ROW_NAMES", "SMALL_NAMES", "row_of"]

SMALL_NAMES = tuple(chain.from_iterable(group.feature_names for group in GROUPS))
PROBABILITY_NAMES = tuple(f"{head}_{label}" for head, labels in HEADS.items() for label in labels)
ROW_NAMES = (*ASKED_NAMES, *SMALL_NAMES, *PROBABILITY_NAMES)


def row_of(
    prompt: Prompt, small_row: Iterable[float], *, probabilities: Sequence[Iterable[float]]
) -> list[float]:
    """The numbers of one prompt, in the order of `ROW_NAMES`.

    `small_row` are the classifier's named features, `probabilities` those of each head's labels, in
    the order of `HEADS`: all of it is there once a prompt was classified.
    """
    return [*asked_row(prompt), *small_row, *chain.from_iterable(probabilities)]

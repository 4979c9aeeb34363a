"""What is read from a prompt once, so that every feature group can share it?"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from classifier.encoder import Encoder, Passage, Vectors
from classifier.features.shouting import Quiet
from classifier.pieces import PieceIds, Pieces
from classifier.prompt import Prompt, Views

__all__ = ["VIEWS", "Reader", "Reading", "edges"]

# The views that the encoder reads, in the order of `Reading.vectors`.
VIEWS: Final = ("last", "system", "context")
# Of a long view, its beginning and its end: there the instruction stands. This also bounds the
# time that a long prompt takes.
FIRST_PIECES: Final = 112
FINAL_PIECES: Final = 48


@dataclass(frozen=True, slots=True)
class Reading:
    """A prompt after tokenising and encoding; `views` are its texts without the shouting."""

    prompt: Prompt
    views: Views
    ids: tuple[PieceIds, PieceIds, PieceIds]
    """The pieces that the encoder read, for each of `VIEWS`."""
    sizes: tuple[int, int, int]
    """How many pieces each view has, before it was cut."""
    vectors: Vectors

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to judge by."""
        return not any(self.sizes)


class Reader:
    """Turns prompts into readings with one tokenizer and one encoder."""

    def __init__(self, tokenizer: Pieces, encoder: Encoder) -> None:
        self.tokenizer = tokenizer
        self.encoder = encoder
        self._quiet = Quiet()

    def read(self, prompt: Prompt) -> Reading:
        """Tokenise and encode the views of one prompt."""
        seen = prompt.views()
        views = Views(*map(self._quiet.text, (seen.last, seen.system, seen.context)))
        texts = (views.last, views.system, views.context)
        last, system, context = (self.tokenizer.ids(text) if text else _NOTHING for text in texts)
        ids = (edges(last), edges(system), edges(context))
        passages = [Passage(text, found) for text, found in zip(texts, ids, strict=True)]
        return Reading(
            prompt=prompt,
            views=views,
            ids=ids,
            sizes=(len(last), len(system), len(context)),
            vectors=self.encoder.encode(passages),
        )

    def read_all(self, prompts: Iterable[Prompt]) -> list[Reading]:
        """Read many prompts, in order."""
        return [self.read(prompt) for prompt in prompts]


_NOTHING: Final = np.zeros(0, np.int32)


def edges(ids: PieceIds) -> PieceIds:
    """The beginning and the end of what is longer than both together."""
    if len(ids) <= FIRST_PIECES + FINAL_PIECES:
        return ids
    return np.concatenate([ids[:FIRST_PIECES], ids[-FINAL_PIECES:]])

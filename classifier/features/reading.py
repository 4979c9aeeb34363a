"""What is read from a prompt once, so that every feature group can share it?"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

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
# Views are cut to some thousand characters, so that this bounds the memory.
MOST_REMEMBERED: Final = 128


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


class _Seen(NamedTuple):
    """One view, tokenised and encoded."""

    text: str
    ids: PieceIds
    size: int
    vector: Vectors


class Reader:
    """Turns prompts into readings with one tokenizer and one encoder.

    An application sends the same system message with every prompt, so the last few are remembered.
    """

    def __init__(self, tokenizer: Pieces, encoder: Encoder) -> None:
        self.tokenizer = tokenizer
        self.encoder = encoder
        self._quiet = Quiet()
        self._known = lru_cache(maxsize=MOST_REMEMBERED)(self._seen)

    def read(self, prompt: Prompt) -> Reading:
        """Tokenise and encode the views of one prompt."""
        views = prompt.views()
        last = self._seen(views.last)
        system = self._known(views.system) if views.system else self._empty
        context = self._seen(views.context) if views.context else self._empty
        vectors = np.empty((len(VIEWS), self.encoder.dimensions), np.float32)
        vectors[0], vectors[1], vectors[2] = last.vector, system.vector, context.vector
        return Reading(
            prompt=prompt,
            views=Views(last.text, system.text, context.text),
            ids=(last.ids, system.ids, context.ids),
            sizes=(last.size, system.size, context.size),
            vectors=vectors,
        )

    @cached_property
    def _empty(self) -> _Seen:
        """A view without text, which most prompts have."""
        return self._seen("")

    def _seen(self, text: str) -> _Seen:
        quiet = self._quiet.text(text)
        ids = self.tokenizer.ids(quiet) if quiet else _NOTHING
        read = edges(ids)
        (vector,) = self.encoder.encode([Passage(quiet, read)])
        return _Seen(quiet, read, len(ids), vector)

    def read_all(self, prompts: Iterable[Prompt]) -> list[Reading]:
        """Read many prompts, in order."""
        return [self.read(prompt) for prompt in prompts]


_NOTHING: Final = np.zeros(0, np.int32)


def edges(ids: PieceIds) -> PieceIds:
    """The beginning and the end of what is longer than both together."""
    if len(ids) <= FIRST_PIECES + FINAL_PIECES:
        return ids
    return np.concatenate([ids[:FIRST_PIECES], ids[-FINAL_PIECES:]])

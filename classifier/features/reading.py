"""What is read from a prompt once, so that every feature group can share it?"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.encoder import Encoder, Passage, Vectors
from classifier.features.shouting import Quiet
from classifier.features.spelling import letter_groups
from classifier.prompt import Prompt, Views
from classifier.wordpiece import TokenIds, WordPiece

__all__ = ["VIEWS", "Reader", "Reading"]

# The pooled views, in the order of `Reading.vectors`. `whole` is the context and the turn that
# asks: where that turn is short ("yes, do that"), the earlier work dominates it by itself.
VIEWS: Final = ("last", "system", "whole")
# Of a long turn, `last` is its beginning and its end: there the instruction stands.
FIRST_TOKENS = 64
FINAL_TOKENS = 48
# Letter groups of a longer text would be those of its language, and cost more than they tell.
FIRST_CHARS = 1_200
FINAL_CHARS = 800


@dataclass(frozen=True, slots=True)
class Reading:
    """A prompt after tokenising and encoding; `views` are its texts without the shouting."""

    prompt: Prompt
    views: Views
    last_ids: TokenIds
    system_ids: TokenIds
    whole_ids: TokenIds
    vectors: Vectors
    letters: NDArray[np.uint16]
    asked_tokens: int
    unknown_id: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to judge by."""
        return not len(self.whole_ids)


class Reader:
    """Turns prompts into readings with one tokenizer and one encoder."""

    def __init__(self, tokenizer: WordPiece, encoder: Encoder) -> None:
        self.tokenizer = tokenizer
        self.encoder = encoder
        self._quiet = Quiet()

    def read(self, prompt: Prompt) -> Reading:
        """Tokenise and encode the views of one prompt."""
        seen = prompt.views()
        views = Views(*map(self._quiet.text, (seen.last, seen.system, seen.context)))
        whole_text = f"{views.context}\n{views.last}" if views.context else views.last
        asked = self.tokenizer.ids(views.last)
        last = _edges(asked)
        system = self.tokenizer.ids(views.system)
        whole = np.concatenate([self.tokenizer.ids(views.context), asked])
        passages = [Passage(views.last, last), Passage(views.system, system)]
        is_new = len(whole) > len(last)
        if is_new:
            passages.append(Passage(whole_text, whole))
        vectors = self.encoder.encode(passages)
        return Reading(
            prompt=prompt,
            views=views,
            last_ids=last,
            system_ids=system,
            whole_ids=whole,
            vectors=vectors if is_new else vectors[[0, 1, 0]],
            asked_tokens=len(asked),
            letters=letter_groups(_ends(views)),
            unknown_id=self.tokenizer.unknown_id,
        )

    def read_all(self, prompts: Iterable[Prompt]) -> list[Reading]:
        """Read many prompts, in order."""
        return [self.read(prompt) for prompt in prompts]


def _edges(ids: TokenIds) -> TokenIds:
    if len(ids) <= FIRST_TOKENS + FINAL_TOKENS:
        return ids
    return np.concatenate([ids[:FIRST_TOKENS], ids[-FINAL_TOKENS:]])


def _ends(views: Views) -> str:
    """The end of the context, and the beginning and the end of the turn that asks."""
    context = views.context[-FINAL_CHARS:]
    if len(views.last) <= FIRST_CHARS + FINAL_CHARS:
        return f"{context} {views.last}"
    return f"{context} {views.last[:FIRST_CHARS]} {views.last[-FINAL_CHARS:]}"

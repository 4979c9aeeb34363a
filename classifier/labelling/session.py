"""What does each key do while somebody labels prompts?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from string import ascii_lowercase
from typing import Final

from classifier.heads import HEADS
from classifier.labelling.notebook import Notebook, labelled_row
from classifier.labelling.order import Candidate
from classifier.labels import Label

__all__ = ["ACCEPT", "HELP", "KEYS", "QUIT", "SKIP", "UNDO", "WHOLE", "Effect", "Session"]

HELP, UNDO, SKIP, QUIT, WHOLE = "?", "u", "s", "q", " "
ACCEPT: Final = ("", "\r", "\n")
_LETTERS = [letter for letter in ascii_lowercase if letter not in {UNDO, SKIP, QUIT}]


def _keys(labels: type[Label]) -> dict[str, Label]:
    few = len(labels) < len("123456789")
    return dict(zip("123456789" if few else _LETTERS, labels, strict=False))


# For each head, the key of each label.
KEYS: Final[Mapping[str, Mapping[str, Label]]] = {
    head: _keys(labels) for head, labels in HEADS.items()
}
_ORDER = tuple(HEADS)


class Effect(Enum):
    """What a key did."""

    ANSWERED = auto()
    NEXT_PROMPT = auto()
    TAKEN_BACK = auto()
    EXPLAIN = auto()
    SHOW_WHOLE = auto()
    NOTHING = auto()
    END = auto()


@dataclass(slots=True)
class _Turn:
    """One prompt of the session, and what was answered so far."""

    candidate: Candidate
    answers: dict[str, Label] = field(default_factory=dict)


class Session:
    """Goes through prompts, one head after the other; each finished prompt is written at once."""

    def __init__(
        self, queue: Sequence[Candidate], notebook: Notebook, *, annotator: str = "own"
    ) -> None:
        self._turns = [_Turn(candidate) for candidate in queue]
        self._notebook = notebook
        self._annotator = annotator
        self.position = 0
        self.labelled = 0

    @property
    def total(self) -> int:
        """How many prompts there are to ask."""
        return len(self._turns)

    @property
    def candidate(self) -> Candidate | None:
        """The prompt that is asked about; none when all were asked."""
        return self._turns[self.position].candidate if self.position < self.total else None

    @property
    def head(self) -> str:
        """What is asked of it."""
        return _ORDER[len(self._turns[self.position].answers)]

    @property
    def answers(self) -> Mapping[str, Label]:
        """What was answered of the prompt so far."""
        return self._turns[self.position].answers

    def press(self, key: str) -> Effect:
        """Do what a key says."""
        if key == QUIT or self.candidate is None:
            return Effect.END
        if key == UNDO:
            return self._undo()
        if key == SKIP:
            return self._go_on()
        if key in (HELP, WHOLE):
            return Effect.EXPLAIN if key == HELP else Effect.SHOW_WHOLE
        return self._answer(key, self._turns[self.position])

    def _answer(self, key: str, turn: _Turn) -> Effect:
        guess, _ = turn.candidate.guess_of(self.head)
        label = guess if key in ACCEPT else KEYS[self.head].get(key.lower())
        if label is None:
            return Effect.NOTHING
        turn.answers[self.head] = label
        if len(turn.answers) < len(_ORDER):
            return Effect.ANSWERED
        traffic = turn.candidate.traffic
        self._notebook.add(labelled_row(traffic, turn.answers, annotator=self._annotator))
        self.labelled += 1
        return self._go_on()

    def _go_on(self) -> Effect:
        self.position += 1
        return Effect.NEXT_PROMPT if self.position < self.total else Effect.END

    def _undo(self) -> Effect:
        """Take back the last answer, or go back to the prompt before."""
        turn = self._turns[self.position]
        if not turn.answers:
            if self.position == 0:
                return Effect.NOTHING
            self.position -= 1
            turn = self._turns[self.position]
            if len(turn.answers) == len(_ORDER):
                self._notebook.take_back(turn.candidate.traffic.id)
                self.labelled -= 1
        if turn.answers:
            turn.answers.popitem()
        return Effect.TAKEN_BACK

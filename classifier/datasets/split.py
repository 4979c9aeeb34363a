"""How are labelled prompts split so that no side knows the other?"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from classifier.datasets.schema import LabelledPrompt
from classifier.prompt import Prompt

__all__ = ["Leak", "by_author", "find_leaks", "opening", "without_author"]

# What is compared: long enough to tell prompts apart, short enough to see through small edits.
COMPARED_CHARS = 80
_NOT_WORD = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Leak:
    """Two prompts on different sides that are too much alike."""

    train_id: str
    test_id: str
    why: str


def without_author(
    prompts: Sequence[LabelledPrompt], author: str
) -> tuple[list[LabelledPrompt], list[LabelledPrompt]]:
    """Everybody else's prompts to train on, and the author's to test on."""
    train = [prompt for prompt in prompts if prompt.author != author]
    test = [prompt for prompt in prompts if prompt.author == author]
    return train, test


def by_author(prompts: Sequence[LabelledPrompt]) -> Iterator[tuple[list[int], list[int]]]:
    """Positions to train on and to test on, leaving out one author at a time."""
    for author in sorted({prompt.author for prompt in prompts}):
        train = [i for i, prompt in enumerate(prompts) if prompt.author != author]
        test = [i for i, prompt in enumerate(prompts) if prompt.author == author]
        yield train, test


def find_leaks(train: Sequence[LabelledPrompt], test: Sequence[LabelledPrompt]) -> list[Leak]:
    """Test prompts whose group or whose words also stand on the training side."""
    groups = {prompt.group: prompt.id for prompt in train}
    openings = {opening(prompt.prompt): prompt.id for prompt in train}
    leaks: list[Leak] = []
    for prompt in test:
        if prompt.group in groups:
            leaks.append(Leak(groups[prompt.group], prompt.id, "same group"))
        elif opening(prompt.prompt) in openings:
            leaks.append(Leak(openings[opening(prompt.prompt)], prompt.id, "same opening"))
    return leaks


def opening(prompt: Prompt) -> str:
    """The beginnings of the last two turns, without case, space and punctuation."""
    return "|".join(
        _NOT_WORD.sub("", turn.text.lower())[:COMPARED_CHARS] for turn in prompt.turns[-2:]
    )

"""Which prompts are drawn, so that every kind has its share?"""

import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from classifier.prompt import Prompt

__all__ = ["DemoPrompt", "sample"]

_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_IDEOGRAPHS}]|[^\s\u3000-\u303f\uff01-\uff20{_IDEOGRAPHS}]+")
"""Chinese and Japanese write no spaces: there each character counts as a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPrompt:
    """One conversation to be sent."""

    kind: str
    """What it is drawn by: its source or its task."""
    messages: tuple[Mapping[str, object], ...]

    @property
    def text(self) -> str:
        """The turn that asks."""
        prompt = Prompt.from_messages(self.messages)
        return prompt.turns[prompt.last_index].text if prompt.turns else ""

    @property
    def words(self) -> int:
        """How long the whole conversation is."""
        turns = Prompt.from_messages(self.messages).turns
        return sum(len(_WORD.findall(turn.text)) for turn in turns)


def sample(prompts: Sequence[DemoPrompt], count: int, *, seed: int) -> list[DemoPrompt]:
    """Up to `count` prompts in mixed order, as many of each kind as of any other.

    A kind that runs out leaves its share to the others.
    """
    draw = random.Random(seed)  # noqa: S311 - a sample, no secret
    taken: Counter[str] = Counter()
    rounds: list[tuple[int, DemoPrompt]] = []
    for prompt in draw.sample(prompts, len(prompts)):
        rounds.append((taken[prompt.kind], prompt))
        taken[prompt.kind] += 1
    rounds.sort(key=lambda dealt: dealt[0])
    drawn = [prompt for _, prompt in rounds[:count]]
    draw.shuffle(drawn)
    return drawn

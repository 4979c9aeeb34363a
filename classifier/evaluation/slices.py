"""Which parts of a test set are looked at on their own, and which of them are worse than chance?"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from classifier.datasets.schema import LabelledPrompt
from classifier.evaluation.metrics import accuracy, macro_f1, share_interval
from classifier.heads import HEADS

__all__ = ["SLICES", "HeadSlice", "SliceScore", "score_slices"]

# Of a hundred slices that are like the whole, about one is marked all the same.
MARKING_Z: Final = 2.33


@dataclass(frozen=True, slots=True)
class HeadSlice:
    """How one head did on a slice; `is_worse` than on the whole, beyond what chance explains."""

    accuracy: float
    macro_f1: float
    is_worse: bool


@dataclass(frozen=True, slots=True)
class SliceScore:
    """One slice: how many prompts it has, and how each head did on them."""

    prompts: int
    heads: Mapping[str, HeadSlice]


def _language(prompt: LabelledPrompt) -> Sequence[str]:
    return (prompt.language or "unknown",)


def _length(prompt: LabelledPrompt) -> Sequence[str]:
    words = sum(len(turn.text.split()) for turn in prompt.prompt.turns)
    for least, name in (
        (180, "180 words and more"),
        (60, "60 to 179 words"),
        (15, "15 to 59 words"),
    ):
        if words >= least:
            return (name,)
    return ("1 to 14 words",) if words else ("0 words",)


def _task(prompt: LabelledPrompt) -> Sequence[str]:
    return (str(prompt.task),)


def _turns(prompt: LabelledPrompt) -> Sequence[str]:
    users = sum(turn.role == "user" for turn in prompt.prompt.turns)
    if users <= 1:
        return ("1 user turn",)
    return ("2 user turns",) if users == 2 else ("3 user turns and more",)


def _system(prompt: LabelledPrompt) -> Sequence[str]:
    has_system = any(turn.role == "system" for turn in prompt.prompt.turns)
    return ("system message",) if has_system else ("no system message",)


def _trap(prompt: LabelledPrompt) -> Sequence[str]:
    return prompt.traps or ("no trap",)


# A prompt may fall into several slices of one kind: a prompt can have two traps.
SLICES: Final[Mapping[str, Callable[[LabelledPrompt], Sequence[str]]]] = {
    "language": _language,
    "length": _length,
    "task": _task,
    "turns": _turns,
    "system": _system,
    "trap": _trap,
}


def score_slices(
    test: Sequence[LabelledPrompt], guesses: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, SliceScore]]:
    """For each kind, its slices: by number where names begin with one, else the largest first."""
    truth = {head: [str(prompt.labels[head]) for prompt in test] for head in HEADS}
    whole = {head: accuracy(truth[head], guesses[head]) for head in HEADS}
    found: dict[str, dict[str, SliceScore]] = {}
    for kind, names_of in SLICES.items():
        members: dict[str, list[int]] = defaultdict(list)
        for position, prompt in enumerate(test):
            for name in names_of(prompt):
                members[name].append(position)
        order = sorted(members, key=lambda name: (*_place(name), -len(members[name]), name))
        found[kind] = {
            name: SliceScore(
                len(members[name]),
                {
                    head: _score(
                        [truth[head][i] for i in members[name]],
                        [guesses[head][i] for i in members[name]],
                        whole=whole[head],
                    )
                    for head in HEADS
                },
            )
            for name in order
        }
    return found


def _place(name: str) -> tuple[int, ...]:
    first = name.split()[0]
    return (int(first),) if first.isdecimal() else (1_000_000,)


def _score(truth: Sequence[str], guesses: Sequence[str], *, whole: float) -> HeadSlice:
    right = accuracy(truth, guesses)
    _, highest = share_interval(right * len(truth), len(truth), z=MARKING_Z)
    return HeadSlice(right, macro_f1(truth, guesses), is_worse=highest < whole)

"""How are prompts of one author split by group, and does each fold know every label?"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from classifier.datasets.load import DatasetError
from classifier.datasets.schema import LabelledPrompt
from classifier.datasets.split import by_author
from classifier.heads import HEADS

__all__ = ["PARTS", "check_folds", "held_out", "in_parts"]

# Calibration leaves out one author at a time. The prompts of one's own traffic have one author or
# few; they are cut into so many parts that stand for authors.
PARTS: Final = 4
LEAST_GROUPS: Final = 2

Group = list[LabelledPrompt]


def held_out(
    prompts: Sequence[LabelledPrompt], *, share: float, seed: int
) -> tuple[list[LabelledPrompt], list[LabelledPrompt]]:
    """Prompts to train on, and a share of whole groups to judge on.

    A label that only few groups have stays in training: what cannot be learnt cannot be judged.
    """
    groups = _groups(prompts)
    left = _counts(groups)
    order = np.random.default_rng(seed).permutation(len(groups))
    judged: list[Group] = []
    for index in order:
        group = groups[index]
        spare = all(left[label] > LEAST_GROUPS for label in _labels(group))
        if spare and sum(map(len, judged)) + len(group) <= share * len(prompts):
            judged.append(group)
            left -= Counter(_labels(group))
    chosen = {prompt.id for group in judged for prompt in group}
    return (
        [prompt for prompt in prompts if prompt.id not in chosen],
        [prompt for prompt in prompts if prompt.id in chosen],
    )


def in_parts(prompts: Sequence[LabelledPrompt], parts: int = PARTS) -> list[LabelledPrompt]:
    """The same prompts with a part for an author: whole groups, labels spread evenly."""
    groups = _groups(prompts)
    totals = _counts(groups)
    filled: list[Counter[tuple[str, str]]] = [Counter() for _ in range(parts)]
    sizes = [0] * parts
    part_of: dict[str, int] = {}
    # The rarest labels choose first, while every part is still open to them.
    for group in sorted(groups, key=lambda group: min(totals[label] for label in _labels(group))):
        labels = _labels(group)

        def crowding(part: int, labels: Iterable[tuple[str, str]] = labels) -> tuple[float, int]:
            return sum(filled[part][label] / totals[label] for label in labels), sizes[part]

        part = min(range(parts), key=crowding)
        filled[part].update(labels)
        sizes[part] += len(group)
        part_of[group[0].group] = part
    return [replace(prompt, author=f"own-{part_of[prompt.group] + 1}") for prompt in prompts]


def check_folds(prompts: Sequence[LabelledPrompt], *, advice: str = "") -> None:
    """Refuse a set of which some fold could not learn some label.

    Raises:
        DatasetError: it says which labels lack, how many prompts there are and are needed.
    """
    authors = {prompt.author for prompt in prompts}
    if len(authors) < LEAST_GROUPS:
        message = (
            f"{len(prompts)} prompts of {len(authors)} authors cannot be left out in turn; "
            f"at least {LEAST_GROUPS} are needed. Label more prompts{advice}."
        )
        raise DatasetError(message)
    counts = Counter(label for prompt in prompts for label in _labels([prompt]))
    known = [(head, str(label)) for head, labels in HEADS.items() for label in labels]
    lacking = {label for label in known if not counts[label]}
    for train, _ in by_author(prompts):
        there = {label for position in train for label in _labels([prompts[position]])}
        lacking |= set(known) - there
    if lacking:
        named = ", ".join(
            f"{head} {label} ({counts[head, label]})"
            for head, label in known
            if (head, label) in lacking
        )
        message = (
            "Too few prompts to train on have these labels (number of prompts): "
            f"{named}. Each label needs prompts of at least {LEAST_GROUPS} groups, since some are "
            f"left out in turn to calibrate on. Label more of them{advice}."
        )
        raise DatasetError(message)


def _groups(prompts: Iterable[LabelledPrompt]) -> list[Group]:
    found: dict[str, Group] = defaultdict(list)
    for prompt in prompts:
        found[prompt.group].append(prompt)
    return list(found.values())


def _labels(group: Iterable[LabelledPrompt]) -> set[tuple[str, str]]:
    return {(head, str(label)) for prompt in group for head, label in prompt.labels.items()}


def _counts(groups: Iterable[Group]) -> Counter[tuple[str, str]]:
    """How many groups have each label."""
    return Counter(label for group in groups for label in _labels(group))

"""A classifier small enough to be trained inside a test."""

from pathlib import Path

import numpy as np

from classifier.artifact import VOCABULARY_FILE, save_encoder
from classifier.datasets.schema import LabelledPrompt
from classifier.encoder import StaticEncoder
from classifier.features.reading import Reader
from classifier.labels import Complexity, Priority, Task
from classifier.manifest import Manifest
from classifier.prompt import Prompt
from classifier.training.fit import Settings
from classifier.training.make import make_artifact, save_vocabulary
from classifier.wordpiece import WordPiece

STAKES = {
    Priority.LOW: "a private joke about cats",
    Priority.NORMAL: "the internal page of the team",
    Priority.HIGH: "the contract that customers sign",
}
DEMANDS = {
    Complexity.TRIVIAL: "fix the comma in",
    Complexity.MODERATE: "write two versions of",
    Complexity.DEMANDING: "prove with care and defend",
}


def _vocabulary() -> list[str]:
    words = " ".join([*STAKES.values(), *DEMANDS.values(), *map(str, Task)]).replace("_", " ")
    letters = "abcdefghijklmnopqrstuvwxyz"
    pieces = [*letters, *(f"##{letter}" for letter in letters), *"0123456789.,?:"]
    return list(dict.fromkeys(["[PAD]", "[UNK]", *pieces, *words.split()]))


def tokenizer() -> WordPiece:
    """A vocabulary of the words of these prompts and of all letters."""
    return WordPiece(_vocabulary())


def encoder(dimensions: int = 8) -> StaticEncoder:
    """Random vectors, the same each time."""
    matrix = np.random.default_rng(1).normal(size=(len(_vocabulary()), dimensions))
    return StaticEncoder("tiny", matrix.astype(np.float32))


def reader() -> Reader:
    """What turns prompts into readings here."""
    return Reader(tokenizer(), encoder())


def labelled_prompts() -> list[LabelledPrompt]:
    """Every combination of labels once, by three authors in turn."""
    combinations = [(p, c, t) for p in Priority for c in Complexity for t in Task]
    return [
        LabelledPrompt(
            id=f"{number}",
            author="xyz"[number % 3],
            group=f"{number}",
            language="en",
            trade="testing",
            traps=(),
            prompt=Prompt.from_text(
                f"{str(task).replace('_', ' ')}: {DEMANDS[complexity]} {STAKES[priority]}"
            ),
            priority=priority,
            complexity=complexity,
            task=task,
        )
        for number, (priority, complexity, task) in enumerate(combinations)
    ]


def train_into(folder: Path) -> Manifest:
    """Write a whole artifact."""
    save_vocabulary(folder / VOCABULARY_FILE, tokenizer())
    save_encoder(folder, encoder())
    return make_artifact(
        labelled_prompts(),
        folder,
        reader=reader(),
        settings=Settings(copies=1, max_iterations=60),
        release="0.0.1",
        on_step=lambda _: None,
    )

"""A classifier small enough to be trained inside a test."""

import io
from functools import cache
from pathlib import Path

import numpy as np
from sentencepiece import SentencePieceTrainer

from classifier.artifact import DISTILLED, save_encoder
from classifier.datasets.schema import LabelledPrompt
from classifier.distilled import DistilledEncoder, DistilledWeights
from classifier.encoder import Vectors
from classifier.features.reading import Reader
from classifier.labels import Complexity, Priority, Task
from classifier.manifest import Manifest
from classifier.pieces import PIECES_FILE, Pieces
from classifier.prompt import Prompt
from classifier.training.fit import Settings
from classifier.training.make import make_artifact

# Widths of a row, of a layer and of a vector.
ROW_WIDTH, CHANNELS, DIMENSIONS = 8, 16, 64
VOCABULARY = 240
# Random vectors say less than trained ones, so heads may lean on them more.
SETTINGS = Settings(copies=1, inverse_penalty={"priority": 2.0, "complexity": 2.0, "task": 4.0})
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


@cache
def tokenizer() -> Pieces:
    """Pieces for the words of these prompts, and for all letters."""
    words = [*STAKES.values(), *DEMANDS.values(), *(str(task).replace("_", " ") for task in Task)]
    written = io.BytesIO()
    SentencePieceTrainer.Train(
        sentence_iterator=iter([*words * 3, "abcdefghijklmnopqrstuvwxyz", "0123456789.,?:"]),
        model_writer=written,
        model_type="bpe",
        vocab_size=VOCABULARY,
        character_coverage=1.0,
        num_threads=1,
        minloglevel=2,
    )
    return Pieces(written.getvalue())


@cache
def encoder() -> DistilledEncoder:
    """Random weights, the same each time. It claims to have learnt from the author `x`."""
    random = np.random.default_rng(1)

    def layer(*shape: int) -> Vectors:
        return np.asarray(random.normal(size=shape) / np.sqrt(shape[0]), np.float32)

    weights = DistilledWeights.quantised(
        layer(len(tokenizer()), ROW_WIDTH) * np.float32(np.sqrt(len(tokenizer()))),
        first=layer(3 * ROW_WIDTH, CHANNELS),
        first_bias=layer(CHANNELS),
        second=layer(3 * CHANNELS, CHANNELS),
        second_bias=layer(CHANNELS),
        gate=layer(CHANNELS),
        gate_bias=layer(1),
        out=layer(ROW_WIDTH + 3 * CHANNELS, DIMENSIONS),
        out_bias=layer(DIMENSIONS),
    )
    return DistilledEncoder(DISTILLED, weights, authors=frozenset({"x"}))


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
    (folder / PIECES_FILE).write_bytes(tokenizer().model)
    save_encoder(folder, encoder())
    return make_artifact(
        labelled_prompts(),
        folder,
        reader=reader(),
        settings=SETTINGS,
        release="0.0.1",
        tokens={},
        on_step=lambda _: None,
    )

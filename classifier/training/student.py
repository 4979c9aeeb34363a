"""How does a small network learn to answer as the teacher does?

`Student` is the network of `classifier.distilled` in torch, with linear heads that are thrown away
afterwards: what is kept is the vector of each view.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import torch
import torch.nn.functional as functional
from numpy.typing import NDArray
from torch import Tensor, nn

from classifier.distilled import LEAST_GATE, MEAN_POWER, REACH, DistilledWeights
from classifier.heads import HEADS
from classifier.training.pressure import UNKNOWN, Shown, Tuition, show
from classifier.training.sentences import SENTENCE_WIDTH
from classifier.training.teacher import (
    VECTOR_WIDTH,
    ViewIds,
    batches,
    encode_views,
    rise_and_fall,
)

__all__ = ["Guess", "Student", "StudentSettings", "learn", "reduced"]

_VIEWS: Final = 3
_WINDOW: Final = 2 * REACH + 1


@dataclass(frozen=True, slots=True)
class StudentSettings:
    """What can be chosen about the small network and its training."""

    seed: int = 7
    row_width: int = 128
    channels: int = 160
    dimensions: int = 192
    epochs: int = 5
    batch: int = 64
    rate: float = 1.5e-3
    row_rate: float = 1e-3
    dropout: float = 0.15
    pressed_share: float = 0.4
    mimicry: float = 1.0
    gating: float = 1.0


@dataclass(frozen=True, slots=True)
class Guess:
    """Logits (prompts, labels) of each head, the teacher's vectors as guessed, and gate logits.

    `gates` has one row for each view that is not empty, in the order of prompts and views.
    """

    logits: dict[str, Tensor]
    vectors: Tensor
    gates: Tensor


class Student(nn.Module):  # type: ignore[misc]
    """A table of rows, two convolutions, a gated mean and maximum, one linear layer."""

    def __init__(self, table: NDArray[np.float32], *, settings: StudentSettings) -> None:
        super().__init__()
        width, channels = table.shape[1], settings.channels
        self.rows = nn.Embedding.from_pretrained(torch.from_numpy(table), freeze=False)
        self.normal = nn.LayerNorm(width)
        self.first = nn.Linear(_WINDOW * width, channels)
        self.second = nn.Linear(_WINDOW * channels, channels)
        self.gate = nn.Linear(channels, 1)
        nn.init.zeros_(self.gate.weight)
        nn.init.constant_(self.gate.bias, 2.0)
        self.out = nn.Linear(width + 3 * channels, settings.dimensions)
        self.dropout = nn.Dropout(settings.dropout)
        self.mimic = nn.Linear(settings.dimensions, VECTOR_WIDTH)
        width = _VIEWS * settings.dimensions
        self.heads = nn.ModuleDict({h: nn.Linear(width, len(known)) for h, known in HEADS.items()})

    def forward(self, prompts: Sequence[ViewIds]) -> "Guess":
        """What the student makes of some prompts."""
        gates: list[Tensor] = []

        def encode(ids: Tensor, mask: Tensor) -> Tensor:
            vectors, openness = self.vectors(ids, mask)
            gates.append(openness)
            return vectors

        vectors = encode_views(encode, prompts)
        features = self.dropout(vectors.flatten(1))
        logits = {head: layer(features) for head, layer in self.heads.items()}
        return Guess(logits, self.mimic(vectors), gates[0])

    def vectors(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """One vector for each text, and the logit of each piece's gate, shape (texts, longest).

        `mask` (texts, longest, 1) is 0 where there is padding.
        """
        rows = self.normal(self.rows(ids)) * mask
        near = functional.relu(self.first(_windows(rows))) * mask
        far = functional.relu(self.second(_windows(near))) * mask
        openness = self.gate(far)
        gates = mask * torch.sigmoid(openness)
        total = (torch.cat([rows, near, far], -1) * gates).sum(1)
        mean = total / gates.sum(1).clamp(min=LEAST_GATE).pow(MEAN_POWER)
        pooled = torch.cat([mean, (far * gates).max(1).values], -1)
        return functional.relu(self.out(self.dropout(pooled))), openness.squeeze(-1)

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def export(self, table: NDArray[np.float32], used: NDArray[np.intp]) -> DistilledWeights:
        """The weights for serving: `table` for all pieces, with the trained rows at `used`."""
        rows = torch.from_numpy(table.copy())
        rows[torch.from_numpy(used)] = self.rows.weight
        return DistilledWeights.quantised(
            _array(self.normal(rows)),
            first=_array(self.first.weight.T),
            first_bias=_array(self.first.bias),
            second=_array(self.second.weight.T),
            second_bias=_array(self.second.bias),
            gate=_array(self.gate.weight[0]),
            gate_bias=_array(self.gate.bias),
            out=_array(self.out.weight.T),
            out_bias=_array(self.out.bias),
        )


def learn(
    tuition: Tuition,
    table: NDArray[np.float32],
    *,
    settings: StudentSettings,
    on_step: Callable[[int], None],
) -> DistilledWeights:
    """Train a student on the teacher's answers. Rows of pieces that never occur stay as they are.

    Args:
        tuition: What to learn; calm and pressed forms of a prompt have the same answer.
        table: The first rows, shape (pieces, row_width).
        settings: Sizes and rates.
        on_step: Hears how many prompts were read.
    """
    torch.manual_seed(settings.seed)
    generator = np.random.default_rng(settings.seed)
    used = _used([tuition.calm, *tuition.pressed], pieces=len(table))
    told = _renumbered(tuition, used, pieces=len(table))
    student = Student(table[used], settings=settings)
    optimizer = _optimizer(student, settings)
    steps = settings.epochs * (len(told.calm) // settings.batch + 1)
    scheduler = rise_and_fall(optimizer, steps=steps, warm_up=200, least=0.02)
    for _ in range(settings.epochs):
        shown = show(told, share=settings.pressed_share, generator=generator)
        student.train()
        views = [one.views for one in shown]
        for chosen in batches(views, size=settings.batch, generator=generator):
            loss = _loss(student, [shown[i] for i in chosen], tuition=told, settings=settings)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            scheduler.step()
            on_step(len(chosen))
    student.eval()
    weights: DistilledWeights = student.export(table, used)
    return weights


def _optimizer(student: Student, settings: StudentSettings) -> torch.optim.Optimizer:
    rows = list(student.rows.parameters())
    layers = [value for name, value in student.named_parameters() if name != "rows.weight"]
    return torch.optim.AdamW(
        [
            {"params": layers, "lr": settings.rate},
            {"params": rows, "lr": settings.row_rate, "weight_decay": 0.0},
        ]
    )


def reduced(
    table: NDArray[np.float32], prompts: Sequence[ViewIds], *, width: int
) -> NDArray[np.float32]:
    """The table's main directions, weighted by how often each piece occurs; unit variance."""
    counts = np.zeros(len(table))
    for views in prompts:
        for ids in views:
            np.add.at(counts, ids, 1)
    shares = np.log1p(counts) / np.log1p(counts).sum()
    centred = table - shares @ table
    _, directions = np.linalg.eigh((centred * shares[:, np.newaxis]).T @ centred)
    rows = centred @ directions[:, ::-1][:, :width]
    return np.ascontiguousarray(rows / np.sqrt((rows[counts > 0] ** 2).mean()), np.float32)


def _loss(
    student: Student, shown: Sequence[Shown], *, tuition: Tuition, settings: StudentSettings
) -> Tensor:
    """Cross-entropy against the teacher's answers, distance from its vectors, gates left wrong."""
    chosen = [one.position for one in shown]
    guess = student([one.views for one in shown])
    answers = tuition.answers
    losses = [
        -(torch.from_numpy(said[chosen]) * guess.logits[head].log_softmax(-1)).sum(-1)
        for head, said in answers.probabilities.items()
    ]
    weights = torch.from_numpy(tuition.weights[chosen])
    judged = (sum(losses, torch.zeros(())) * weights).mean()
    distance = _distance(guess.vectors, torch.from_numpy(answers.vectors[chosen]).float())
    return judged + settings.mimicry * distance + settings.gating * _misgated(guess.gates, shown)


def _misgated(gates: Tensor, shown: Sequence[Shown]) -> Tensor:
    """Binary cross-entropy of the gates where it is known what is content and what is pressure."""
    marks = torch.full(gates.shape, UNKNOWN)
    row = 0
    for one in shown:
        if len(one.views[0]):
            marks[row, : len(one.marks)] = torch.from_numpy(one.marks)
        row += sum(len(ids) > 0 for ids in one.views)
    is_known = marks != UNKNOWN
    if not bool(is_known.any()):
        return torch.zeros(())
    return functional.binary_cross_entropy_with_logits(gates[is_known], marks[is_known])


def _distance(guessed: Tensor, vectors: Tensor) -> Tensor:
    """One minus the cosine, of both parts of the vectors, over all views that are not empty."""
    is_read = vectors.abs().amax(-1) > 0
    guessed, vectors = guessed[is_read], vectors[is_read]
    parts = (slice(0, SENTENCE_WIDTH), slice(SENTENCE_WIDTH, VECTOR_WIDTH))
    likeness = [
        functional.cosine_similarity(guessed[:, part], vectors[:, part]).mean() for part in parts
    ]
    return (1 - likeness[0]) + 2 * (1 - likeness[1])


def _used(sets: Sequence[Sequence[ViewIds]], *, pieces: int) -> NDArray[np.intp]:
    occurs = np.zeros(pieces, np.bool_)
    for prompts in sets:
        for views in prompts:
            for ids in views:
                occurs[ids] = True
    return np.flatnonzero(occurs)


def _renumbered(tuition: Tuition, used: NDArray[np.intp], *, pieces: int) -> Tuition:
    """The same with the positions of the pieces among those that are used."""
    place = np.zeros(pieces, np.int32)
    place[used] = np.arange(len(used))

    def numbered(prompts: Sequence[ViewIds]) -> list[ViewIds]:
        return [tuple(place[ids] for ids in views) for views in prompts]

    pressed = [numbered(forms) for forms in tuition.pressed]
    return replace(tuition, calm=numbered(tuition.calm), pressed=pressed)


def _windows(rows: Tensor) -> Tensor:
    wide = functional.pad(rows, (0, 0, REACH, REACH))
    longest = rows.shape[1]
    return torch.cat([wide[:, offset : offset + longest] for offset in range(_WINDOW)], -1)


def _array(values: Tensor) -> NDArray[np.float32]:
    return np.ascontiguousarray(values.detach().numpy(), np.float32)

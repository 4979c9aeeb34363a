"""How is the multilingual network taught our labels, so that a small one can learn from it?

Multi-task fine-tuning: one network reads each view of a prompt; a linear head for each kind of
label reads the vectors of all views. Its probabilities for many prompts, labelled or not, are what
the distilled encoder is trained on (Hinton, Vinyals, Dean 2015, "Distilling the Knowledge in a
Neural Network").
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
import torch.nn.functional as functional
from numpy.typing import NDArray
from torch import Tensor, nn

from classifier.heads import HEADS
from classifier.pieces import PieceIds
from classifier.training.sentences import SENTENCE_WIDTH, SUM_WIDTH, SentenceNetwork, padded

__all__ = [
    "VECTOR_WIDTH",
    "Answers",
    "Lesson",
    "Teacher",
    "TeacherSettings",
    "ViewIds",
    "batches",
    "encode_views",
    "rise_and_fall",
    "teach",
]

ViewIds = tuple[PieceIds, ...]
"""The pieces of each view of one prompt."""

VECTOR_WIDTH: Final = SENTENCE_WIDTH + SUM_WIDTH
_VIEWS: Final = 3
_SUM_SCALE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Lesson:
    """One prompt to learn: its views, the position of its label for each head, its weight."""

    views: ViewIds
    labels: tuple[int, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Answers:
    """What a teacher says of some prompts.

    `probabilities` has shape (prompts, labels) for each head; `vectors` has shape
    (prompts, views, `VECTOR_WIDTH`), float16, zeros for an empty view.
    """

    probabilities: dict[str, NDArray[np.float32]]
    vectors: NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class TeacherSettings:
    """What can be chosen about the fine-tuning."""

    seed: int = 7
    epochs: int = 4
    batch: int = 32
    rate: float = 3e-4
    head_rate: float = 2e-3
    smoothing: float = 0.05
    dropout: float = 0.2


class Teacher(nn.Module):  # type: ignore[misc]
    """The sentence network under one linear head for each kind of label."""

    def __init__(self, *, dropout: float) -> None:
        super().__init__()
        self.network = SentenceNetwork()
        self.dropout = nn.Dropout(dropout)
        width = _VIEWS * VECTOR_WIDTH
        self.heads = nn.ModuleDict({h: nn.Linear(width, len(known)) for h, known in HEADS.items()})

    def forward(self, prompts: Sequence[ViewIds]) -> dict[str, Tensor]:
        """The logits of each head, shape (prompts, labels)."""
        return self._judged(encode_views(self._vectors, prompts))

    def _judged(self, vectors: Tensor) -> dict[str, Tensor]:
        features = self.dropout(vectors.flatten(1))
        return {head: layer(features) for head, layer in self.heads.items()}

    def _vectors(self, ids: Tensor, mask: Tensor) -> Tensor:
        sentence, total = self.network(ids, mask)
        # A unit vector in 512 dimensions has entries of about 0.04: eight times that for a head.
        return torch.cat([sentence * 8, torch.tanh(total * _SUM_SCALE)], -1)

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def answers(
        self,
        prompts: Sequence[ViewIds],
        *,
        batch: int = 64,
        on_step: Callable[[int], None] = lambda _: None,
    ) -> Answers:
        """What the teacher says of each prompt."""
        self.eval()
        order = sorted(range(len(prompts)), key=lambda index: sum(map(len, prompts[index])))
        said = {h: np.zeros((len(prompts), len(labels)), np.float32) for h, labels in HEADS.items()}
        vectors = np.zeros((len(prompts), _VIEWS, VECTOR_WIDTH), np.float16)
        for start in range(0, len(order), batch):
            chosen = order[start : start + batch]
            with torch.autocast("cpu", dtype=torch.bfloat16):
                found = encode_views(self._vectors, [prompts[index] for index in chosen])
                logits = self._judged(found)
            vectors[chosen] = found.half().numpy()
            for head, values in logits.items():
                said[head][chosen] = values.float().softmax(-1).numpy()
            on_step(len(chosen))
        return Answers(said, vectors)


def encode_views(encode: Callable[[Tensor, Tensor], Tensor], prompts: Sequence[ViewIds]) -> Tensor:
    """The vectors of all views, shape (prompts, views, width); zeros for an empty one."""
    flat = [ids for views in prompts for ids in views if len(ids)]
    places = [
        index * _VIEWS + view
        for index, views in enumerate(prompts)
        for view, ids in enumerate(views)
        if len(ids)
    ]
    # With nothing to read, one made-up text tells the width.
    vectors = encode(*padded(flat or [np.zeros(1, np.int32)])).float()[: len(flat)]
    wide = torch.zeros(len(prompts) * _VIEWS, vectors.shape[1])
    return wide.index_put((torch.tensor(places, dtype=torch.long),), vectors).reshape(
        len(prompts), _VIEWS, -1
    )


def batches(
    prompts: Sequence[ViewIds], *, size: int, generator: np.random.Generator
) -> list[list[int]]:
    """Positions in random batches of prompts of similar length, which wastes little padding."""
    order = generator.permutation(len(prompts)).tolist()
    span = size * 16
    found: list[list[int]] = []
    for start in range(0, len(order), span):
        near = sorted(order[start : start + span], key=lambda i: sum(map(len, prompts[i])))
        found += [near[at : at + size] for at in range(0, len(near), size)]
    generator.shuffle(found)
    return found


def teach(
    lessons_of: Callable[[int], Sequence[Lesson]],
    *,
    settings: TeacherSettings,
    on_step: Callable[[int], None],
) -> Teacher:
    """Fine-tune on the lessons of each epoch; `on_step` hears how many lessons were read."""
    torch.manual_seed(settings.seed)
    generator = np.random.default_rng(settings.seed)
    teacher = Teacher(dropout=settings.dropout)
    body = [p for n, p in teacher.named_parameters() if n.startswith("network") and p.requires_grad]
    optimizer = torch.optim.AdamW([
        {"params": list(teacher.heads.parameters()), "lr": settings.head_rate},
        {"params": body, "lr": settings.rate},
    ])  # fmt: skip
    scheduler: torch.optim.lr_scheduler.LRScheduler | None = None
    for epoch in range(settings.epochs):
        lessons = lessons_of(epoch)
        order = batches([one.views for one in lessons], size=settings.batch, generator=generator)
        if scheduler is None:
            scheduler = rise_and_fall(optimizer, steps=settings.epochs * len(order))
        teacher.train()
        for chosen in order:
            _step(
                teacher,
                [lessons[i] for i in chosen],
                optimizer=optimizer,
                smoothing=settings.smoothing,
            )
            scheduler.step()
            on_step(len(chosen))
    return teacher


def rise_and_fall(
    optimizer: torch.optim.Optimizer, *, steps: int, warm_up: int = 60, least: float = 0.05
) -> torch.optim.lr_scheduler.LRScheduler:
    """A short warm-up, then a straight line down to the `least` share of the rate."""
    return torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min(1.0, (step + 1) / warm_up) * max(least, 1 - step / max(1, steps)),
    )


def _step(
    teacher: Teacher,
    lessons: Sequence[Lesson],
    *,
    optimizer: torch.optim.Optimizer,
    smoothing: float,
) -> None:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = teacher([one.views for one in lessons])
    labels = torch.tensor([one.labels for one in lessons])
    weights = torch.tensor([one.weight for one in lessons])
    losses = [
        functional.cross_entropy(
            logits[head].float(), labels[:, column], reduction="none", label_smoothing=smoothing
        )
        for column, head in enumerate(HEADS)
    ]
    loss = (sum(losses, torch.zeros(())) * weights).mean()
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(teacher.parameters(), 1.0)
    optimizer.step()

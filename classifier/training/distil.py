"""How does the served encoder come out of labelled prompts and many others?

A multilingual sentence network is fine-tuned on the labels; what it says of the labelled prompts,
of other real prompts and of variations of both is what the small network learns.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Self

import numpy as np

from classifier.artifact import DISTILLED
from classifier.datasets.real import REAL_ID
from classifier.datasets.schema import LabelledPrompt
from classifier.distilled import DistilledEncoder
from classifier.encoder import Passage, Vectors
from classifier.features.reading import Reader
from classifier.heads import HEADS
from classifier.pieces import Pieces
from classifier.prompt import Prompt
from classifier.training.augment import variants
from classifier.training.pressure import Tuition
from classifier.training.student import StudentSettings, learn, reduced
from classifier.training.teacher import Lesson, Teacher, TeacherSettings, ViewIds, teach
from classifier.training.vary import Variations

__all__ = ["DistilSettings", "distil"]

# Real prompts are many and little varied; written ones are made to be told apart.
REAL_WEIGHT: Final = 0.5
# How much each kind of prompt counts for the student: written, real, unlabelled, varied.
STUDENT_WEIGHTS: Final = (2.0, 1.0, 0.5, 0.6)
# How far the student trusts the teacher where there is a label, too.
TEACHER_SHARE: Final = 0.7
PRESSED_SHARE: Final = 0.3
# Different pressed forms of each prompt.
FORMS: Final = 2
# Prompts with these shout by themselves.
NOISY_TRAPS: Final = frozenset({"shouting", "fake_urgency", "flattery"})

Told = tuple[Callable[[str, int], None], Callable[[int], None]]


@dataclass(frozen=True, slots=True)
class DistilSettings:
    """What can be chosen about the whole."""

    seed: int = 7
    variations: int = 2
    teacher: TeacherSettings = field(default_factory=TeacherSettings)
    student: StudentSettings = field(default_factory=StudentSettings)

    @classmethod
    def seeded(cls, seed: int) -> Self:
        """The same seed throughout."""
        return cls(seed, teacher=TeacherSettings(seed=seed), student=StudentSettings(seed=seed))


class _Unread:
    """Stands for an encoder where only the pieces are wanted."""

    name, dimensions = "none", 0

    def encode(self, passages: Sequence[Passage]) -> Vectors:
        """No numbers."""
        return np.zeros((len(passages), 0), np.float32)


def distil(
    prompts: Sequence[LabelledPrompt],
    unlabelled: Sequence[Prompt],
    *,
    pieces: Pieces,
    settings: DistilSettings,
    told: Told,
) -> DistilledEncoder:
    """Train the encoder.

    Args:
        prompts: The labelled prompts, real ones among them.
        unlabelled: Real prompts that nobody labelled; may be empty.
        pieces: The tokenizer that belongs to the sentence network.
        settings: Seeds, sizes and rates.
        told: Hears the beginning of each stage with its number of steps, and the steps done.
    """
    reader = Reader(pieces, _Unread())
    labelled = [reader.read(prompt.prompt).ids for prompt in prompts]
    others = [reader.read(prompt).ids for prompt in unlabelled]
    everyone = [*(prompt.prompt for prompt in prompts), *unlabelled]
    pressed = [_pressed(everyone, reader, seed=settings.seed + form) for form in range(FORMS)]
    teacher = _taught(prompts, calm=labelled, pressed=pressed[0], settings=settings, told=told)
    table = teacher.network.rows.numpy()
    tuition = _tuition(prompts, [labelled, others], teacher=teacher, settings=settings, told=told)
    begin, advance = told
    begin("distilling", settings.student.epochs * len(tuition.calm))
    weights = learn(
        replace(tuition, pressed=pressed),
        reduced(table, [*labelled, *others], width=settings.student.row_width),
        settings=settings.student,
        on_step=advance,
    )
    authors = frozenset(prompt.author for prompt in prompts)
    return DistilledEncoder(DISTILLED, weights, authors=authors)


def _pressed(prompts: Sequence[Prompt], reader: Reader, *, seed: int) -> list[ViewIds]:
    """One form of each prompt with shouting, flattery or false urgency around it."""
    return [reader.read(prompt).ids for _, prompt in variants(prompts, copies=1, seed=seed)]


def _taught(
    prompts: Sequence[LabelledPrompt],
    *,
    calm: Sequence[ViewIds],
    pressed: Sequence[ViewIds],
    settings: DistilSettings,
    told: Told,
) -> Teacher:
    positions = _label_positions(prompts)
    weights = [REAL_WEIGHT if _is_real(prompt) else 1.0 for prompt in prompts]
    generator = np.random.default_rng(settings.seed)

    def lessons(_: int) -> list[Lesson]:
        is_pressed = generator.random(len(prompts)) < PRESSED_SHARE
        shown = [pressed[i] if is_pressed[i] else calm[i] for i in range(len(prompts))]
        return [Lesson(*one) for one in zip(shown, positions, weights, strict=True)]

    begin, advance = told
    begin("teaching", settings.teacher.epochs * len(prompts))
    return teach(lessons, settings=settings.teacher, on_step=advance)


def _tuition(
    prompts: Sequence[LabelledPrompt],
    seen: Sequence[Sequence[ViewIds]],
    *,
    teacher: Teacher,
    settings: DistilSettings,
    told: Told,
) -> Tuition:
    """All calm prompts in the order labelled, unlabelled, varied, with the teacher's answers."""
    labelled, others = seen
    variations = Variations.learn(
        teacher.network.rows.numpy(), [*labelled, *others], seed=settings.seed
    )
    varied = [one for _ in range(settings.variations) for one in variations.of(labelled)]
    varied += variations.of(others[::2])
    calm = [*labelled, *others, *varied]
    begin, advance = told
    begin("answering", len(calm))
    answers = teacher.answers(calm, on_step=advance)
    for column, head in enumerate(HEADS):
        known = answers.probabilities[head][: len(prompts)]
        known *= TEACHER_SHARE
        truth = [positions[column] for positions in _label_positions(prompts)]
        known[np.arange(len(prompts)), truth] += 1 - TEACHER_SHARE
    written, real, unlabelled, changed = STUDENT_WEIGHTS
    weights = [
        *(real if _is_real(prompt) else written for prompt in prompts),
        *(unlabelled for _ in others),
        *(changed for _ in varied),
    ]
    is_plain = [not NOISY_TRAPS.intersection(prompt.traps) for prompt in prompts]
    is_plain += [True] * (len(calm) - len(prompts))
    return Tuition(calm, (), np.array(is_plain), answers, np.array(weights, np.float32))


def _is_real(prompt: LabelledPrompt) -> bool:
    return prompt.id.startswith(REAL_ID)


def _label_positions(prompts: Sequence[LabelledPrompt]) -> list[tuple[int, ...]]:
    """For each prompt, the position of its label within each head."""
    return [
        tuple(list(labels).index(prompt.labels[head]) for head, labels in HEADS.items())
        for prompt in prompts
    ]

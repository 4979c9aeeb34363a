"""What is the student shown, and which words of it are pressure and no content?

Shouting and flattery are put around a prompt on purpose, so it is known which pieces they are: the
student is told so piece by piece, and learns to shut its gate on their like.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.pieces import PieceIds
from classifier.training.teacher import Answers, ViewIds

__all__ = ["CONTENT", "PRESSURE", "UNKNOWN", "Shown", "Tuition", "content_marks", "show"]

CONTENT: Final = 1.0
PRESSURE: Final = 0.0
UNKNOWN: Final = -1.0

Marks = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Tuition:
    """Prompts, what the teacher says of each, and how much each counts.

    `calm` and `pressed` are the same prompts, the latter with shouting or flattery where there is
    such a form: for the first prompts only. `is_plain` marks prompts that have none of it when
    calm. `answers` is of all calm prompts, in their order.
    """

    calm: Sequence[ViewIds]
    pressed: Sequence[Sequence[ViewIds]]
    is_plain: NDArray[np.bool_]
    answers: Answers
    weights: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Shown:
    """One prompt as it is shown in an epoch, and what is content in the turn that asks."""

    position: int
    views: ViewIds
    marks: Marks


def show(tuition: Tuition, *, share: float, generator: np.random.Generator) -> list[Shown]:
    """Each prompt, some of them in a pressed form where there is one."""
    pressed = tuition.pressed
    is_pressed = generator.random(len(tuition.calm)) < share
    shown: list[Shown] = []
    for index, views in enumerate(tuition.calm):
        forms = pressed[int(generator.integers(len(pressed)))] if pressed else ()
        if is_pressed[index] and index < len(forms):
            marks = content_marks(views[0], forms[index][0])
            shown.append(Shown(index, forms[index], marks))
        else:
            mark = CONTENT if tuition.is_plain[index] else UNKNOWN
            shown.append(Shown(index, views, np.full(len(views[0]), mark, np.float32)))
    return shown


def content_marks(calm: PieceIds, pressed: PieceIds) -> Marks:
    """For each piece of the pressed text, whether the calm one has it too: 1, 0, or -1 if unknown.

    The end marks count as content. All is unknown where the calm text does not stand whole in the
    pressed one, as when a long text was cut.
    """
    inner = calm[1:-1]
    marks = np.full(len(pressed), PRESSURE, np.float32)
    for start in range(1, len(pressed) - len(inner)):
        if np.array_equal(pressed[start : start + len(inner)], inner):
            marks[[0, -1]] = CONTENT
            marks[start : start + len(inner)] = CONTENT
            return marks
    return np.full(len(pressed), UNKNOWN, np.float32)

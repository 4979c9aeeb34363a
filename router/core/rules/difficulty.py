"""Condition `difficulty`: how hard the prompt is, beyond its label."""

from typing import ClassVar

from pydantic import ConfigDict
from typing_extensions import override

from router.core.facts import Facts
from router.core.rules.base import Condition
from router.core.rules.bounds import Bounds
from router.core.rules.phrases import amount
from router.core.rules.space import YES, Boxes, box_of


class DifficultyRange(Bounds):
    """Bounds on the difficulty, both inclusive; that of an average prompt is 0."""


class DifficultyIs(Condition[DifficultyRange]):
    """Matches when the difficulty was measured and lies within the bounds (0 is average)."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"at_least": 0.5}]})
    kind: ClassVar[str] = "difficulty"
    asks: ClassVar[str | None] = "difficulty"

    @override
    def matches(self, facts: Facts) -> bool:
        difficulty = facts.assessment.difficulty
        return difficulty is not None and self.root.permit(difficulty)

    @override
    def observed(self, facts: Facts) -> str:
        difficulty = facts.assessment.difficulty
        return f"difficulty is {'not measured' if difficulty is None else f'{difficulty:.2f}'}"

    @override
    def in_words(self) -> str:
        return f"of a difficulty of {amount(self.root)} (an average request has 0)"

    @override
    def boxes(self) -> Boxes:
        return box_of({"difficulty?": YES, "difficulty": self.root.span()})

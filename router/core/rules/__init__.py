"""Which condition kinds can a rule use? One file each; `When` lists them all."""

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, model_validator

from router.core.facts import Facts
from router.core.rules.abstained import Abstained
from router.core.rules.base import Condition
from router.core.rules.complexity import ComplexityIs
from router.core.rules.environment import EnvironmentIs
from router.core.rules.priority import PriorityIs
from router.core.rules.project import ProjectIs
from router.core.rules.requested_model import RequestedModelIs
from router.core.rules.tags import HasTag
from router.core.rules.task import TaskIs
from router.core.rules.team import TeamIs
from router.core.rules.tokens import InputTokens
from router.core.rules.tools import UsesTools

__all__ = ["Condition", "When"]


class When(BaseModel):
    """The conditions of a rule; it matches when all that are written match."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    priority: PriorityIs | None = None
    complexity: ComplexityIs | None = None
    task: TaskIs | None = None
    abstained: Abstained | None = None
    team: TeamIs | None = None
    project: ProjectIs | None = None
    environment: EnvironmentIs | None = None
    tags: HasTag | None = None
    requested_model: RequestedModelIs | None = None
    tokens: InputTokens | None = None
    tools: UsesTools | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "When":
        if not any(True for _ in self.conditions()):
            raise ValueError("write at least one condition, or use the policy's `default`")
        return self

    def conditions(self) -> Iterator[Condition[object]]:
        """The conditions that are written, in the order above."""
        for name in type(self).model_fields:
            condition = getattr(self, name)
            if condition is not None:
                yield condition

    def first_failing(self, facts: Facts) -> Condition[object] | None:
        """The first condition that the facts do not meet; None where all are met."""
        return next((c for c in self.conditions() if not c.matches(facts)), None)

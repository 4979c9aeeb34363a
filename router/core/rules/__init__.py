"""Which condition kinds can a rule use? One file each; `When` lists them all."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field, model_validator
from typing_extensions import override

from router.core.facts import Facts
from router.core.rules.abstained import Abstained
from router.core.rules.base import Condition, OneOrMore
from router.core.rules.batch import BatchIs
from router.core.rules.budget import BudgetIs
from router.core.rules.complexity import ComplexityIs
from router.core.rules.difficulty import DifficultyIs
from router.core.rules.environment import EnvironmentIs
from router.core.rules.findings import HasFinding
from router.core.rules.images import HasImages
from router.core.rules.key import KeyIs
from router.core.rules.language import LanguageIs
from router.core.rules.last_hour import LastHourIs
from router.core.rules.new import IsNew
from router.core.rules.phrases import together
from router.core.rules.priority import PriorityIs
from router.core.rules.probability import ProbabilityIs
from router.core.rules.project import ProjectIs
from router.core.rules.requested_model import RequestedModelIs
from router.core.rules.space import Boxes, complement, product
from router.core.rules.tags import HasTag
from router.core.rules.task import TaskIs
from router.core.rules.team import TeamIs
from router.core.rules.time import TimeIs
from router.core.rules.tokens import InputTokens
from router.core.rules.tools import UsesTools
from router.core.rules.turns import Turns
from router.core.rules.unhealthy import Unhealthy
from router.core.rules.user import UserIs

__all__ = ["AllOf", "AnyOf", "Condition", "NoneOf", "When"]


class AllOf(Condition[OneOrMore["When"]]):
    """Matches when each of these groups of conditions matches."""

    kind: ClassVar[str] = "all"

    @override
    def matches(self, facts: Facts) -> bool:
        return all(part.matches(facts) for part in self.root)

    @override
    def observed(self, facts: Facts) -> str:
        failing = next((p for p in self.root if not p.matches(facts)), self.root[0])
        return failing.observed(facts)

    @override
    def wanted(self) -> str:
        return " and ".join(f"({part.wanted()})" for part in self.root)

    @override
    def in_words(self) -> str:
        return together(part.in_words() for part in self.root)

    @override
    def boxes(self) -> Boxes:
        return product(part.boxes() for part in self.root)


class AnyOf(Condition[OneOrMore["When"]]):
    """Matches when at least one of these groups of conditions matches."""

    kind: ClassVar[str] = "any"

    @override
    def matches(self, facts: Facts) -> bool:
        return any(part.matches(facts) for part in self.root)

    @override
    def observed(self, facts: Facts) -> str:
        return " and ".join(dict.fromkeys(part.observed(facts) for part in self.root))

    @override
    def wanted(self) -> str:
        return " or ".join(f"({part.wanted()})" for part in self.root)

    @override
    def in_words(self) -> str:
        parts = ", or ".join(part.in_words() for part in self.root)
        return f"either {parts}" if len(self.root) > 1 else parts

    @override
    def boxes(self) -> Boxes:
        return tuple(box for part in self.root for box in part.boxes())


class NoneOf(Condition[OneOrMore["When"]]):
    """Matches when none of these groups of conditions matches."""

    kind: ClassVar[str] = "not"

    @override
    def matches(self, facts: Facts) -> bool:
        return not any(part.matches(facts) for part in self.root)

    @override
    def observed(self, facts: Facts) -> str:
        holds = next((p for p in self.root if p.matches(facts)), None)
        return holds.observed(facts) if holds else "none of them holds"

    @override
    def wanted(self) -> str:
        return " nor ".join(f"({part.wanted()})" for part in self.root)

    @override
    def in_words(self) -> str:
        return f"other than those {' or those '.join(part.in_words() for part in self.root)}"

    @override
    def boxes(self) -> Boxes:
        return complement(tuple(box for part in self.root for box in part.boxes()))


class When(BaseModel):
    """The conditions of a rule; it matches when all that are written match."""

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)

    priority: PriorityIs | None = None
    complexity: ComplexityIs | None = None
    task: TaskIs | None = None
    abstained: Abstained | None = None
    probability: ProbabilityIs | None = None
    difficulty: DifficultyIs | None = None
    language: LanguageIs | None = None
    team: TeamIs | None = None
    project: ProjectIs | None = None
    user: UserIs | None = None
    key: KeyIs | None = None
    environment: EnvironmentIs | None = None
    tags: HasTag | None = None
    requested_model: RequestedModelIs | None = None
    tokens: InputTokens | None = None
    turns: Turns | None = None
    batch: BatchIs | None = None
    tools: UsesTools | None = None
    images: HasImages | None = None
    budget: BudgetIs | None = None
    last_hour: LastHourIs | None = None
    new: IsNew | None = None
    time: TimeIs | None = None
    findings: HasFinding | None = None
    unhealthy: Unhealthy | None = None
    all: AllOf | None = None
    any: AnyOf | None = None
    not_: NoneOf | None = Field(default=None, alias="not")

    @model_validator(mode="after")
    def _says_something(self) -> "When":
        if next(self.conditions(), None) is None:
            raise ValueError("write at least one condition, or use the policy's `default`")
        return self

    def conditions(self) -> Iterator[Condition[object]]:
        """The conditions that are written, in the order above."""
        for name in type(self).model_fields:
            condition = getattr(self, name)
            if condition is not None:
                yield condition

    def leaves(self) -> Iterator[Condition[object]]:
        """The same with the groups of `all`, `any` and `not` opened, however deep."""
        for condition in self.conditions():
            if isinstance(condition, AllOf | AnyOf | NoneOf):
                for part in condition.root:
                    yield from part.leaves()
            else:
                yield condition

    def matches(self, facts: Facts) -> bool:
        """Whether all conditions hold."""
        # Only what is written is looked at: groups are tried for every request.
        written = self.__dict__
        for name in self.model_fields_set:
            condition: Condition[object] | None = written[name]
            if condition is not None and not condition.matches(facts):
                return False
        return True

    def first_failing(self, facts: Facts) -> Condition[object] | None:
        """The first condition that the facts do not meet; None where all are met."""
        return next((c for c in self.conditions() if not c.matches(facts)), None)

    def observed(self, facts: Facts) -> str:
        """What the facts say on these conditions: on the failing one where one fails."""
        failing = self.first_failing(facts)
        told = (failing,) if failing else tuple(self.conditions())
        return " and ".join(condition.observed(facts) for condition in told)

    def wanted(self) -> str:
        """What the conditions ask for, in words."""
        return ", ".join(f"{c.kind} {c.wanted()}" for c in self.conditions())

    def in_words(self) -> str:
        """The conditions as plain words that follow "Requests"."""
        plain, apart = self._phrases()
        said = together(plain) or apart.pop(0)
        return f"{said} ({'; '.join(apart)})" if apart else said

    def _phrases(self) -> tuple[list[str], list[str]]:
        """Those that follow one another, and alternatives and exceptions, which stand apart."""
        plain: list[str] = []
        apart: list[str] = []
        for condition in self.conditions():
            if isinstance(condition, AllOf):
                for part in condition.root:
                    more, others = part._phrases()
                    plain, apart = [*plain, *more], [*apart, *others]
            else:
                is_group = isinstance(condition, AnyOf | NoneOf)
                (apart if is_group else plain).append(condition.in_words())
        return plain, apart

    def boxes(self) -> Boxes:
        """The set of facts that meet all conditions, as a union of boxes."""
        return product(condition.boxes() for condition in self.conditions())


for _group in (AllOf, AnyOf, NoneOf, When):
    _group.model_rebuild()

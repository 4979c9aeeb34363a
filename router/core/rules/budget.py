"""Condition `budget`: how far a budget is used up, and how fast."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from typing_extensions import override

from router.core.budget import BudgetState
from router.core.facts import Facts
from router.core.rules.base import Condition
from router.core.rules.bounds import Shares
from router.core.rules.phrases import amount, listed, share
from router.core.rules.space import YES, Boxes, Span, box_of

_MOST_SHARE = 10
"""Nobody watches for ten times a budget: whoever writes 80 means 80 %."""


class UsedRange(Shares):
    """Bounds on the share of a budget that is used, both inclusive; 0.8 is 80 %."""

    @field_validator("at_least", "at_most")
    @classmethod
    def _is_a_share(cls, share: float | None) -> float | None:
        if share is not None and share > _MOST_SHARE:
            raise ValueError(f"is a share of the budget: write {share / 100:g} for {share:g} %")
        return share


class PaceRange(Shares):
    """Bounds on share used by share of the period gone, both inclusive; 1 is on plan."""


class Pressure(BaseModel):
    """How far and how fast a budget is used; all that is written must hold of the same budget."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    share_used: UsedRange | None = None
    pace: PaceRange | None = None
    id: str | None = Field(
        default=None,
        description="Only this budget, `stored:` before it where administrators set it; else any "
        "that the request falls under.",
    )

    @model_validator(mode="after")
    def _says_something(self) -> "Pressure":
        if self.share_used is None and self.pace is None:
            raise ValueError("write share_used, pace or both")
        return self

    def means(self, budget: BudgetState) -> bool:
        """Whether it is about this budget; about one of some deployments only where it says so."""
        return not budget.is_by_deployment if self.id is None else budget.id == self.id

    def holds(self, budget: BudgetState) -> bool:
        """Whether a budget is used so."""
        return (
            self.means(budget)
            and (self.share_used is None or self.share_used.permit(budget.share_used))
            and (self.pace is None or self.pace.permit(budget.pace))
        )

    @override
    def __str__(self) -> str:
        bounds = (("share used", self.share_used), ("pace", self.pace))
        wanted = ", ".join(f"{name} {bound}" for name, bound in bounds if bound is not None)
        return f"{self.id or 'any'} with {wanted}"


class BudgetIs(Condition[Pressure]):
    """Matches when a budget that the request falls under is used so far, or so fast."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"share_used": {"at_least": 0.8}}]})
    kind: ClassVar[str] = "budget"

    @override
    def matches(self, facts: Facts) -> bool:
        for budget in facts.budgets:  # noqa: SIM110 - a generator costs more
            if self.root.holds(budget):
                return True
        return False

    @override
    def observed(self, facts: Facts) -> str:
        wanted = self.root.id
        told = [
            f"budget {one.id} is {one.share_used:.0%} used{_usual(one)} at pace {one.pace:.2f}"
            for one in facts.budgets
            if self.root.means(one)
        ]
        missing = "no budget applies" if wanted is None else f"budget {wanted} does not apply"
        return " and ".join(told) or missing

    @override
    def in_words(self) -> str:
        which = f"budget {self.root.id}" if self.root.id else "a budget of the caller"
        used, pace = self.root.share_used, self.root.pace
        parts = [f"{share(used)} used"] if used else []
        parts += [f"spent {amount(pace)} times as fast as planned"] if pace else []
        return f"made while {which} is {listed(parts, word='and')}"

    @override
    def boxes(self) -> Boxes:
        budget = self.root.id
        if budget is None:
            # Which budgets a request falls under is not weighed: each text is its own question.
            return ({f"budget {self.root}": YES},)
        axes: dict[str, Span] = {f"budget:{budget}?": YES}
        if self.root.share_used is not None:
            axes[f"budget:{budget}:share_used"] = self.root.share_used.span()
        if self.root.pace is not None:
            axes[f"budget:{budget}:pace"] = self.root.pace.span()
        return box_of(axes)


def _usual(budget: BudgetState) -> str:
    usual = budget.share_expected
    return "" if usual is None else f", where {usual:.0%} is usual by now,"

"""Which budgets does a policy declare, and by which steps does it give way as they fill?"""

from pydantic import Field, model_validator

from router.core.budget import Budget
from router.core.rules import When
from router.core.step import Step

__all__ = ["PolicyBudget"]

_LONGEST_ID = 64


class PolicyBudget(Budget):
    """A budget with its ladder."""

    steps: tuple[Step, ...] = Field(
        default=(),
        description="The ladder: what happens as it fills. A step only tightens what rules say.",
    )
    spare: When | None = Field(
        default=None, description="Requests for which no step of the ladder holds."
    )

    @model_validator(mode="after")
    def _ids_are_short(self) -> "PolicyBudget":
        longest = max((len(step.rule_id(self.id)) for step in self.steps), default=0)
        if longest > _LONGEST_ID:
            raise ValueError(
                f"its id is too long for a ladder: rules are named after it. Shorten it by "
                f"{longest - _LONGEST_ID} characters"
            )
        if self.spare is not None and not self.steps:
            raise ValueError("`spare` is for budgets with steps")
        return self

"""Which numbers does a condition permit: at least this, at most that?"""

import math
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from typing_extensions import override

from router.core.rules.space import Range

__all__ = ["Bounds", "Counts", "Shares"]

_Whole = Annotated[int, Field(ge=0)]
_Share = Annotated[float, Field(ge=0)]


class Bounds(BaseModel):
    """Bounds on a number, both inclusive."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
    least: ClassVar[float] = -math.inf
    """The least that the number can be: to ask for as much asks for nothing."""
    most: ClassVar[float] = math.inf

    at_least: float | None = None
    at_most: float | None = None

    @field_validator("at_least", "at_most", mode="before")
    @classmethod
    def _is_number(cls, written: object) -> object:
        if isinstance(written, bool):
            raise ValueError(f"must be a number, not {str(written).lower()}")
        return written

    @model_validator(mode="after")
    def _is_a_range(self) -> "Bounds":
        if self.at_least is None and self.at_most is None:
            raise ValueError("write at_least, at_most or both")
        if self.at_least is not None and self.at_most is not None and self.at_most < self.at_least:
            raise ValueError(f"at_most ({self.at_most}) is below at_least ({self.at_least})")
        return self

    def permit(self, number: float) -> bool:
        """Whether the number lies within the bounds."""
        least, most = self.at_least, self.at_most
        return (least is None or number >= least) and (most is None or number <= most)

    def span(self) -> Range:
        """The numbers within the bounds."""
        least, most = self.at_least, self.at_most
        return Range(
            low=-math.inf if least is None or least <= self.least else least,
            high=math.inf if most is None or most >= self.most else most,
        )

    @override
    def __str__(self) -> str:
        ends = (("at least", self.at_least), ("at most", self.at_most))
        return ", ".join(f"{words} {end}" for words, end in ends if end is not None)


class Counts(Bounds):
    """Bounds on a whole number, both inclusive."""

    least: ClassVar[float] = 0

    at_least: _Whole | None = None
    at_most: _Whole | None = None

    @override
    def span(self) -> Range:
        inclusive = super().span()
        # Up to 4 is below 5, so that what is left begins at 5 and not just above 4.
        return Range(low=inclusive.low, high=inclusive.high + 1, is_high_open=True)


class Shares(Bounds):
    """Bounds on a share, both inclusive; 0.8 is 80 %."""

    least: ClassVar[float] = 0

    at_least: _Share | None = None
    at_most: _Share | None = None

"""How many requests or tokens may be used in how short a time, and how many requests at once?"""

from enum import StrEnum
from functools import cached_property
from typing import Literal

from pydantic import Field, model_validator

from router.core.hold import Unit
from router.core.limit_scope import LimitScope, Text
from router.core.rolling import Rolling

__all__ = ["Quota", "QuotaPer"]

_US_PER_S = 1_000_000


class QuotaPer(StrEnum):
    """In which window a quota counts; it ends now."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"


_LENGTHS_S = {QuotaPer.MINUTE: 60, QuotaPer.HOUR: 3_600, QuotaPer.DAY: 86_400}


class Quota(LimitScope):
    """A limit on requests or tokens in any minute, hour or day, or on requests under way."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=64)
    unit: Literal[Unit.REQUESTS, Unit.TOKENS, Unit.CONCURRENT] = Field(
        description="What is counted; `concurrent` are requests under way."
    )
    limit: int = Field(gt=0, le=10**15, description="The most of it in any such time.")
    per: QuotaPer | None = Field(
        default=None, description="The time that ends now; `concurrent` has none."
    )
    contact: Text | None = Field(
        default=None, max_length=200, description="Whom callers ask for more."
    )

    @model_validator(mode="after")
    def _fits_its_unit(self) -> "Quota":
        if (self.per is None) != (self.unit is Unit.CONCURRENT):
            raise ValueError(
                "`per` is minute, hour or day for requests and tokens; concurrent has none"
            )
        return self

    @cached_property
    def rolling(self) -> Rolling | None:
        """Its window; None where it counts requests under way."""
        return None if self.per is None else Rolling(length_us=_LENGTHS_S[self.per] * _US_PER_S)

    @property
    def span_in_words(self) -> str:
        """What it limits: `tokens a minute`."""
        if self.per is None:
            return "requests at once"
        return f"{self.unit.value} {'an' if self.per is QuotaPer.HOUR else 'a'} {self.per.value}"

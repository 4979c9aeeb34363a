"""Condition `tokens`: how long the input is, in tokens as estimated before the call."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field, model_validator
from typing_extensions import override

from router.core.facts import Facts
from router.core.rules.base import Condition


class TokenRange(BaseModel):
    """Bounds on the number of input tokens, both inclusive."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    at_least: int = Field(default=0, ge=0)
    at_most: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _is_a_range(self) -> "TokenRange":
        if self.at_most is not None and self.at_most < self.at_least:
            raise ValueError(f"at_most ({self.at_most}) is below at_least ({self.at_least})")
        if self.at_most is None and self.at_least == 0:
            raise ValueError("write at_least, at_most or both")
        return self


class InputTokens(Condition[TokenRange]):
    """Matches when the input's length lies within the bounds."""

    kind: ClassVar[str] = "tokens"

    @override
    def matches(self, facts: Facts) -> bool:
        tokens = facts.request.input_tokens
        most = self.root.at_most
        return tokens >= self.root.at_least and (most is None or tokens <= most)

    @override
    def observed(self, facts: Facts) -> str:
        return f"input is about {facts.request.input_tokens} tokens"

    @override
    def wanted(self) -> str:
        most = self.root.at_most
        return f"at least {self.root.at_least}" + ("" if most is None else f", at most {most}")

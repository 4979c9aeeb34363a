"""What is one test of a policy, what does a file of them say, and where does each one stand?"""

from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from router.core.cases.expect import Expect
from router.core.cases.given import Given
from router.core.routing import Rulebook

__all__ = ["Case", "CaseFile", "PlacedCase", "Suite"]

_Path = Annotated[str, Field(min_length=1)]
_LONGEST = 100


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Case(_Written):
    """Given facts, and what must be decided for them."""

    name: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        default=None, description="What it shows; made from the facts where left out."
    )
    given: Given = Given()
    expect: Expect

    @property
    def title(self) -> str:
        """Its name, else the facts that it writes."""
        if self.name is not None:
            return self.name
        written = self.given.model_dump(mode="json", exclude_unset=True)
        text = ", ".join(f"{name} {_short(value)}" for name, value in written.items())
        text = text or "an ordinary request"
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


class CaseFile(_Written):
    """Tests of one policy."""

    policy: _Path = Field(description="The policy that is tested; relative to this file.")
    catalog: _Path | None = Field(
        default=None, description="The catalog to test it with; the simulated one where left out."
    )
    cases: Annotated[tuple[Case, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedCase:
    """One case, and where it is written."""

    case: Case
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """The cases of one file, with the policy and catalog that they test."""

    path: str
    rulebook: Rulebook
    cases: tuple[PlacedCase, ...]


def _short(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return " ".join(f"{name} {_short(part)}" for name, part in value.items())
    if isinstance(value, list):
        return " and ".join(map(_short, value))
    return str(value)

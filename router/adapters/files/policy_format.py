"""What may a policy file say? A policy, and what it takes from other files or permits them."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema

from router.core.effects import Then
from router.core.policy import Policy
from router.core.rules.base import Names
from router.core.suggestion import did_you_mean

__all__ = ["SET", "SET_NAME", "OverlayText", "PolicyText"]

SET = "$"
"""Begins the name of a set where it stands for its members."""
SET_NAME = "[a-z0-9][a-z0-9_-]*"

_EFFECTS = tuple(Then.model_fields)
_SetName = Annotated[str, Field(pattern=f"^{SET_NAME}$", max_length=64)]


def _is_effect(name: str) -> str:
    if name not in _EFFECTS:
        near = did_you_mean(name, _EFFECTS)
        raise ValueError(f"there is no effect '{name}'.{near} Effects: {', '.join(_EFFECTS)}")
    return name


_Effect = Annotated[
    str, AfterValidator(_is_effect), WithJsonSchema({"type": "string", "enum": list(_EFFECTS)})
]


class OverlayText(BaseModel):
    """A team's own file, and what its rules may do."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    team: str = Field(min_length=1, description="The team that the rules hold for.")
    file: str = Field(
        min_length=1, description="Its file, relative to this one.", examples=["teams/search.yaml"]
    )
    may: Annotated[tuple[_Effect, ...], Field(min_length=1)] = Field(
        description="The effects that its rules may have.", examples=["[tier, cap]"]
    )


class PolicyText(Policy):
    """A policy as it is written, before sets, bases and overlays are worked in."""

    extends: str | None = Field(
        default=None,
        min_length=1,
        description="A base, relative to this file: its locked rules come before the rules here, "
        "its others after them.",
    )
    team: str | None = Field(
        default=None,
        min_length=1,
        description="All rules here hold for this team only; the base must list this file.",
    )
    overlays: tuple[OverlayText, ...] = Field(
        default=(), description="Files of teams, which come after locked rules and before others."
    )
    sets: Mapping[_SetName, Names] = Field(
        default_factory=dict,
        description="Lists of names: `$legal` stands for the names of the set `legal`.",
    )

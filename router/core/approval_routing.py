"""Who approves what, up to which amount, and how long is an approval waited for?"""

from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from router.core.key import Role
from router.core.limit_scope import Text

__all__ = ["ApprovalRouting", "Level"]

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_PLACE = "{approval}"

Length = Annotated[str, Field(pattern=r"^[1-9]\d{0,3}[mhd]$")]
"""Such as `30m`, `4h` or `3d`."""
Amount = Annotated[Decimal, Field(gt=0, le=1_000_000_000)]
Approving = Literal[Role.ADMIN, Role.FINANCE, Role.TEAM_LEAD]


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Level(_Written):
    """Who may decide, and up to which amount."""

    roles: tuple[Approving, ...] = Field(
        default=(),
        description="Roles that may decide: admin, finance, or team_lead of the caller's own team.",
    )
    users: tuple[Text, ...] = Field(
        default=(), max_length=100, description="Users who may decide, whatever their role is."
    )
    up_to_usd: Amount | None = Field(
        default=None, description="The most that they may approve; without it, any amount."
    )

    @model_validator(mode="after")
    def _names_somebody(self) -> "Level":
        if not self.roles and not self.users:
            raise ValueError("write `roles` or `users`: somebody must be able to decide")
        return self

    def permits(self, amount_usd: Decimal) -> bool:
        """Whether they may approve so much."""
        return self.up_to_usd is None or amount_usd <= self.up_to_usd

    @property
    def in_words(self) -> str:
        """`team_lead, admin or ada`."""
        names = [*(role.value for role in self.roles), *self.users]
        return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


_LEVELS = (
    Level(roles=(Role.TEAM_LEAD, Role.FINANCE, Role.ADMIN), up_to_usd=Decimal(100)),
    Level(roles=(Role.FINANCE, Role.ADMIN)),
)


class ApprovalRouting(_Written):
    """As a policy says it; where it says nothing, the defaults here."""

    levels: tuple[Level, ...] = Field(
        default=_LEVELS,
        min_length=1,
        max_length=10,
        description="Who decides, those who are asked first before the others.",
    )
    four_eyes_above_usd: Annotated[Decimal, Field(ge=0, le=1_000_000_000)] | None = Field(
        default=Decimal(1_000),
        description="Above this amount two different persons must approve; null: never.",
    )
    escalate_after: Length | None = Field(
        default="4h",
        description="After so long without a decision the next level may decide too; null: never.",
    )
    expires_after: Length = Field(
        default="3d", description="After so long without a decision nobody can decide any more."
    )
    most_usd: Amount = Field(
        default=Decimal(100_000), description="The most that can be asked for at once."
    )
    most_hours: int = Field(
        default=720, gt=0, le=8_784, description="The longest time that can be asked for."
    )
    link: Text | None = Field(
        default=None,
        max_length=500,
        description="Where people look at an approval, with {approval} for its id, such as "
        "https://tierwise.acme.example/approvals/{approval}.",
    )

    @model_validator(mode="after")
    def _can_be_decided(self) -> "ApprovalRouting":
        if self.link is not None and _PLACE not in self.link:
            raise ValueError(f"`link` must hold {_PLACE}, where the id of the approval goes")
        if not self.levels[-1].permits(self.most_usd):
            raise ValueError(
                f"the last of `levels` may approve {self.levels[-1].up_to_usd} USD at most, but "
                f"{self.most_usd} can be asked for: raise its `up_to_usd`, or lower `most_usd`"
            )
        return self

    @property
    def waits(self) -> timedelta:
        """How long a decision is waited for."""
        return _length(self.expires_after)

    @property
    def passes_on_after(self) -> timedelta | None:
        """How long one level alone is waited for."""
        return None if self.escalate_after is None else _length(self.escalate_after)

    def first_level(self, amount_usd: Decimal) -> int:
        """The place of the first level that may approve so much."""
        places = (n for n, level in enumerate(self.levels) if level.permits(amount_usd))
        return next(places, len(self.levels) - 1)

    def persons_for(self, amount_usd: Decimal) -> int:
        """How many different persons must approve so much."""
        four_eyes = self.four_eyes_above_usd
        return 2 if four_eyes is not None and amount_usd > four_eyes else 1

    def link_to(self, approval_id: str) -> str:
        """Where people look at an approval; a path of the service where the policy names none."""
        if self.link is None:
            return f"/v1/approvals/{approval_id}"
        return self.link.replace(_PLACE, approval_id)


def _length(text: str) -> timedelta:
    return timedelta(**{_UNITS[text[-1]]: int(text[:-1])})

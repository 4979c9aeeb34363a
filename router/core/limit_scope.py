"""Whose use does a budget or a quota limit, as one writes it?"""

from dataclasses import replace
from functools import cached_property
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from router.core.caller import Caller
from router.core.scope import Scope
from router.core.tier import Tier

__all__ = ["LimitScope", "Text"]


def _can_be_kept(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty: leave it out, or write something")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("holds half a character (a lone surrogate), which no store keeps")
    return text


Text = Annotated[str, AfterValidator(_can_be_kept)]


class LimitScope(BaseModel):
    """Names that a request must have: all that is written must fit, and nothing means everybody."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    organisation: Text | None = Field(default=None, description="Only use of this organisation.")
    department: Text | None = Field(default=None, description="Only use of this department.")
    team: Text | None = Field(default=None, description="Only use of this team.")
    project: Text | None = Field(default=None, description="Only use of this project.")
    cost_centre: Text | None = Field(default=None, description="Only use of this cost centre.")
    user: Text | None = Field(default=None, description="Only use of this user.")
    service_account: Text | None = Field(
        default=None, description="Only use of this service account."
    )
    key: Text | None = Field(default=None, description="Only use of the key with this id.")
    environment: Text | None = Field(default=None, description="Only use in this environment.")
    tag: Text | None = Field(default=None, description="Only use with this tag.")
    deployment: Text | None = Field(default=None, description="Only answers of this deployment.")
    tier: Tier | None = Field(default=None, description="Only answers of this tier.")

    @cached_property
    def scope(self) -> Scope:
        """The same as a scope of accounts and ledger."""
        return Scope(
            key_id=self.key,
            user=self.user,
            team=self.team,
            project=self.project,
            environment=self.environment,
            organisation=self.organisation,
            department=self.department,
            cost_centre=self.cost_centre,
            service_account=self.service_account,
            tag=self.tag,
            deployment=self.deployment,
            tier=self.tier.value if self.tier is not None else None,
        )

    @property
    def person(self) -> str | None:
        """Whose alone it is, a user's or a key's; None where it is a program's or several people's.

        Whether a key is a program's is not known here unless it is written.
        """
        return None if self.service_account is not None else self.user or self.key

    def covers(self, caller: Caller) -> bool:
        """Whether requests of `caller` count; where it is by deployment, those that it answers."""
        return self._of_caller.covers(caller)

    @cached_property
    def _of_caller(self) -> Scope:
        return replace(self.scope, deployment=None, tier=None)

    def scope_in_words(self) -> str:
        """`team search, user ada and tag nightly`; nothing where it is everybody's."""
        named = [
            f"{field.replace('_', ' ')} {value}"
            for field in LimitScope.model_fields
            if (value := getattr(self, field)) is not None
        ]
        return " and ".join(filter(None, (", ".join(named[:-1]), *named[-1:])))

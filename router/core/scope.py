"""Whose spend does a budget, a quota or a report mean: all that is written of it must fit."""

from dataclasses import dataclass, fields

from router.core.caller import Caller
from router.core.deployment import Deployment

__all__ = ["EVERYTHING", "Scope"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Names that a request must have; None stands for any.

    The fields are those of `Caller`, then those of the deployment that answers. The columns of
    the ledger have the same names, except `tag`, which is one of the entry's `tags`.
    """

    key_id: str | None = None
    user: str | None = None
    team: str | None = None
    project: str | None = None
    environment: str | None = None
    organisation: str | None = None
    department: str | None = None
    cost_centre: str | None = None
    service_account: str | None = None
    tag: str | None = None
    deployment: str | None = None
    tier: str | None = None

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """Each field that is written, with its value."""
        return tuple(
            (field.name, value)
            for field in fields(self)
            if (value := getattr(self, field.name)) is not None
        )

    @property
    def is_by_deployment(self) -> bool:
        """Whether it depends on who answers, and not on the caller alone."""
        return self.deployment is not None or self.tier is not None

    def covers(self, caller: Caller, target: Deployment | None = None) -> bool:
        """Whether a request of `caller`, answered by `target`, is meant."""
        for name, value in self.names:
            if name == "tag":
                fits = value in caller.tags
            elif name == "deployment":
                fits = target is not None and target.name == value
            elif name == "tier":
                fits = target is not None and target.tier.value == value
            else:
                fits = getattr(caller, name) == value
            if not fits:
                return False
        return True


EVERYTHING = Scope()

"""How does an administrator set, raise and remove budgets and quotas?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from router.core.account import Account, stored_account
from router.core.errors import InvalidRequest
from router.core.quota import Quota
from router.core.stored_limit import (
    Increase,
    LimitKind,
    LimitName,
    StoredBudget,
    StoredLimit,
    StoredLimits,
    name_of,
)
from router.ports.clock import Clock
from router.ports.limits import LimitStore

__all__ = ["Changed", "SetLimits", "limit_from"]

T = TypeVar("T", bound=BaseModel)
_REMEMBERED = timedelta(days=400)
"""How long increases that are over stay with their budget."""
_INSTEAD = {
    "per": ("window", "starts_on", "starts_in"),
    "window": ("per", "timezone", "starts_on", "starts_in", "carry_over_usd"),
}
"""What gives way where something else is written."""


class Changed(NamedTuple):
    """A limit before and after it was changed; None where there was or is none."""

    before: StoredLimit | None
    after: StoredLimit | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLimits:
    """Changes budgets and quotas; every process follows within a second."""

    store: LimitStore
    clock: Clock

    async def all(self) -> StoredLimits:
        """All that are set."""
        return await self.store.all()

    async def accounts(self, kind: LimitKind) -> Sequence[Account]:
        """The accounts of all budgets, or of all quotas."""
        limits = (await self.all()).limits
        return [stored_account(one) for one in limits if name_of(one.limit).kind is kind]

    async def find(self, name: LimitName) -> StoredLimit:
        """One of them.

        Raises:
            InvalidRequest: there is none of this name.
        """
        found = (one for one in (await self.all()).limits if name_of(one.limit) == name)
        for one in found:
            return one
        raise _unknown(name)

    async def put(self, limit: StoredBudget | Quota) -> Changed:
        """Set a limit as a whole; a budget keeps its increases."""

        def edit(before: StoredBudget | Quota | None) -> StoredBudget | Quota:
            if isinstance(limit, StoredBudget) and isinstance(before, StoredBudget):
                return limit.model_copy(update={"increases": before.increases})
            return limit

        return Changed(*await self.store.change(name_of(limit), edit))

    async def amend(self, name: LimitName, written: Mapping[str, object]) -> Changed:
        """Set what is written; all else stays, or has its default where the limit is new.

        Raises:
            InvalidRequest: it makes no sense; the message names the field.
        """

        def edit(before: StoredBudget | Quota | None) -> StoredBudget | Quota:
            known = {} if before is None else before.model_dump(exclude_none=True)
            gone = {other for field in written for other in _INSTEAD.get(field, ())}
            kept = {field: value for field, value in known.items() if field not in gone}
            return limit_from(name.kind, {**kept, **written, "id": name.id})

        return Changed(*await self.store.change(name, edit))

    async def increase(
        self,
        budget_id: str,
        amount_usd: Decimal,
        *,
        until: datetime,
        by: str,
        why: str,
        since: datetime | None = None,
    ) -> Changed:
        """Permit more of a budget for a time: from now on, or from `since`.

        Raises:
            InvalidRequest: there is no such budget, or the time is over.
        """
        name, now = LimitName(LimitKind.BUDGET, budget_id), self.clock.now()
        if until <= now:
            raise InvalidRequest(
                f"The increase would be over already ({until.isoformat()}). Choose a later moment.",
                param="until",
            )
        written = {"amount_usd": amount_usd, "since": since or now, "until": until}
        more = _validated(Increase, {**written, "by": by, "why": why}, noun="increase")

        def edit(before: StoredBudget | Quota | None) -> StoredBudget:
            if not isinstance(before, StoredBudget):
                raise _unknown(name)
            kept = (one for one in before.increases if one.until > now - _REMEMBERED)
            return _validated(
                StoredBudget,
                {**before.model_dump(exclude_none=True), "increases": (*kept, more)},
                noun=f"budget {budget_id!r}",
            )

        return Changed(*await self.store.change(name, edit))

    async def remove(self, name: LimitName) -> Changed:
        """Take a limit out of force; what was spent stays in the ledger.

        Raises:
            InvalidRequest: there is none of this name.
        """

        def edit(before: StoredBudget | Quota | None) -> None:
            if before is None:
                raise _unknown(name)

        return Changed(*await self.store.change(name, edit))


def limit_from(kind: LimitKind, written: Mapping[str, object]) -> StoredBudget | Quota:
    """The limit that fields describe, named as in a policy.

    Raises:
        InvalidRequest: they make no sense; the message names the field.
    """
    noun = f"{kind} {written.get('id')!r}"
    model: type[StoredBudget | Quota] = StoredBudget if kind is LimitKind.BUDGET else Quota
    return _validated(model, written, noun=noun)


def _validated(model: type[T], written: Mapping[str, object], *, noun: str) -> T:
    try:
        return model.model_validate(written)
    except ValidationError as error:
        mistakes = error.errors(include_url=False, include_context=False, include_input=False)
        first = mistakes[0]
        field = ".".join(map(str, first["loc"]))
        told = first["msg"].removeprefix("Value error, ")
        where = f"'{field}' of the {noun}" if field else f"The {noun}"
        raise InvalidRequest(f"{where}: {told}.", param=field or None) from error


def _unknown(name: LimitName) -> InvalidRequest:
    return InvalidRequest(
        f"There is no {name.kind} {name.id!r}. 'tierwise {name.kind}s list' shows all of them.",
        param="id",
    )

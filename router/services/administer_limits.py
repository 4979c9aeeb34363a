"""Who may see and change which budgets and quotas?"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from router.core.access import Permission, Reach, reach_of
from router.core.account import STORED, Account, stored_account
from router.core.admin_log import ActKind
from router.core.caller import Attribution, Caller, identify
from router.core.directory import Directory
from router.core.key import VirtualKey
from router.core.limit_book import LimitBook
from router.core.quota import Quota
from router.core.stored_limit import LimitKind, LimitName, StoredBudget, StoredLimit
from router.services.administer import Actor, Administer, Asked, NotThere, Once
from router.services.set_limits import Changed, SetLimits
from router.services.show_limits import LimitStanding, ShowLimits

__all__ = ["PUT", "REMOVE", "AdministerLimits", "Shown", "limit_told"]

Detail = Mapping[str, object]
PUT = {LimitKind.BUDGET: ActKind.BUDGET_PUT, LimitKind.QUOTA: ActKind.QUOTA_PUT}
REMOVE = {LimitKind.BUDGET: ActKind.BUDGET_REMOVE, LimitKind.QUOTA: ActKind.QUOTA_REMOVE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How a limit stands, for somebody who may see it."""

    standing: LimitStanding
    with_amounts: bool
    """Whether they may see its USD too, and not only shares."""

    @property
    def is_of_policy(self) -> bool:
        """Whether it stands in a policy, and is changed there."""
        return not self.standing.account.name.startswith(STORED)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdministerLimits:
    """Each act on a budget or quota, written down; and how they stand."""

    limits: SetLimits
    show: ShowLimits
    administer: Administer
    book: Callable[[], LimitBook]
    """What is in force, for the budgets of policies."""
    directory: Callable[[], Awaitable[Directory]]

    async def put(self, by: VirtualKey, limit: StoredBudget | Quota) -> Changed:
        """Set a limit as a whole; a budget keeps its increases."""
        name = LimitName(_kind(limit), limit.id)
        asked = _asked(by, PUT[name.kind], name=name, detail={"asked": limit_told(limit)})
        return await self._changing(asked, lambda: self.limits.put(limit))

    async def amend(self, by: VirtualKey, name: LimitName, *, written: Detail) -> Changed:
        """Set what is written; all else stays.

        Raises:
            NotThere: there is none of this name.
            InvalidRequest: it makes no sense; the message names the field.
        """
        await self._stored(name)
        asked = _asked(by, PUT[name.kind], name=name, detail={"asked": written})
        return await self._changing(asked, lambda: self.limits.amend(name, written))

    async def remove(self, by: VirtualKey, name: LimitName) -> Changed:
        """Take a limit out of force.

        Raises:
            NotThere: there is none of this name.
        """
        await self._stored(name)
        asked = _asked(by, REMOVE[name.kind], name=name, detail={})
        return await self._changing(asked, lambda: self.limits.remove(name))

    async def increase(
        self,
        by: VirtualKey,
        budget_id: str,
        *,
        amount_usd: Decimal,
        until: datetime,
        why: str,
        since: datetime | None = None,
        idempotency_key: str | None = None,
    ) -> Once[Changed]:
        """Permit more of a budget for a time; once for each idempotency key.

        Raises:
            NotThere: there is no such budget.
            InvalidRequest: the time is over, or the amount is none.
        """
        name = LimitName(LimitKind.BUDGET, budget_id)
        await self._stored(name)
        begins = None if since is None else since.isoformat()
        said = {"amount_usd": str(amount_usd), "since": begins, "until": until.isoformat()}
        asked = _asked(
            by, ActKind.BUDGET_INCREASE, name=name, detail={"asked": {**said, "why": why}}
        )
        asked = replace(asked, idempotency_key=idempotency_key)

        async def permit() -> Changed:
            return await self.limits.increase(
                budget_id, amount_usd, since=since, until=until, by=_person(by), why=why
            )

        async def again(_: Detail) -> Changed:
            return Changed(None, await self._stored(name))

        return await self.administer.once(asked, permit, told=_changed_told, again=again)

    async def visible(self, by: VirtualKey, kind: LimitKind) -> Sequence[Shown]:
        """How those stand that `by` may see: all, or those that limit oneself or one's team."""
        stored = [stored_account(one) for one in (await self.limits.all()).limits]
        of_policies = [a for a in self.book().accounts if not a.name.startswith(STORED)]
        caller = identify(by, Attribution(), directory=await self.directory())
        accounts = [
            account
            for account in (*stored, *of_policies)
            if _kind(account.limit) is kind and _may_see(by, account, caller=caller)
        ]
        return await self._shown(by, accounts)

    async def limiting(self, by: VirtualKey, caller: Caller) -> Sequence[Shown]:
        """How those in force stand that a caller's requests fall under; others cost nothing."""
        falls_under = [one for one in self.book().accounts if one.limit.covers(caller)]
        return await self._shown(by, falls_under)

    async def get(self, by: VirtualKey, name: LimitName) -> Shown:
        """How one stands that `by` may see.

        Raises:
            NotThere: there is none of this name, or not for `by`.
        """
        for shown in await self.visible(by, name.kind):
            if shown.standing.account.limit.id == name.id:
                return shown
        raise _not_there(name)

    async def _shown(self, by: VirtualKey, accounts: Sequence[Account]) -> Sequence[Shown]:
        return [
            Shown(standing=standing, with_amounts=_may_see_amounts(by, standing.account))
            for standing in await self.show(accounts)
        ]

    async def _changing(self, asked: Asked, change: Callable[[], Awaitable[Changed]]) -> Changed:
        return await self.administer(asked, change, told=_changed_told)

    async def _stored(self, name: LimitName) -> StoredLimit:
        for one in (await self.limits.all()).limits:
            if (_kind(one.limit), one.limit.id) == name:
                return one
        raise _not_there(name)


def limit_told(limit: StoredBudget | Quota) -> dict[str, object]:
    """A limit as plain JSON, in the words of the policy language."""
    return limit.model_dump(mode="json", exclude_none=True)


def _changed_told(changed: Changed) -> Detail:
    before, after = changed
    return {
        "before": None if before is None else limit_told(before.limit),
        "after": None if after is None else limit_told(after.limit),
    }


def _asked(by: VirtualKey, kind: ActKind, *, name: LimitName, detail: Detail) -> Asked:
    return Asked(actor=Actor.of(by), kind=kind, subject=f"{name.kind}:{name.id}", detail=detail)


def _kind(limit: object) -> LimitKind:
    return LimitKind.QUOTA if isinstance(limit, Quota) else LimitKind.BUDGET


def _may_see(by: VirtualKey, account: Account, *, caller: Caller) -> bool:
    if reach_of(by, Permission.READ_LIMITS) is Reach.ALL or account.limit.covers(caller):
        return True
    return _is_of_team(by, account, permission=Permission.READ_LIMITS)


def _may_see_amounts(by: VirtualKey, account: Account) -> bool:
    """One's own budgets, those of the team that one leads, or all."""
    if reach_of(by, Permission.READ_AMOUNTS) is Reach.ALL:
        return True
    scope = account.limit.scope
    is_own = scope.key_id == by.booked_as or (by.user is not None and scope.user == by.user)
    return is_own or _is_of_team(by, account, permission=Permission.READ_AMOUNTS)


def _is_of_team(by: VirtualKey, account: Account, *, permission: Permission) -> bool:
    leads = reach_of(by, permission) is Reach.TEAM and by.team is not None
    return leads and account.limit.scope.team == by.team


def _person(by: VirtualKey) -> str:
    return (by.user or by.name)[:200]


def _not_there(name: LimitName) -> NotThere:
    return NotThere(
        f"There is no {name.kind} {name.id!r} that you may see or change here. "
        f"GET /v1/admin/{name.kind}s lists those; what a policy sets is changed in the policy.",
        param="id",
    )

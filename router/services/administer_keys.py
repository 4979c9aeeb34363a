"""Who may create, see, change, rotate and revoke which virtual keys?"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import timedelta

from router.core.access import Permission, Reach, reach_of, reaches
from router.core.admin_log import ActKind
from router.core.caller import UNASSIGNED, Caller
from router.core.directory import Directory
from router.core.errors import NotYours
from router.core.key import ANYTHING, Claimable, KeyScope, Role, VirtualKey
from router.ports.keys import KeyEdit
from router.services.administer import Actor, Administer, Asked, NotThere, Once
from router.services.issue_key import IssueKey

__all__ = ["AdministerKeys", "NewKey", "key_told"]

Detail = Mapping[str, object]
Made = tuple[VirtualKey, str | None]
"""A key, and its secret where it was made just now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """What is asked of a key that is to be made."""

    name: str
    team: str | None = None
    user: str | None = None
    project: str | None = None
    service_account: str | None = None
    environment: str = "prod"
    tags: tuple[str, ...] = ()
    expires_in: timedelta | None = None
    may_keep_text: bool = True
    role: Role = Role.MEMBER
    scope: KeyScope = ANYTHING
    may_claim: frozenset[Claimable] = frozenset(Claimable)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdministerKeys:
    """Each act on a key, within the reach of whoever asks for it, and written down."""

    issue: IssueKey
    administer: Administer
    directory: Callable[[], Awaitable[Directory]]

    async def create(
        self, by: VirtualKey, new: NewKey, *, idempotency_key: str | None = None
    ) -> Once[Made]:
        """A new key with its secret; without it where the same was asked for before.

        Raises:
            NotYours: it is for another team than one's own, or for more than a member.
        """
        _refuse_beyond(by, team=new.team, role=new.role)
        _refuse_stranger(by, new.user, directory=await self.directory())
        named = {field.name: getattr(new, field.name) for field in fields(new)}
        asked = Asked(
            actor=Actor.of(by),
            kind=ActKind.KEY_CREATE,
            subject=new.name,
            detail={"asked": _new_told(new)},
            idempotency_key=idempotency_key,
        )

        async def make() -> Made:
            return await self.issue(**named)

        return await self.administer.once(asked, make, told=_made_told, again=self._again)

    async def rotate(
        self,
        by: VirtualKey,
        key_id: str,
        *,
        overlap: timedelta,
        expires_in: timedelta | None = None,
        idempotency_key: str | None = None,
    ) -> Once[Made]:
        """A new key in the place of another, which still works for `overlap`."""
        old = await self._to_change(by, key_id)
        lives_s = None if expires_in is None else expires_in.total_seconds()
        asked = Asked(
            actor=Actor.of(by),
            kind=ActKind.KEY_ROTATE,
            subject=old.id,
            detail={"asked": {"overlap_s": overlap.total_seconds(), "expires_in_s": lives_s}},
            idempotency_key=idempotency_key,
        )

        async def make() -> Made:
            return await self.issue.rotate(old.id, overlap=overlap, expires_in=expires_in)

        return await self.administer.once(asked, make, told=_made_told, again=self._again)

    async def change(
        self, by: VirtualKey, key_id: str, *, edit: KeyEdit, asked: Detail
    ) -> VirtualKey:
        """The key as `edit` made it; `asked` says the same for the log."""
        old, directory = await self._to_change(by, key_id), await self.directory()

        def within_reach(key: VirtualKey) -> VirtualKey:
            changed = edit(key)
            _refuse_change(by, key)
            _refuse_change(by, changed)
            _refuse_stranger(by, changed.user, directory=directory)
            return changed

        return await self.administer(
            Asked(
                actor=Actor.of(by),
                kind=ActKind.KEY_CHANGE,
                subject=old.id,
                detail={"asked": asked, "before": key_told(old)},
            ),
            lambda: self.issue.change(old.id, within_reach),
            told=lambda key: {"after": key_told(key)},
        )

    async def revoke(self, by: VirtualKey, key_id: str) -> VirtualKey:
        """Revoke a key; the first revocation stands."""
        old = await self._to_change(by, key_id)
        return await self.administer(
            Asked(
                actor=Actor.of(by),
                kind=ActKind.KEY_REVOKE,
                subject=old.id,
                detail={"before": key_told(old)},
            ),
            lambda: self.issue.revoke(old.id),
            told=lambda key: {"after": key_told(key)},
        )

    async def visible(self, by: VirtualKey) -> Sequence[VirtualKey]:
        """The keys that `by` may see, oldest first."""
        keys = await self.issue.all()
        return [k for k in keys if reaches(by, Permission.READ_KEYS, owner=_owner(k))]

    async def get(self, by: VirtualKey, key_id: str) -> VirtualKey:
        """A key that `by` may see.

        Raises:
            NotThere: there is none with this id, or not for `by`: ids tell nothing.
        """
        for key in await self.visible(by):
            if key.id == key_id:
                return key
        raise NotThere(
            f"There is no key {key_id!r} that you may see. GET /v1/admin/keys lists those.",
            param="key_id",
        )

    async def _to_change(self, by: VirtualKey, key_id: str) -> VirtualKey:
        key = await self.get(by, key_id)
        _refuse_change(by, key)
        return key

    async def _again(self, said: Detail) -> Made:
        after = said.get("after")
        key_id = after.get("id") if isinstance(after, Mapping) else None
        return await self.issue.get(str(key_id)), None


def key_told(key: VirtualKey) -> dict[str, object]:
    """All that may be said of a key, as plain JSON; its secret is kept nowhere."""
    return {
        "id": key.id,
        "name": key.name,
        "prefix": key.prefix,
        "team": key.team,
        "user": key.user,
        "project": key.project,
        "service_account": key.service_account,
        "environment": key.environment,
        "tags": list(key.tags),
        "role": key.role.value,
        "scope": _scope_told(key.scope),
        "may_claim": sorted(key.may_claim),
        "may_keep_text": key.may_keep_text,
        "replaces": key.replaces,
        "created_at": key.created_at.isoformat() if key.created_at else None,
        "expires_at": key.expires_at.isoformat() if key.expires_at else None,
        "revoked_at": key.revoked_at.isoformat() if key.revoked_at else None,
    }


def _new_told(new: NewKey) -> Detail:
    said = {field.name: getattr(new, field.name) for field in fields(new)}
    lives_s = None if new.expires_in is None else new.expires_in.total_seconds()
    del said["expires_in"]
    return said | {
        "expires_in_s": lives_s,
        "tags": list(new.tags),
        "role": new.role.value,
        "scope": _scope_told(new.scope),
        "may_claim": sorted(new.may_claim),
    }


def _scope_told(scope: KeyScope) -> Detail:
    return {field.name: list(getattr(scope, field.name)) for field in fields(scope)}


def _made_told(made: Made) -> Detail:
    return {"after": key_told(made[0])}


def _owner(key: VirtualKey) -> Caller:
    return Caller(key_id=key.booked_as, user=key.user or UNASSIGNED, team=key.team or UNASSIGNED)


def _refuse_change(by: VirtualKey, key: VirtualKey) -> None:
    """One's own key may be exchanged by whoever may write keys at all, and becomes no stronger."""
    is_own = key.booked_as == by.booked_as and key.role is by.role
    _refuse_beyond(by, team=key.team, role=Role.MEMBER if is_own else key.role)


def _refuse_stranger(by: VirtualKey, user: str | None, *, directory: Directory) -> None:
    """A key shows what is its user's: nobody makes one in the name of somebody of another team."""
    if reach_of(by, Permission.WRITE_KEYS) is Reach.ALL or user is None:
        return
    line = directory.users.get(user)
    if line is not None and line.team != by.team:
        raise NotYours(f"{user!r} is not in your team. Ask an administrator.", param="user")


def _refuse_beyond(by: VirtualKey, *, team: str | None, role: Role) -> None:
    reach = reach_of(by, Permission.WRITE_KEYS)
    if reach is Reach.ALL:
        return
    if reach is not Reach.TEAM:
        raise NotYours("Your role permits no changes to keys. Ask an administrator.")
    if team != by.team:
        raise NotYours(
            f"You may change keys of team {by.team!r} only. Ask an administrator.", param="team"
        )
    if role is not Role.MEMBER:
        raise NotYours(
            "You may change keys of members only, and make no others. Ask an administrator.",
            param="role",
        )

"""How does a caller get a virtual key, and how is it exchanged, changed and taken away?"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypedDict

from typing_extensions import Unpack

from router.core.caller import GRANT_TAG
from router.core.errors import InvalidRequest
from router.core.key import KEY_PREFIX, Claimable, KeyScope, Role, VirtualKey
from router.core.key_scope import check_scope
from router.ports.clock import Clock
from router.ports.keys import KeyEdit, Keys

__all__ = ["IssueKey", "KeyAttributes"]

_SHOWN = len(KEY_PREFIX) + 6
_LONGEST = 256
_MOST_TAGS = 64


class KeyAttributes(TypedDict, total=False):
    """What may be said of a new key, as `VirtualKey` has it; what is not said has its default."""

    team: str | None
    user: str | None
    project: str | None
    service_account: str | None
    environment: str
    tags: tuple[str, ...]
    may_keep_text: bool
    role: Role
    scope: KeyScope
    may_claim: frozenset[Claimable]


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueKey:
    """Creates, rotates, changes, lists and revokes virtual keys."""

    keys: Keys
    clock: Clock

    async def __call__(
        self, *, name: str, expires_in: timedelta | None = None, **said: Unpack[KeyAttributes]
    ) -> tuple[VirtualKey, str]:
        """A new key and its secret; the secret is shown this once and never again.

        Raises:
            InvalidRequest: something that is said of the key cannot be meant.
        """
        now = self.clock.now()
        key = VirtualKey(
            id=self.clock.new_id("key"),
            name=name,
            created_at=now,
            expires_at=None if expires_in is None else now + expires_in,
            **said,
        )
        return await self._with_secret(key)

    async def rotate(
        self, key_id: str, *, overlap: timedelta, expires_in: timedelta | None = None
    ) -> tuple[VirtualKey, str]:
        """A new key in the place of another, which still works for `overlap`, and its secret.

        The new one lives as long as the old one was made for, unless `expires_in` says otherwise.
        Budgets and reports take both for one key.

        Raises:
            InvalidRequest: no key has this id, or it was revoked or has expired.
        """
        now, old = self.clock.now(), await self.get(key_id)
        if not old.is_usable(now):
            raise InvalidRequest(
                f"The key {key_id!r} ({old.name}) was revoked or has expired: nothing is left to "
                "take over. Create a new one."
            )
        if expires_in is None and old.expires_at is not None and old.created_at is not None:
            expires_in = old.expires_at - old.created_at
        new = replace(
            old,
            id=self.clock.new_id("key"),
            created_at=now,
            expires_at=None if expires_in is None else now + expires_in,
            replaces=old.booked_as,
        )
        return await self._with_secret(new, ends=(old.id, overlap))

    async def change(self, key_id: str, edit: KeyEdit) -> VirtualKey:
        """The key as `edit` made it; its id, its secret and its past stay as they are.

        Raises:
            InvalidRequest: no key has this id, or what it would say cannot be meant.
        """

        def checked(key: VirtualKey) -> VirtualKey:
            changed = replace(
                edit(key),
                id=key.id,
                prefix=key.prefix,
                created_at=key.created_at,
                replaces=key.replaces,
                revoked_at=key.revoked_at,
            )
            _check(changed)
            return changed

        return await self._change(key_id, checked)

    async def revoke(self, key_id: str) -> VirtualKey:
        """Revoke a key; gives it as it is now. The first revocation stands.

        Raises:
            InvalidRequest: no key has this id.
        """
        now = self.clock.now()
        return await self._change(key_id, lambda key: key.revoked(now))

    async def get(self, key_id: str) -> VirtualKey:
        """The key with this id.

        Raises:
            InvalidRequest: no key has this id.
        """
        for key in await self.keys.all():
            if key.id == key_id:
                return key
        raise _unknown(key_id)

    async def all(self) -> Sequence[VirtualKey]:
        """All keys, oldest first."""
        return await self.keys.all()

    async def _change(self, key_id: str, edit: KeyEdit) -> VirtualKey:
        changed = await self.keys.change(key_id, edit)
        if changed is None:
            raise _unknown(key_id)
        return changed

    async def _with_secret(
        self, key: VirtualKey, *, ends: tuple[str, timedelta] | None = None
    ) -> tuple[VirtualKey, str]:
        _check(key)
        secret = KEY_PREFIX + secrets.token_urlsafe(32)
        key = replace(key, prefix=secret[:_SHOWN])
        ending = None if ends is None else (ends[0], self.clock.now() + ends[1])
        await self.keys.add(key, secret=secret, ends=ending)
        return key, secret


def _unknown(key_id: str) -> InvalidRequest:
    return InvalidRequest(
        f"There is no key {key_id!r}. 'tierwise keys list' shows the ids of all keys.",
        param="key_id",
    )


def _check(key: VirtualKey) -> None:
    for param in ("name", "team", "user", "project", "service_account", "environment"):
        text: str | None = getattr(key, param)
        if text is not None and not _is_name(text):
            raise InvalidRequest(
                f"'{param}' takes 1 to {_LONGEST} printable characters.", param=param
            )
    if key.user is not None and key.service_account is not None:
        raise InvalidRequest(
            "A key belongs to a user or to a service account, not to both. A program may still say "
            "for which user it asks, where the key permits it.",
            param="service_account",
        )
    if len(key.tags) > _MOST_TAGS or not all(map(_is_name, key.tags)):
        raise InvalidRequest(
            f"'tags' takes at most {_MOST_TAGS} texts of 1 to {_LONGEST} printable characters.",
            param="tags",
        )
    if any(tag.startswith(GRANT_TAG) for tag in key.tags):
        raise InvalidRequest(
            f"Tags that begin with '{GRANT_TAG}' are given by decisions that draw on a grant, and "
            "by nobody else.",
            param="tags",
        )
    check_scope(key.scope)


def _is_name(text: str) -> bool:
    return bool(text.strip()) and text.isprintable() and len(text) <= _LONGEST

"""How does a caller get a virtual key, and how is it taken away?"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from router.core.errors import InvalidRequest
from router.core.key import KEY_PREFIX, VirtualKey
from router.ports.clock import Clock
from router.ports.keys import Keys

__all__ = ["IssueKey"]

_SHOWN = len(KEY_PREFIX) + 6


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueKey:
    """Creates, lists and revokes virtual keys."""

    keys: Keys
    clock: Clock

    async def __call__(
        self,
        *,
        name: str,
        team: str | None = None,
        user: str | None = None,
        project: str | None = None,
        environment: str = "prod",
        tags: tuple[str, ...] = (),
        expires_in: timedelta | None = None,
        may_keep_text: bool = True,
    ) -> tuple[VirtualKey, str]:
        """A new key and its secret; the secret is shown this once and never again."""
        secret = KEY_PREFIX + secrets.token_urlsafe(32)
        now = self.clock.now()
        key = VirtualKey(
            id=self.clock.new_id("key"),
            name=name,
            prefix=secret[:_SHOWN],
            team=team,
            user=user,
            project=project,
            environment=environment,
            tags=tags,
            created_at=now,
            expires_at=None if expires_in is None else now + expires_in,
            may_keep_text=may_keep_text,
        )
        await self.keys.add(key, secret=secret)
        return key, secret

    async def revoke(self, key_id: str) -> None:
        """Revoke a key.

        Raises:
            InvalidRequest: no key has this id.
        """
        if not await self.keys.revoke(key_id, at=self.clock.now()):
            raise InvalidRequest(
                f"There is no key {key_id!r}. 'tierwise keys list' shows the ids of all keys."
            )

    async def all(self) -> Sequence[VirtualKey]:
        """All keys, oldest first."""
        return await self.keys.all()

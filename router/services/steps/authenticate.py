"""Who calls? A bearer secret becomes a virtual key."""

from dataclasses import dataclass

from router.core.errors import Unauthenticated
from router.core.key import KEY_PREFIX, LOCAL_KEY, VirtualKey
from router.ports.clock import Clock
from router.ports.keys import Keys

__all__ = ["Authenticate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Authenticate:
    """Checks secrets. Where the service `is_open`, callers without a virtual key are local."""

    keys: Keys
    clock: Clock
    is_open: bool

    async def __call__(self, secret: str | None) -> VirtualKey:
        """The key that `secret` belongs to.

        Raises:
            Unauthenticated: it is missing, unknown, expired or revoked.
        """
        if secret is None or not secret.startswith(KEY_PREFIX):
            if self.is_open:
                return LOCAL_KEY
            raise Unauthenticated(
                "No virtual key was sent. Put one that begins with "
                f"'{KEY_PREFIX}' into the Authorization header as 'Bearer {KEY_PREFIX}…'; "
                "an administrator creates it with 'tierwise keys create'."
            )
        key = await self.keys.find(secret)
        if key is None:
            raise Unauthenticated(
                "This virtual key is not known here. Check that it was copied whole; "
                "'tierwise keys list' shows the keys that exist."
            )
        if not key.is_usable(self.clock.now()):
            raise Unauthenticated(
                f"The virtual key {key.prefix}… ({key.name}) was revoked or has expired. "
                "Ask whoever issued it for a new one."
            )
        return key

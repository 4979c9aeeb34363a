"""Who calls? A bearer secret becomes a virtual key, where and whence it may be used."""

from dataclasses import dataclass

from router.core.access_token import looks_like_token
from router.core.errors import KeyNotPermitted, Unauthenticated
from router.core.key import KEY_PREFIX, LOCAL_KEY, VirtualKey
from router.core.key_scope import permits_address, permits_endpoint
from router.ports.clock import Clock
from router.ports.identity import Identity
from router.ports.keys import Keys

__all__ = ["Authenticate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Authenticate:
    """Checks secrets. Where the service `is_open`, callers without a virtual key are local."""

    keys: Keys
    clock: Clock
    is_open: bool
    identity: Identity | None = None
    """Who checks identity tokens; None where only keys are accepted."""

    async def __call__(
        self, secret: str | None, *, endpoint: str | None = None, address: str | None = None
    ) -> VirtualKey:
        """The key that `secret` belongs to.

        Args:
            secret: what the caller sent.
            endpoint: the path that is called; a key for some paths needs it.
            address: where the call comes from; a key for some networks needs it.

        Raises:
            Unauthenticated: the secret is missing, unknown, expired or revoked.
            KeyNotPermitted: the key is not for this path, or not for use from this address.
        """
        if self.identity is not None and secret is not None and looks_like_token(secret):
            return await self.identity(secret)
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
        _check_use(key, endpoint=endpoint, address=address)
        return key


def _check_use(key: VirtualKey, *, endpoint: str | None, address: str | None) -> None:
    if not permits_address(key.scope, address):
        # Which networks those are is no business of whoever found the key elsewhere.
        whence = f"from {address}" if address is not None else "from an unknown address"
        raise KeyNotPermitted(
            f"The virtual key {key.prefix}… ({key.name}) may not be used {whence}. Call from the "
            f"networks that it was made for; 'tierwise keys show {key.id}' lists them."
        )
    if not permits_endpoint(key.scope, endpoint):
        raise KeyNotPermitted(
            f"The virtual key {key.prefix}… ({key.name}) may call {', '.join(key.scope.endpoints)} "
            f"and nothing else, so not {endpoint or 'this'}. Use another key, or ask whoever "
            "issued it."
        )

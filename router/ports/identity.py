"""Who stands behind a token that somebody else issued?"""

from typing import Protocol

from router.core.key import VirtualKey

__all__ = ["Identity"]


class Identity(Protocol):
    """Checks identity tokens of an issuer that is trusted."""

    async def __call__(self, token: str) -> VirtualKey:
        """Whom the token stands for, as a key that is good until the token expires.

        Raises:
            Unauthenticated: it is forged, expired, not yet valid, or meant for somebody else.
            IdentityUnavailable: the issuer's keys cannot be had.
        """
        ...

    async def close(self) -> None:
        """Close the connections."""
        ...

"""What does whoever asks a provider need of HTTP, whichever way it takes?"""

from collections.abc import Mapping
from typing import Protocol

from router.adapters.providers.http.target import Target
from router.core.patience import Patience

__all__ = ["Carrier", "Reply"]


class Reply(Protocol):
    """The answer to a request: its head is here, its body comes. Raises `HttpFailure`s only."""

    status: int
    headers: Mapping[str, str]
    """By name in lower case."""

    async def read(self) -> bytes:
        """The next bytes of the body; empty at its end."""
        ...

    async def finish(self) -> None:
        """Nothing more is wanted: let the connection be used again once the answer has ended."""
        ...

    async def aclose(self) -> None:
        """Stop at once; the provider sees that nobody listens any more."""
        ...


class Carrier(Protocol):
    """One way of posting."""

    async def post(
        self, target: Target, *, body: bytes, patience: Patience, wants_whole: bool
    ) -> Reply:
        """Post `body`; raises `HttpFailure`s only.

        Where the answer is wanted whole, all of one with status 200 is here before this returns.
        """
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...

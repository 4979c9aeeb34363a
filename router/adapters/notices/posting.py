"""How is a notice posted to a web address, so that nothing waits for it and no secret is told?"""

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from router.core.notices.delivery import NotDelivered

if TYPE_CHECKING:
    import aiohttp

__all__ = ["Posting", "place_name"]

_TIMEOUT_S = 10.0
_MOST_ANSWER_BYTES = 10_000
_OK = range(200, 300)


class Posting:
    """Connections of all channels that post; made with the first use."""

    def __init__(self, *, timeout_s: float = _TIMEOUT_S) -> None:
        self._timeout_s = timeout_s
        self._session: aiohttp.ClientSession | None = None

    async def post(self, url: str, *, body: bytes, headers: Mapping[str, str]) -> None:
        """Post, once. What the other side answers is not kept: it may repeat what was sent.

        Raises:
            NotDelivered: there was no answer in time, or not one of success.
        """
        import aiohttp  # with the first notice: it takes 8 MB

        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=self._timeout_s)
            self._session = aiohttp.ClientSession(timeout=timeout)
        try:
            async with self._session.post(
                url, data=body, headers=headers, allow_redirects=False
            ) as answer:
                await answer.content.read(_MOST_ANSWER_BYTES)
                status = answer.status
        except TimeoutError:
            raise NotDelivered(f"no answer within {self._timeout_s:g} s") from None
        except (aiohttp.ClientError, ValueError) as error:  # their words may hold the address
            raise NotDelivered(f"no answer ({type(error).__name__})") from None
        if status not in _OK:
            raise NotDelivered(f"answered with status {status}, and only 2xx means that it came")

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None


def place_name(kind: str, url: str) -> str:
    """Such as `webhook:hooks.example.com:1f2e3d`: which it is, and not what else is in its URL."""
    digest = hashlib.sha256(url.encode()).hexdigest()[:6]
    return f"{kind}:{urlsplit(url).hostname}:{digest}"

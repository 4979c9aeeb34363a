"""Who waits for an answer that somebody else already waits for, or reads it as it comes?"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from router.core.errors import RouterError, UpstreamBrokeOff
from router.core.kept_answer import KeptAnswer
from router.core.upstream_limits import UpstreamLimits
from router.core.usage import Usage

__all__ = ["Ending", "Flight", "FollowedStream"]

_MOST_BYTES = 8_000_000
"""So much of a stream is kept for those who follow it."""


class Ending(NamedTuple):
    """How a stream ended that several callers read."""

    cost_usd: Decimal | None = None
    usage_chunk: bytes | None = None
    error: RouterError | None = UpstreamBrokeOff(
        "The call that this answer came from was ended. Send the request again."
    )


class Flight:
    """One call under way for several identical requests: the first one makes it, and leads."""

    def __init__(self, leave: Callable[[], object], *, most_bytes: int = _MOST_BYTES) -> None:
        """`leave` is called once it is over: whoever comes then makes a call of its own."""
        self._leave = leave
        self._most_bytes = most_bytes
        self._landed = asyncio.Event()
        self._kept: KeptAnswer | None = None
        self._alone: Callable[[], object] | None = None
        self._may_be_followed: bool | None = None
        """None until a stream begins."""
        self._stirred = asyncio.Event()
        self._blocks: deque[bytes] = deque()
        self._bytes = 0
        self._forgotten = 0
        """Blocks that are not kept any more."""
        self._followers = 0
        self.decision_id: str | None = None
        """Of the stream under way, once it has begun."""
        self.at: datetime | None = None
        self.ending = Ending()
        self.has_failed = False
        """Whether the provider failed. Then each of those who wait asks for itself, and at once:
        one after the other would wait for the same failure again and again."""

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes."""
        return self._landed.is_set()

    @property
    def is_followed(self) -> bool:
        """Whether others read the stream."""
        return self._followers > 0

    def begin(self, decision_id: str, *, at: datetime) -> None:
        """A stream has begun that others may follow."""
        self.decision_id, self.at = decision_id, at
        self._may_be_followed = True
        self._stir()

    def close(self) -> None:
        """The stream is about to break off: whoever follows it already will hear so."""
        self._may_be_followed = False
        self._stir()

    def tell(self, block: bytes) -> None:
        """Whole events have come. Nobody is waited for: who is too slow loses the beginning."""
        self._blocks.append(block)
        self._bytes += len(block)
        while self._bytes > self._most_bytes:
            self._bytes -= len(self._blocks.popleft())
            self._forgotten += 1
        if self._followers:
            self._stir()

    def land(
        self,
        kept: KeptAnswer | None,
        *,
        has_failed: bool = False,
        ending: Ending | None = None,
    ) -> None:
        """It is over: with an answer for all, or with none. `ending` is for those who follow."""
        if not self._landed.is_set():
            self._kept, self.has_failed = kept, has_failed
            self.ending = ending or self.ending
            self._leave()
            self._landed.set()
            self._stir()

    async def landed(self) -> KeptAnswer | None:
        """Wait until it is over; None where there is no answer that may be given again."""
        await self._landed.wait()
        return self._kept

    async def follow(self) -> "FollowedStream | None":
        """The stream from its beginning on, once it begins; None where there is none to follow."""
        while self._may_be_followed is None and not self.is_over:
            await self._stirred.wait()
        if self.is_over or self._forgotten or not self._may_be_followed:
            return None
        self._followers += 1
        return FollowedStream(self)

    def when_alone(self, do: Callable[[], object]) -> None:
        """Its caller has left: call `do` once nobody follows any more either."""
        self._alone = do

    def leave(self) -> None:
        """One who followed is gone."""
        self._followers -= 1
        if not self._followers and self._alone is not None:
            self.close()
            self._alone()

    def since(self, place: int) -> Sequence[bytes]:
        """All blocks from one on.

        Raises:
            UpstreamBrokeOff: it is not kept any more.
        """
        if place < self._forgotten:
            raise UpstreamBrokeOff(
                "This answer was read so slowly that its middle is gone: it was shared with a "
                "caller who read faster. Send the request again."
            )
        return [*self._blocks][place - self._forgotten :]

    async def stirred(self) -> None:
        """Wait until something happens."""
        await self._stirred.wait()

    def _stir(self) -> None:
        self._stirred.set()
        self._stirred = asyncio.Event()


class FollowedStream:
    """Implements `AnswerStream`: a stream that somebody else has called for."""

    service_tier: str | None = None
    limits: UpstreamLimits | None = None

    def __init__(self, flight: Flight) -> None:
        self._flight = flight
        self._is_left = False
        self.usage: Usage | None = Usage()

    @property
    def usage_chunk(self) -> bytes | None:
        """What the provider told of its use, once the stream has ended."""
        return self._flight.ending.usage_chunk

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """All that came before, in one; then what comes, as it comes."""
        flight, place = self._flight, 0
        while True:
            is_over = flight.is_over
            blocks = flight.since(place)
            place += len(blocks)
            if blocks:
                yield b"".join(blocks)
            elif not is_over:
                await flight.stirred()
            elif flight.ending.error is not None:
                # All who follow raise the same one: it must not hold the frames of each.
                raise flight.ending.error.with_traceback(None)
            else:
                return

    def received_text(self) -> str:
        """Nothing was generated for it."""
        return ""

    def received_reasoning(self) -> str:
        """Nothing was generated for it."""
        return ""

    async def aclose(self) -> None:
        """Follow no longer."""
        if not self._is_left:
            self._is_left = True
            self._flight.leave()

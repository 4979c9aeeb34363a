"""How is a request posted over kept connections, and when is it sent a second time?"""

import asyncio
import ssl
from collections.abc import Mapping
from functools import partial

from typing_extensions import override

from router.adapters.providers.http.carrier import Carrier, Reply
from router.adapters.providers.http.connection import Connection
from router.adapters.providers.http.deadlines import Deadlines
from router.adapters.providers.http.dialing import Dialing
from router.adapters.providers.http.failures import HungUp
from router.adapters.providers.http.incoming import Incoming
from router.adapters.providers.http.kept import Kept
from router.adapters.providers.http.target import Origin, Target
from router.core.patience import Patience

__all__ = ["Direct"]

_AT_ONCE_S = 0.5
_LONGEST_FINISH_S = 0.5


class Direct(Carrier):
    """Our own HTTP/1.1, several times as fast as aiohttp's (decision 38).

    No limit on the number of connections: how many calls run at once is decided before they get
    here.
    """

    def __init__(self, *, keepalive_s: float = 60.0, tls: ssl.SSLContext | None = None) -> None:
        self._dialing = Dialing(tls)
        self._deadlines = Deadlines()
        self._kept = Kept(keepalive_s=keepalive_s)
        self._busy: set[Connection] = set()

    @override
    async def post(
        self, target: Target, *, body: bytes, patience: Patience, wants_whole: bool
    ) -> Reply:
        request = b"%b%d\r\n\r\n%b" % (target.head, len(body), body)
        clock = asyncio.get_running_loop().time
        started_s, has_tried_again = clock(), False
        connection = self._kept.take(target.origin)
        while True:
            if connection is None:
                connection = await self._opened(target.origin, patience)
            self._busy.add(connection)
            incoming = await connection.ask(request, patience=patience, wants_whole=wants_whole)
            if incoming.status:
                return _DirectReply(connection, incoming)
            failure = incoming.failure or HungUp("no answer came")
            # A provider may close an idle connection just when we use it again. Where it hangs up
            # at once and without a word, nothing was generated, and the request is sent once more.
            is_silent = type(failure) is HungUp and not incoming.has_begun
            if has_tried_again or not is_silent or clock() - started_s > _AT_ONCE_S:
                raise failure
            has_tried_again, connection = True, None

    @override
    async def close(self) -> None:
        for connection in list(self._busy):
            connection.abort()
        self._kept.close()
        self._deadlines.close()

    async def _opened(self, origin: Origin, patience: Patience) -> Connection:
        when_free = partial(self._take_back, origin)
        made = partial(Connection, deadlines=self._deadlines, when_free=when_free)
        return await self._dialing(origin, made=made, within_s=patience.connect_s)

    def _take_back(self, origin: Origin, connection: Connection) -> None:
        self._busy.discard(connection)
        if connection.is_open:
            self._kept.put(origin, connection)


class _DirectReply(Reply):
    def __init__(self, connection: Connection, incoming: Incoming) -> None:
        self.status = incoming.status
        self.headers: Mapping[str, str] = incoming.headers
        self._connection = connection
        self._incoming = incoming

    @override
    async def read(self) -> bytes:
        incoming = self._incoming
        while not incoming.unread and not incoming.is_over:
            await self._connection.news()
        if incoming.unread:
            return incoming.take()
        if incoming.failure is not None:
            raise incoming.failure
        return b""

    @override
    async def finish(self) -> None:
        if not self._incoming.is_over:
            self._connection.leave(within_s=_LONGEST_FINISH_S)

    @override
    async def aclose(self) -> None:
        if not self._incoming.is_over:
            self._connection.abort()

"""How is PostgreSQL reached, and what does a transaction cost and survive?"""

import asyncio
import random
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import TypeVar

import psycopg
from psycopg.types.numeric import Int8Dumper
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from router.adapters.storage.postgres.failures import (
    CLOSED,
    CommitInDoubt,
    TryAgain,
    failure_of,
    place_of,
)
from router.adapters.storage.postgres.session import (
    STATEMENT_S,
    Asynchronous,
    Synchronous,
    connect_sync,
    connected,
    failing_as_ledger,
    has_something_to_say,
    is_as_new,
    session_options,
)
from router.core.errors import LedgerUnavailable

__all__ = ["Asynchronous", "Database", "Synchronous", "connect_sync"]

T = TypeVar("T")
_FIRST_PAUSE_S = 0.005
_LONGEST_PAUSE_S = 0.25
_MOST_IDLE = 4


class Database:
    """A pool of connections to one database, for the event loop that uses it first.

    The pool opens with its first use: stores are put together before a loop runs. Connections
    that broke, for example because the server was restarted, are noticed before they are used.
    """

    def __init__(
        self, url: str, *, min_size: int = 1, max_size: int = 10, patience_s: float = 5.0
    ) -> None:
        """Remember where the database is; nothing is connected yet.

        Raises:
            ConfigurationError: the URL cannot be read.
        """
        self.url = url
        self.place = place_of(url)
        self.patience_s = patience_s
        self._sizes = (min_size, max_size)
        self._pool: AsyncConnectionPool[Asynchronous] | None = None
        self._idle: deque[Synchronous] = deque()
        self._is_closed = False

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Asynchronous]:
        """A read-only transaction; each of its statements sees what was committed before it.

        Raises:
            LedgerUnavailable: the database cannot be read.
        """
        async with self._connection() as connection:
            try:
                await connection.execute("BEGIN READ ONLY")
                yield connection
                await connection.execute("COMMIT")
            except psycopg.Error as error:
                raise failure_of(error, self.place) from error

    @asynccontextmanager
    async def writing(self, *, at_once: bool = False) -> AsyncIterator[Asynchronous]:
        """A transaction, committed at the end; `IntegrityError` and `DataError` pass unchanged.

        `at_once` sends all that is executed together with BEGIN and COMMIT in one round trip;
        results cannot be read within then.

        Raises:
            TryAgain: nothing was written, and it is worth another try.
            CommitInDoubt: the connection broke when the commit may have been sent.
            LedgerUnavailable: nothing was written.
        """
        async with self._connection() as connection:
            in_doubt = at_once
            try:
                if at_once:
                    async with connection.pipeline(), connection.transaction():
                        yield connection
                else:
                    async with connection.transaction():
                        yield connection
                        in_doubt = True
            except (psycopg.IntegrityError, psycopg.DataError):
                raise
            except psycopg.Error as error:
                raise failure_of(error, self.place, in_doubt=in_doubt) from error

    async def transact(
        self,
        work: Callable[[Asynchronous], Awaitable[T]],
        *,
        at_once: bool = False,
        is_repeatable: bool = False,
    ) -> T:
        """Do `work` in a transaction; again, for `patience_s`, where it met another one's.

        `is_repeatable` says that doing it twice does no harm: then it is done again, too, where
        the connection broke and nobody knows whether it was committed.
        """
        again = (TryAgain, CommitInDoubt) if is_repeatable else (TryAgain,)
        loop = asyncio.get_running_loop()
        deadline_s, pause_s = loop.time() + self.patience_s, _FIRST_PAUSE_S
        while True:
            try:
                async with self.writing(at_once=at_once) as connection:
                    result = await work(connection)
            except again:
                if loop.time() + pause_s >= deadline_s:
                    raise
            else:
                return result
            # Two that met shall not meet again.
            await asyncio.sleep(pause_s * random.uniform(0.5, 1.5))  # noqa: S311
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)

    @contextmanager
    def connect_sync(self) -> Iterator[Synchronous]:
        """A transaction on a connection of its own, for worker threads.

        `IntegrityError` and `DataError` pass unchanged.

        Raises:
            LedgerUnavailable: the database cannot be reached, read or written.
        """
        connection = self._idle_or_new()
        try:
            with failing_as_ledger(self.place):
                yield connection
                connection.commit()
        finally:
            self._put_back(connection)

    async def close(self) -> None:
        """Close all connections; what still runs may end first."""
        self._is_closed = True
        while self._idle:
            self._idle.pop().close()
        if self._pool is not None:
            await self._pool.close(timeout=self.patience_s)

    def _idle_or_new(self) -> Synchronous:
        if self._is_closed:
            raise LedgerUnavailable(CLOSED)
        while True:
            try:
                connection = self._idle.pop()
            except IndexError:
                break
            if not has_something_to_say(connection):
                return connection
            connection.close()
        with failing_as_ledger(self.place):
            return connected(self.url)

    def _put_back(self, connection: Synchronous) -> None:
        is_wanted = not self._is_closed and len(self._idle) < _MOST_IDLE
        if is_wanted and is_as_new(connection):
            self._idle.append(connection)
        else:
            connection.close()

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Asynchronous]:
        pool = await self._opened()
        try:
            connection = await pool.getconn(timeout=self.patience_s)
        except PoolTimeout as error:
            raise LedgerUnavailable(
                f"{self.place}: no connection was free within {self.patience_s:g} s. It cannot be "
                f"reached (see the log), or all {pool.max_size} connections are busy: look for "
                "slow statements in pg_stat_activity, or run more replicas."
            ) from error
        except psycopg.Error as error:
            raise failure_of(error, self.place) from error
        try:
            yield connection
        finally:
            try:
                await _clear(connection)
            finally:
                await pool.putconn(connection)

    async def _opened(self) -> AsyncConnectionPool[Asynchronous]:
        if self._is_closed:
            raise LedgerUnavailable(CLOSED)
        if self._pool is None:
            min_size, max_size = self._sizes
            self._pool = AsyncConnectionPool(
                self.url,
                kwargs={"autocommit": True, **session_options(self.url, statement_s=STATEMENT_S)},
                min_size=min_size,
                max_size=max_size,
                open=False,
                configure=_configure,
                check=_refuse_broken,
                # Afterwards the next request tries: an outage is over when the server is back.
                reconnect_timeout=1.0,
            )
        if self._pool.closed:
            await self._pool.open()
        return self._pool


async def _configure(connection: Asynchronous) -> None:
    # Else psycopg picks a type by the number's size, and prepares a statement for each mixture.
    connection.adapters.register_dumper(int, Int8Dumper)


async def _refuse_broken(connection: Asynchronous) -> None:
    if has_something_to_say(connection):
        await AsyncConnectionPool.check_connection(connection)


async def _clear(connection: Asynchronous) -> None:
    """End what an error left open; a connection that broke is replaced by the pool."""
    with suppress(psycopg.OperationalError):
        await connection.rollback()

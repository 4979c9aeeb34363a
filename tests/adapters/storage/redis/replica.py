"""One process on PostgreSQL and Redis, taken apart."""

from typing import Any

from router.adapters.storage.postgres.connection import Database
from router.adapters.storage.postgres.ledger import PostgresLedger
from router.adapters.storage.redis.accounts import RedisAccounts
from router.adapters.storage.redis.counting import CountingInRedis
from router.adapters.storage.redis.holds import RedisHolds
from router.adapters.storage.redis.ledger import RedisLedger
from router.adapters.storage.redis.settling import Settling
from router.adapters.storage.redis.sweep import Sweep
from router.core.hold import Claim
from tests.adapters.storage.holding import claim, settling, wish
from tests.contracts.fixed_clock import FixedClock

GRACE_S = 30.0


class Replica:
    def __init__(self, postgres_url: str, redis_url: str, *, patience_s: float = 5.0) -> None:
        self.clock = FixedClock()
        self.database = Database(postgres_url)
        self.counting = CountingInRedis(self.database, url=redis_url, patience_s=patience_s)
        self.settling = Settling(self.counting)
        self.sweep = Sweep(self.counting, self.settling, clock=self.clock, grace_s=GRACE_S)
        self.holds = RedisHolds(self.counting, self.settling, clock=self.clock)
        self.accounts = RedisAccounts(self.counting)
        self.ledger = RedisLedger(
            PostgresLedger(self.database), self.counting, settling=self.settling
        )

    async def take(self, number: int | str, *claims: Claim) -> bool:
        return (await self.holds.hold(*wish(number, *claims))).is_held

    async def settle(self, number: int | str, *, nanos: int) -> None:
        await self.ledger.append(*settling(number, nanos=nanos))

    async def sums(self, of: Claim | None = None) -> tuple[int, int]:
        """What is spent and held, as Redis says."""
        (state,) = await self.accounts.states([of or claim()])
        return state.spent, state.held

    async def read(self, query: str) -> list[Any]:
        async with self.database.reading() as connection:
            return await (await connection.execute(query)).fetchall()

    async def generation(self) -> int:
        ((generation,),) = await self.read("SELECT generation FROM counting")
        return int(generation)

    async def used(self) -> int:
        """What is booked and what is held, as PostgreSQL says at one moment."""
        ((used,),) = await self.read("""
            SELECT coalesce((SELECT sum(cost_nano_usd) FROM ledger_entry), 0)
                + coalesce((SELECT sum(held) FROM slices_held()), 0)
        """)
        return int(used)

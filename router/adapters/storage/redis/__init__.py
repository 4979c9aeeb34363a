"""How do Redis and PostgreSQL count limits together, for any number of replicas?"""

from dataclasses import replace

from router.adapters.storage.postgres.connection import Database
from router.adapters.storage.redis.accounts import RedisAccounts
from router.adapters.storage.redis.counting import CountingInRedis
from router.adapters.storage.redis.holds import RedisHolds
from router.adapters.storage.redis.ledger import RedisLedger
from router.adapters.storage.redis.settling import Settling
from router.adapters.storage.stores import Stores
from router.ports.clock import Clock

__all__ = ["with_redis"]


def with_redis(stores: Stores, database: Database, *, url: str, clock: Clock) -> Stores:
    """`stores` of PostgreSQL, whose limits are counted in Redis; `database` closes with them.

    Raises:
        ConfigurationError: the URL of Redis cannot be read.
    """
    counting = CountingInRedis(database, url=url)
    settling = Settling(counting)
    return replace(
        stores,
        ledger=RedisLedger(stores.ledger, counting, settling=settling),
        holds=RedisHolds(counting, settling, clock=clock),
        accounts=RedisAccounts(counting),
    )

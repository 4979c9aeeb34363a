"""A process that books until it is killed, and prints the number of each entry once it is booked.

Run as `python -m tests.adapters.storage.postgres.writer URL`.
"""

import asyncio
import sys
from itertools import count

from router.adapters.storage.postgres.connection import Database
from router.adapters.storage.postgres.ledger import PostgresLedger
from tests.adapters.storage.postgres.bookings import booking

_LANES = 8


async def write(url: str) -> None:
    ledger = PostgresLedger(Database(url))
    numbers = count()

    async def lane() -> None:
        for number in numbers:
            await ledger.append(*booking(number))
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()

    await asyncio.gather(*(lane() for _ in range(_LANES)))


if __name__ == "__main__":
    asyncio.run(write(sys.argv[1]))

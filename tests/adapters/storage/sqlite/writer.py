"""Books without pause at 16 at once and prints each id once `append` has returned.

Run as a process of its own by the test that kills it.
"""

import asyncio
import os
import sys
from pathlib import Path

from tests import factories
from tests.adapters.storage.sqlite.opening import opened


async def main(path: Path) -> None:
    ledger = opened(path).ledger

    async def book_without_end(worker: int) -> None:
        number = 0
        while True:
            number += 1
            mark = f"{worker}_{number}"
            await ledger.append(
                factories.ledger_entry(id=f"led_{mark}", decision_id=f"dec_{mark}"),
                factories.decision_record(id=f"dec_{mark}"),
            )
            os.write(1, f"{mark}\n".encode())

    await asyncio.gather(*(book_without_end(worker) for worker in range(16)))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))

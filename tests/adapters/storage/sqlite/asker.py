"""Asks for holds on a ledger in a file, prints the ids of those granted, and kills itself."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from tests.adapters.storage.sqlite.opening import opened
from tests.contracts.holding import Desk, claim, hold

ASKS, AMOUNT, LIMIT = 60, 3, 100


async def ask_until_killed(path: Path, owner: str) -> None:
    desk = Desk(opened(path))

    async def ask(number: int) -> None:
        wanted = hold(claim(amount=AMOUNT, limit=LIMIT), id=f"{owner}-{number}", owner=owner)
        if (await desk.ask(wanted)).is_held:
            sys.stdout.write(f"{wanted.id}\n")
            sys.stdout.flush()

    for first in range(0, ASKS, 4):
        await asyncio.gather(*(ask(first + n) for n in range(4)))
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    asyncio.run(ask_until_killed(Path(sys.argv[1]), sys.argv[2]))

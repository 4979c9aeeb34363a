"""How do Redis and PostgreSQL hold together what requests under way may use?

Redis grants; then PostgreSQL keeps the hold, before the call goes out. What Redis granted counts
only if PostgreSQL keeps it in the same generation: what was granted by counters that are lost by
now, or so long ago that nobody believed in it any more, is asked for again.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from router.adapters.storage.hold_rows import HoldRow, hold_to_row, storable_claims
from router.adapters.storage.postgres.group_commit import GroupCommit
from router.adapters.storage.postgres.open_holds import OpenHolds
from router.adapters.storage.redis.counting import CountingInRedis
from router.adapters.storage.redis.keeping import Granted, keep
from router.adapters.storage.redis.settling import Settlement, Settling
from router.adapters.storage.redis.stances import claims_for_redis, states_from_redis
from router.adapters.storage.redis.sweep import Sweep
from router.adapters.storage.rows import DecisionRow, decision_to_row
from router.core.errors import LedgerUnavailable
from router.core.hold import Claim, Hold, Reservation, reserved
from router.core.ledger import DecisionRecord
from router.ports.clock import Clock

__all__ = ["RedisHolds"]

_TRIES = 6
_PAUSE_S = 0.01
_RESTLESS = LedgerUnavailable(
    "The counters in Redis were made anew again and again while this request asked for its hold. "
    "See why Redis restarts or is emptied, and send the request again."
)
_HELD = Reservation(is_held=True, accounts=())
_Result = Reservation | LedgerUnavailable
_Answer = tuple[str, int, list[list[int]]]


class _Wanted(NamedTuple):
    """A hold that waits for its turn."""

    claims: Sequence[Claim]
    row: HoldRow
    decision: DecisionRow


class _Grant(NamedTuple):
    """A hold that PostgreSQL is to keep now."""

    place: int
    granted: Granted
    reservation: Reservation


class RedisHolds:
    """Implements `Holds`: holds of one turn of the loop share one step of each server."""

    def __init__(self, counting: CountingInRedis, settling: Settling, *, clock: Clock) -> None:
        self._counting = counting
        self._settling = settling
        self._open = OpenHolds(counting.database, clock=clock)
        self._sweep = Sweep(counting, settling, clock=clock)
        self._commits: GroupCommit[_Wanted, Reservation] = GroupCommit(self._write)

    async def hold(self, hold: Hold, decision: DecisionRecord) -> Reservation:
        """Reserve all claims in one step, or none; a granted hold is kept with its decision."""
        claims = storable_claims(hold.claims)
        wanted = _Wanted(claims, hold_to_row(hold), decision_to_row(decision))
        try:
            return await self._commits.add(wanted)
        except (asyncio.CancelledError, LedgerUnavailable):
            # It may be granted all the same, and nobody would settle it.
            self._open.give_up(hold.id)
            raise

    async def release(self, hold_id: str) -> None:
        """Forget a hold of which nothing was used; does nothing where it is settled."""
        await self._settling.settle(map(Settlement, await self._open.close([hold_id])))

    async def beat(self, owner: str) -> None:
        """Say that a process lives; and let go in Redis what nobody else lets go."""
        await self._open.beat(owner)
        await self._settling.settle(map(Settlement, await self._open.close_unwanted()))
        await self._sweep.run_if_due()

    async def owners(self) -> Mapping[str, int]:
        """Every process that beats or has open holds, and how often it has beaten."""
        return await self._open.owners()

    async def of(self, owner: str) -> Sequence[Hold]:
        """The open holds of a process, oldest first."""
        return await self._open.of(owner)

    async def _write(self, batch: Sequence[_Wanted]) -> Sequence[_Result]:
        waiting = dict(enumerate(batch))
        results: dict[int, _Result] = {}
        for _ in range(_TRIES):
            found = await self._take(waiting)
            results |= found
            waiting = {place: one for place, one in waiting.items() if place not in found}
            if not waiting:
                break
            await asyncio.sleep(_PAUSE_S)
        return [results.get(place, _RESTLESS) for place in range(len(batch))]

    async def _take(self, waiting: Mapping[int, _Wanted]) -> dict[int, _Result]:
        """What is decided, by place; what is missing there was granted in vain."""
        free = [
            _Grant(place, Granted(one.row, one.decision, None), _HELD)
            for place, one in waiting.items()
            if not one.claims
        ]
        claiming = {place: one for place, one in waiting.items() if one.claims}
        try:
            generation, answers = await self._ask(list(claiming.values()))
        except LedgerUnavailable as failure:
            return {**dict.fromkeys(claiming, failure), **await self._keep(free, generation=0)}
        refused: dict[int, _Result] = {}
        grants: list[_Grant] = []
        for (place, one), (what, number, figures) in zip(claiming.items(), answers, strict=True):
            states = states_from_redis(one.claims, figures)
            result = reserved(one.claims, states)
            if what == "refused":
                refused[place] = result
                continue
            if what == "known":
                result = Reservation(is_held=True, accounts=tuple(states))
            grants.append(_Grant(place, Granted(one.row, one.decision, number), result))
        return {**refused, **await self._keep([*free, *grants], generation=generation)}

    async def _ask(self, claiming: Sequence[_Wanted]) -> tuple[int, list[_Answer]]:
        if not claiming:
            return 0, []
        wishes = [(one.row.id, claims_for_redis(one.claims)) for one in claiming]
        return await self._counting.ask("take", wishes)

    async def _keep(self, grants: Sequence[_Grant], *, generation: int) -> dict[int, _Result]:
        """Keep what was granted; what is not kept is let go."""
        if not grants:
            return {}
        kept = await keep(
            self._counting.database, [one.granted for one in grants], generation=generation
        )
        results: dict[int, _Result] = {}
        let_go: list[Settlement] = []
        for place, (row, _, number), reservation in grants:
            if row.id in kept.ids:
                results[place] = reservation
            elif row.id in kept.in_doubt:
                results[place] = kept.in_doubt[row.id]
            else:
                if row.id in kept.refused:
                    results[place] = kept.refused[row.id]
                else:
                    self._counting.doubt(generation)
                if number is not None:
                    let_go.append(Settlement(row.id, below=number + 1))
        await self._settling.settle(let_go)
        return results

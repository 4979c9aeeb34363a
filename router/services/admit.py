"""Who is let in, who waits for a turn and who is refused, when more arrives than can be answered?

Few requests are worked on at once: more would not be done sooner, but each of them later. The
others wait in a line, in which the important ones overtake. Whoever waits for a provider costs
nothing meanwhile and is not counted: a slow provider is no overload of ours.
"""

import asyncio
import logging
import time
from collections import Counter, deque
from collections.abc import Callable, Sized
from types import TracebackType
from typing import Protocol

from router.core.admission import Mix, Rank, rank_of
from router.core.admission_line import Line, Place
from router.core.admission_pressure import Pressure
from router.core.assessment import Assessment
from router.core.errors import Overloaded

__all__ = ["OVERLOADED", "Admit", "Applicant", "overloaded"]

OVERLOADED = (
    "More arrives than this service can answer in time, and more important requests go first. "
    "Send the request again after the time that Retry-After says."
)
_RETRY_AFTER_S = 2
_AT_WORK = 16
"""Enough for the ledger to write many at once, and for an important one to be done soon."""
_PATIENCE = {Rank.HIGH: 8.0, Rank.NORMAL: 2.4, Rank.LOW: 1.4}
"""As many times as long as a wait should be, somebody waits in a line that stands."""
_TICK_S = 0.01
_REFUSALS_A_TICK = 20
_REFUSALS_IN_A_CROWD = 5
"""A refusal costs a tenth of an answer: more of them would cost answers."""
_LONGEST_HOLD_S = 2.0
_LOOKED_AT = 16
"""One in so many is let wait all the same, to see whether its key still asks what it used to."""
_MOST_KEYS = 10_000
_STRANGERS = "strangers"
_TELL_AGAIN_S = 60.0
_log = logging.getLogger(__name__)


class Applicant(Protocol):
    """A request at the door."""

    @property
    def sender(self) -> int:
        """Who sends it, as a number that stands for the credential."""
        ...

    @property
    def declared(self) -> Rank:
        """What its caller says of it; high where nothing is said."""
        ...

    @property
    def is_gone(self) -> bool:
        """Whether its caller has left."""
        ...

    def begin(self) -> None:
        """Its turn has come."""
        ...

    def refuse(self) -> None:
        """It is told to come again."""
        ...


def overloaded() -> Overloaded:
    """The refusal."""
    return Overloaded(OVERLOADED, headers={"retry-after": str(_RETRY_AFTER_S)})


class Admit:
    """The door of one process, only ever used on its event loop.

    As a context it is what a request enters while it only waits for a provider, or streams.
    """

    def __init__(
        self,
        *,
        most_requests: int = 2_000,
        most_connections: int = 8_000,
        longest_wait_s: float = 0.25,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """How many may be let in, and how long may they wait?

        Args:
            most_requests: are answered at once, whatever they cost.
            most_connections: may be open.
            longest_wait_s: that a turn takes to come while all are let in.
            now_s: the time.
        """
        self.most_requests = most_requests
        self.most_connections = most_connections
        self.refused: Counter[Rank] = Counter()
        self._now_s = now_s
        self._line: Line[Applicant] = Line()
        self._patience_s = {rank: times * longest_wait_s for rank, times in _PATIENCE.items()}
        self._pressure = Pressure(longest_wait_s=longest_wait_s)
        self._under_way: Sized = ()
        self._away = 0
        self._is_armed = self._is_ticking = False
        self._told_s = float("-inf")
        self._turned_away = 0
        self._held: dict[Rank, deque[tuple[float, Applicant]]] = {rank: deque() for rank in Rank}
        self._keys: dict[int, str] = {}
        self._mixes: dict[str, Mix] = {}

    @property
    def is_overloaded(self) -> bool:
        """Whether requests are refused for want of time."""
        return self._pressure.is_standing

    def enter(self, applicant: Applicant, *, under_way: Sized) -> None:
        """Let somebody begin, wait, or come again; `under_way` are all who were let in."""
        self._under_way = under_way
        if len(under_way) + len(self._line) >= self.most_requests:
            self._refuse(applicant, self._rank(applicant))
        elif not self._line and self._has_room:
            applicant.begin()
        else:
            self._queue(applicant)

    def introduce(self, sender: int, key_id: str) -> None:
        """The credential behind `sender` is that of a key."""
        if len(self._keys) >= _MOST_KEYS:
            self._keys.clear()
        self._keys[sender] = key_id

    def heard(self, key_id: str, assessment: Assessment) -> None:
        """A request was read.

        Raises:
            Overloaded: it turns out as less important than those who get turns now.
        """
        rank = rank_of(assessment)
        mix = self._mixes.get(key_id)
        if mix is None:
            if len(self._mixes) >= _MOST_KEYS:
                self._mixes.clear()
            mix = self._mixes[key_id] = Mix()
        mix.note(rank)
        if not self._pressure.admits(rank):
            self.refused[rank] += 1
            raise overloaded()

    def free(self) -> None:
        """Somebody is done, or away: whoever is next may begin, in the loop's next round."""
        if self._line and not self._is_armed:
            self._is_armed = True
            asyncio.get_running_loop().call_soon(self._begin_next)

    def close(self) -> None:
        """Refuse all who wait: the process ends."""
        while (place := self._line.next()) is not None:
            place.who.refuse()
        for held in self._held.values():
            while held:
                held.popleft()[1].refuse()

    def __enter__(self) -> None:
        self._away += 1
        self.free()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._away -= 1

    @property
    def _has_room(self) -> bool:
        return len(self._under_way) - self._away < _AT_WORK

    def _queue(self, applicant: Applicant) -> None:
        rank = self._rank(applicant)
        if not self._pressure.admits(rank):
            self._turned_away += 1
            if self._turned_away % _LOOKED_AT or rank is applicant.declared:
                self._refuse(applicant, rank)
                return
            rank = Rank.NORMAL
        sender = self._keys.get(applicant.sender, _STRANGERS)
        self._line.join(Place(applicant, rank, self._now_s()), sender=sender)
        self._tick_on()

    def _rank(self, applicant: Applicant) -> Rank:
        mix = self._mixes.get(self._keys.get(applicant.sender, _STRANGERS))
        return max(Rank.NORMAL if mix is None else mix.rank, applicant.declared)

    def _begin_next(self) -> None:
        self._is_armed = False
        while self._has_room and (place := self._line.next()) is not None:
            if not place.who.is_gone:
                self._pressure.serve(place.rank, self._now_s())
                place.who.begin()

    def _refuse(self, applicant: Applicant, rank: Rank) -> None:
        """Not at once where many are refused: who asks again at once would cost the others."""
        self.refused[rank] += 1
        self._held[rank].append((self._now_s(), applicant))
        self._tick_on()

    def _tick_on(self) -> None:
        if not self._is_ticking:
            self._is_ticking = True
            asyncio.get_running_loop().call_later(_TICK_S, self._tick)

    def _tick(self) -> None:
        now_s = self._now_s()
        self._pressure.look(now_s, oldest_s=self._line.oldest_s())
        if self.is_overloaded:
            self._sweep(now_s)
        self._let_go(now_s)
        self._begin_next()
        self._is_ticking = False
        if self._line or self.is_overloaded or any(self._held.values()):
            self._tick_on()

    def _sweep(self, now_s: float) -> None:
        """Refuse whoever has waited too long in a line that stands."""
        for place in self._line.overdue(now_s, patience_s=self._patience_s):
            self._refuse(place.who, place.rank)
        if now_s - self._told_s > _TELL_AGAIN_S:
            self._told_s = now_s
            _log.warning("Overload: requests of low priority are refused first.")

    def _let_go(self, now_s: float) -> None:
        """Tell some of those who are refused, the important ones first: they may ask again."""
        left = _REFUSALS_IN_A_CROWD if self.is_overloaded else _REFUSALS_A_TICK
        for held in self._held.values():
            while held and (left > 0 or held[0][0] < now_s - _LONGEST_HOLD_S):
                applicant = held.popleft()[1]
                if not applicant.is_gone:
                    left -= 1
                    applicant.refuse()

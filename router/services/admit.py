"""Who is let in, who waits for a turn and who is refused, when more arrives than can be answered?

A request costs its work in many small pieces, all on one event loop. Each round of the loop begins
a few requests and goes on with all that are begun, so that no more are begun than the loop gets
done; the others wait in a line, in which the important ones overtake. Where nobody waits, nothing
of this happens. Waiting for a provider takes no turn, and is no overload.
"""

import asyncio
import logging
import time
from collections import Counter, deque
from collections.abc import Callable
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
_TURNS_A_ROUND = 8
_TURNS_IN_A_CROWD = 2
"""Fewer, so that rounds are short and an important request soon has each of its own."""
_PATIENCE_S = {Rank.HIGH: 0.5, Rank.NORMAL: 0.05, Rank.LOW: 0.02}
"""How long anybody waits in a line that stands."""
_SWEEP_S = 0.005
_REFUSALS_A_SECOND = 500
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
    """The door of one process. Only ever used on its event loop."""

    def __init__(
        self,
        *,
        most_requests: int = 2_000,
        most_connections: int = 8_000,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """The most that are answered at once, and may be connected, whatever they cost."""
        self.most_requests = most_requests
        self.most_connections = most_connections
        self.refused: Counter[Rank] = Counter()
        self._now_s = now_s
        self._line: Line[Applicant] = Line()
        self._pressure = Pressure()
        self._begun = 0
        self._is_armed = False
        self._swept_s = self._told_s = float("-inf")
        self._turned_away = 0
        self._held: deque[tuple[float, Applicant]] = deque()
        self._keys: dict[int, str] = {}
        self._mixes: dict[str, Mix] = {}

    @property
    def is_overloaded(self) -> bool:
        """Whether requests are refused for want of time."""
        return self._pressure.is_standing

    def enter(self, applicant: Applicant, *, busy: int) -> None:
        """Let somebody begin, wait, or come again; `busy` are under way."""
        if busy + len(self._line) >= self.most_requests:
            self._refuse(applicant, self._rank(applicant))
        elif not self._line and self._begun < self._turns:
            self._begin(applicant)
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

    def close(self) -> None:
        """Refuse all who wait: the process ends."""
        while (place := self._line.next()) is not None:
            place.who.refuse()
        while self._held:
            self._held.popleft()[1].refuse()

    @property
    def _turns(self) -> int:
        return _TURNS_IN_A_CROWD if self._pressure.is_standing else _TURNS_A_ROUND

    def _begin(self, applicant: Applicant) -> None:
        self._begun += 1
        self._arm()
        applicant.begin()

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
        self._arm()

    def _rank(self, applicant: Applicant) -> Rank:
        mix = self._mixes.get(self._keys.get(applicant.sender, _STRANGERS))
        return max(Rank.NORMAL if mix is None else mix.rank, applicant.declared)

    def _arm(self) -> None:
        if not self._is_armed:
            self._is_armed = True
            asyncio.get_running_loop().call_soon(self._round)

    def _round(self) -> None:
        """The next round of the loop: begin a few of those who wait."""
        self._is_armed, self._begun = False, 0
        pressure = self._pressure
        if not self._line and not pressure.is_standing:
            return
        now_s = self._now_s()
        pressure.look(now_s, is_empty=not self._line)
        if pressure.is_standing:
            self._sweep(now_s)
        while self._begun < self._turns and (place := self._line.next()) is not None:
            if not place.who.is_gone:
                pressure.serve(place.rank, now_s)
                self._begin(place.who)
        if self._line or pressure.is_standing:
            self._arm()

    def _sweep(self, now_s: float) -> None:
        if now_s - self._swept_s < _SWEEP_S:
            return
        self._swept_s = now_s
        for place in self._line.overdue(now_s, patience_s=_PATIENCE_S):
            self._refuse(place.who, place.rank)
        if now_s - self._told_s > _TELL_AGAIN_S:
            self._told_s = now_s
            _log.warning("Overload: requests of low priority are refused first.")

    def _refuse(self, applicant: Applicant, rank: Rank) -> None:
        """Not at once, where many are refused: who asks again at once would cost the others."""
        self.refused[rank] += 1
        now_s = self._now_s()
        last_s = self._held[-1][0] if self._held else now_s
        due_s = min(last_s + 1 / _REFUSALS_A_SECOND, now_s + _LONGEST_HOLD_S)
        self._held.append((due_s, applicant))
        if len(self._held) == 1:
            self._wake(due_s - now_s)

    def _wake(self, delay_s: float) -> None:
        asyncio.get_running_loop().call_later(max(delay_s, 0.01), self._let_go)

    def _let_go(self) -> None:
        now_s, held = self._now_s(), self._held
        while held and held[0][0] <= now_s:
            applicant = held.popleft()[1]
            if not applicant.is_gone:
                applicant.refuse()
        if held:
            self._wake(held[0][0] - now_s)

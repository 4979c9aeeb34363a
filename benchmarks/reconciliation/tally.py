"""Do bill and ledger agree, call by call and in sum?"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.reconciliation.booked import Booked
from benchmarks.reconciliation.turn import Turn

__all__ = ["Tally", "tally", "told"]


_HEAD = f"{'billed nUSD':>15}{'booked nUSD':>15}{'off':>5}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What was billed and booked, in whole nano-USD."""

    turns: Sequence[Turn]
    billed: Mapping[int, int]
    booked: Booked

    def billed_for(self, turn: Turn) -> int:
        """What the provider bills for a call."""
        return self.billed.get(turn.number, 0)

    def booked_for(self, turn: Turn) -> int:
        """What the ledger holds of it."""
        return self.booked.nanos_by_call.get(turn.number, 0)

    @property
    def differing(self) -> tuple[Turn, ...]:
        """Calls on which the two do not agree to the nano-dollar."""
        return tuple(one for one in self.turns if self.billed_for(one) != self.booked_for(one))

    @property
    def strangers(self) -> frozenset[int]:
        """Calls that only one of the two knows at all."""
        planned = {turn.number for turn in self.turns}
        return frozenset((self.billed.keys() | self.booked.nanos_by_call.keys()) ^ planned)

    @property
    def agrees(self) -> bool:
        """Whether all is as it should be, down to the counters of the budget."""
        bill, book = sum(self.billed.values()), self.booked
        sums = {bill, book.sum_nanos, book.counted_nanos}
        is_over = book.held_nanos == 0 and book.open_holds == 0
        return not self.differing and not self.strangers and len(sums) == 1 and is_over


def tally(turns: Sequence[Turn], billed: Mapping[int, int], booked: Booked) -> Tally:
    """Lay both beside each other."""
    return Tally(turns=turns, billed=billed, booked=booked)


def told(result: Tally) -> Iterator[str]:
    """The tally as a table, and each difference as a line."""
    kinds = Counter(turn.kind for turn in result.turns)
    yield f"{'kind of call':34}{'calls':>7}{'counted':>9}" + _HEAD
    for kind, calls in sorted(kinds.items()):
        those = [turn for turn in result.turns if turn.kind == kind]
        yield _row(result, kind, those, calls=calls)
    yield _row(result, "all", result.turns, calls=len(result.turns))
    book = result.booked
    yield (
        f"{book.entries} entries; the budget counts {book.counted_nanos} nUSD as spent and "
        f"{book.held_nanos} as held by {book.open_holds} holds."
    )
    for turn in result.differing[:20]:
        yield f"off by {result.booked_for(turn) - result.billed_for(turn)} nUSD: {turn}"


def _row(result: Tally, kind: str, turns: Sequence[Turn], *, calls: int) -> str:
    counted = sum(turn.number in result.booked.estimated for turn in turns)
    billed = sum(map(result.billed_for, turns))
    booked = sum(map(result.booked_for, turns))
    off = sum(result.billed_for(turn) != result.booked_for(turn) for turn in turns)
    return f"{kind:34}{calls:>7}{counted:>9}{billed:>15}{booked:>15}{off:>5}"

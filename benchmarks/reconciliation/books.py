"""What does the provider bill? Its own count and its own integers, next to nothing of Tierwise."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from benchmarks.reconciliation.price_sheet import FEMTOS_PER_NANO, SHEET, Fees
from benchmarks.reconciliation.turn import Extra, Piece

__all__ = ["Books", "Count", "Line"]


@dataclass(slots=True, kw_only=True)
class Count:
    """The tokens of one attempt, as they come and go."""

    text: int
    """Of the input."""
    extra: Extra = field(default_factory=Extra)
    """Stays empty for an answer that did not end: what is not said is not charged for."""
    said: int = 0
    thought: int = 0

    def write(self, piece: Piece) -> None:
        """One token more has left the house."""
        if piece.place == "reasoning_content":
            self.thought += 1
        else:
            self.said += 1

    @property
    def read(self) -> int:
        """All input."""
        special = self.extra
        written = special.written_to_cache + special.written_to_cache_1h
        return self.text + special.cached + written + special.image + special.audio

    @property
    def thoughts(self) -> int:
        """Output that is reasoning, shown or not."""
        return self.thought + self.extra.thought

    @property
    def output(self) -> int:
        """All output."""
        return self.said + self.thoughts + self.extra.spoken


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the bill."""

    call: int
    femtos: int

    @property
    def nanos(self) -> int:
        """In whole nano-USD, a half to the even one, as invoices are agreed upon."""
        whole, rest = divmod(self.femtos, FEMTOS_PER_NANO)
        is_up = 2 * rest > FEMTOS_PER_NANO or (2 * rest == FEMTOS_PER_NANO and whole % 2 == 1)
        return whole + is_up


class Books:
    """Every line that the provider will bill."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def bill(self, call: int, count: Count, *, model: str, service: str | None) -> None:
        """Write a line for what was read and written."""
        fees = SHEET[model].fees_for(read=count.read, service=service)
        self.lines.append(Line(call=call, femtos=_femtos(count, fees)))

    def nanos_by_call(self) -> dict[int, int]:
        """What each call costs; calls that cost nothing have no line."""
        found: dict[int, int] = defaultdict(int)
        for line in self.lines:
            found[line.call] += line.nanos
        return dict(found)


def _femtos(count: Count, fees: Fees) -> int:
    extra = count.extra
    parts: Iterable[tuple[int, int]] = (
        (count.text, fees.fresh),
        (extra.cached, fees.cache_read),
        (extra.written_to_cache, fees.cache_write),
        (extra.written_to_cache_1h, fees.cache_write_1h),
        (extra.image, fees.image),
        (extra.audio, fees.audio),
        (count.said, fees.written),
        (count.thoughts, fees.thought),
        (extra.spoken, fees.spoken),
    )
    return fees.request + sum(tokens * fee for tokens, fee in parts)

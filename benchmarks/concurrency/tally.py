"""Do callers and ledger tell the same story?"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from benchmarks.concurrency.answers import BROKEN, OK, Answered
from benchmarks.concurrency.looking import Entry

__all__ = ["Tally", "tally"]

_NANOS = 10**9
_FREE = ("refused", "corrected")


@dataclass(slots=True)
class Tally:
    """Sums over all requests. What must be nothing is in `faults`."""

    answered: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    """By code."""
    broken: int = 0
    shortened: int = 0
    entries: int = 0
    spent_nanos: int = 0
    lost: int = 0
    """Calls that were booked as lost with their process."""
    corrections: int = 0
    missing: int = 0
    """Complete answers, or refusals with a decision, without an entry."""
    doubled: int = 0
    """Calls that were booked twice, and ids that are there twice."""
    wrong: int = 0
    """Complete answers for which the ledger has another amount than the caller was told."""

    @property
    def faults(self) -> int:
        """What the ledger does not have as it happened."""
        return self.missing + self.doubled + self.wrong


def tally(answers: Sequence[Answered], entries: Sequence[Entry]) -> Tally:
    """Compare what callers saw with what is booked."""
    found = Tally(entries=len(entries), spent_nanos=sum(one.cost_nanos for one in entries))
    by_decision: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_decision[entry.decision_id].append(entry)
        found.lost += entry.outcome == "lost"
        found.corrections += entry.outcome == "corrected"
    found.doubled = len(entries) - len({entry.id for entry in entries})
    found.doubled += sum(_is_doubled(booked) for booked in by_decision.values())
    for answer in answers:
        _add(answer, by_decision.get(answer.decision_id or "", []), into=found)
    return found


def _is_doubled(booked: Sequence[Entry]) -> bool:
    """Whether a decision was billed by more than one entry that is no correction."""
    return sum(entry.outcome not in _FREE for entry in booked) > 1


def _add(answer: Answered, booked: Sequence[Entry], *, into: Tally) -> None:
    if answer.status == OK:
        into.answered += 1
        into.shortened += answer.is_shortened
        into.missing += not booked
        told = int(Decimal(answer.cost_usd or 0) * _NANOS)
        into.wrong += bool(booked) and sum(entry.cost_nanos for entry in booked) != told
    elif answer.status == BROKEN:
        into.broken += 1
    else:
        code = answer.code or str(answer.status)
        into.refused[code] = into.refused.get(code, 0) + 1
        into.missing += answer.decision_id is not None and not booked

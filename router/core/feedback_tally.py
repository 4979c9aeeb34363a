"""How do answers fare, by group, without anybody being watched?"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from router.core.caller import UNASSIGNED
from router.core.feedback import Feedback, Verdict, score_of
from router.core.money import ZERO_USD
from router.core.traffic import ServedRequest

__all__ = ["FEWEST_PEOPLE", "OTHERS", "FeedbackBy", "Heard", "TallyRow", "tally"]

FEWEST_PEOPLE = 5
"""A group in which fewer people were heard is merged with others."""
OTHERS = "(others, merged)"


class FeedbackBy(StrEnum):
    """What feedback can be grouped by; people are not among it."""

    DEPLOYMENT = "deployment"
    TASK = "task"
    TIER = "tier"
    TEAM = "team"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One answer and what counts of the feedback on it."""

    served: ServedRequest
    feedback: Feedback


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyRow:
    """Feedback of one group."""

    group: str
    answers: int
    accepted: int
    edited: int
    rejected: int
    mean_score: float | None
    """None where no answer was scored."""
    value_usd: Decimal
    cost_usd: Decimal


def tally(heard: Iterable[Heard], by: FeedbackBy) -> list[TallyRow]:
    """One row a group, most answers first; small groups as one.

    Where the small groups together are still too few, the next smallest joins them: otherwise one
    could subtract. If there is only one group left, it stands for all.
    """
    groups: dict[str, list[Heard]] = defaultdict(list)
    for one in heard:
        groups[_group(one, by)].append(one)
    small = sorted(name for name in groups if _people(groups[name]) < FEWEST_PEOPLE)
    merged = [one for name in small for one in groups.pop(name)]
    while merged and groups and _people(merged) < FEWEST_PEOPLE:
        merged += groups.pop(min(groups, key=lambda name: (_people(groups[name]), name)))
    if merged:
        groups[OTHERS] = merged
    rows = [_row(name, members) for name, members in groups.items()]
    return sorted(rows, key=lambda row: (-row.answers, row.group))


def _group(heard: Heard, by: FeedbackBy) -> str:
    entry = heard.served.entry
    if by is FeedbackBy.TASK:
        return heard.served.facts.assessment.task.value
    if by is FeedbackBy.TEAM:
        return entry.caller.team
    return (entry.deployment if by is FeedbackBy.DEPLOYMENT else entry.tier) or UNASSIGNED


def _people(heard: Sequence[Heard]) -> int:
    callers = (one.served.entry.caller for one in heard)
    return len({(c.user if c.user != UNASSIGNED else c.key_id, c.team) for c in callers})


def _row(group: str, heard: Sequence[Heard]) -> TallyRow:
    verdicts = [one.feedback.verdict for one in heard]
    scores = [score for one in heard if (score := score_of(one.feedback)) is not None]
    values = (one.feedback.outcome_value_usd or ZERO_USD for one in heard)
    return TallyRow(
        group=group,
        answers=len(heard),
        accepted=verdicts.count(Verdict.ACCEPTED),
        edited=verdicts.count(Verdict.EDITED),
        rejected=verdicts.count(Verdict.REJECTED),
        mean_score=sum(scores) / len(scores) if scores else None,
        value_usd=sum(values, start=ZERO_USD),
        cost_usd=sum((one.served.entry.cost_usd for one in heard), start=ZERO_USD),
    )

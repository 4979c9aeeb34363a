"""Is every difference between callers and ledger found?"""

from benchmarks.concurrency.answers import BROKEN, OK, Answered
from benchmarks.concurrency.looking import Entry
from benchmarks.concurrency.tally import tally

WHOLE = Answered(status=OK, decision_id="d1", cost_usd="0.000000007")


def entry(name: str, decision_id: str = "d1", *, cost: int = 7, was: str = "completed") -> Entry:
    corrects = "e1" if was == "corrected" else None
    return Entry(name, decision_id, was, cost, corrects, 1)


def test_a_complete_answer_with_its_entry_is_no_fault() -> None:
    found = tally([WHOLE], [entry("e1")])

    assert (found.answered, found.entries, found.spent_nanos, found.faults) == (1, 1, 7, 0)


def test_a_complete_answer_without_an_entry_is_missing() -> None:
    assert tally([WHOLE], [entry("e1", "d2")]).missing == 1
    assert tally([Answered(status=OK, cost_usd="0")], [entry("e1")]).missing == 1


def test_a_refusal_that_names_its_decision_has_an_entry() -> None:
    refused = Answered(status=429, decision_id="d3", code="budget_exceeded")

    assert tally([refused], []).missing == 1
    assert tally([refused], [entry("e3", "d3", cost=0, was="refused")]).faults == 0
    assert tally([refused], []).refused == {"budget_exceeded": 1}


def test_a_call_that_is_booked_twice_is_doubled() -> None:
    assert tally([WHOLE], [entry("e1"), entry("e2", cost=0)]).doubled == 1
    assert tally([], [entry("e1"), entry("e1", "d2")]).doubled == 1


def test_a_lost_call_that_was_corrected_is_booked_once() -> None:
    found = tally(
        [WHOLE], [entry("e1", cost=20, was="lost"), entry("e2", cost=-13, was="corrected")]
    )

    assert (found.lost, found.corrections, found.faults) == (1, 1, 0)


def test_another_amount_than_the_caller_was_told_is_wrong() -> None:
    assert tally([WHOLE], [entry("e1", cost=8)]).wrong == 1


def test_a_broken_answer_may_be_booked_or_not() -> None:
    broken = Answered(status=BROKEN, decision_id="d1")

    assert tally([broken], []).faults == tally([broken], [entry("e1")]).faults == 0
    assert tally([broken], []).broken == 1

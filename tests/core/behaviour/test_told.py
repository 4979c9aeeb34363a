"""Tests of `router.core.behaviour.told`."""

import json
from typing import Any

from router.core.behaviour.asked import BehaviourBy
from router.core.behaviour.report import report_of
from router.core.behaviour.tally import Tallies
from router.core.behaviour.told import report_told
from tests.core.behaviour.asking import asked
from tests.factories import NOON


def told(people: int, *, judged: bool) -> Any:
    scores = {str(number): 1.0 for number in range(people)} if judged else {}
    tallies = Tallies(BehaviourBy.TEAM, scores=scores)
    tallies.add(
        asked(decision_id=str(number), person=str(number), spent_nanos=10**9, fingerprint=None)
        for number in range(people)
    )
    report = report_of(tallies.groups, BehaviourBy.TEAM, since=NOON, until=NOON)
    return json.loads(json.dumps(report_told(report)))


def test_a_report_is_told_with_amounts_as_text() -> None:
    found = told(5, judged=True)

    assert found["is_hidden"] is False
    (row,) = found["data"]
    assert (row["group"], row["people"], row["spent_usd"]) == ("search", 5, "5.0000")
    assert row["wastes"]["rejected"] == {"requests": 0, "share": 0.0, "saved_usd": "0.0000"}
    assert row["accepted"]["usd_each"] == "1.0000"


def test_what_was_judged_by_nobody_is_not_told() -> None:
    (row,) = told(5, judged=False)["data"]
    assert row["accepted"] is None
    assert "rejected" not in row["wastes"]


def test_what_is_left_out_is_said() -> None:
    found = told(4, judged=False)
    assert (found["data"], found["is_hidden"]) == ([], True)

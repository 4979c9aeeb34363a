"""Tests of `router.services.watch_drift`."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
import pytest

from classifier.drift.shift import Level
from classifier.labels import Complexity, Priority, Task
from classifier.snapshot import Observed, Snapshot
from router.adapters.storage.memory import open_memory
from router.adapters.storage.stores import Stores
from router.core.assessment import Assessment
from router.core.errors import InvalidRequest
from router.core.feedback import Feedback, Verdict
from router.services.watch_drift import Drift, WatchDrift
from tests.classifier.drift.traffic import observed
from tests.factories import NOON, decision_record, facts, ledger_entry
from tests.fakes import FixedClock

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
WORDS = "no label is probable enough"


def assessments(seen: Observed, version: str = "clf-1") -> list[Assessment]:
    """What the classifier would have recorded of made-up prompts."""
    sure = seen.confidence["priority"]
    return [
        Assessment(
            priority=Priority(label),
            complexity=Complexity.TRIVIAL,
            task=Task.CHAT,
            priority_probabilities={label: float(sure[number])},
            complexity_probabilities={"trivial": 1.0},
            task_probabilities={"chat": 1.0},
            is_abstained=number < seen.abstained["unsure"] * len(seen),
            abstained_because=WORDS if number < seen.abstained["unsure"] * len(seen) else None,
            features=dict(zip(seen.names, seen.rows[number].tolist(), strict=True)),
            classifier_version=version,
        )
        for number, label in enumerate(seen.labels["priority"])
    ]


def training(**unusual: float) -> Snapshot:
    seen = observed(2_000, seed=0, **unusual)
    labels = {**seen.labels, "complexity": ["trivial"] * 2_000, "task": ["chat"] * 2_000}
    sure = {**seen.confidence, "complexity": np.ones(2_000), "task": np.ones(2_000)}
    return Snapshot.of(
        Observed(
            names=seen.names,
            rows=seen.rows,
            labels=labels,
            confidence=sure,
            abstained=seen.abstained,
        )
    )


@pytest.fixture
def stores() -> Stores:
    return open_memory()


async def book(stores: Stores, found: Sequence[Assessment], *, at: datetime, name: str) -> None:
    for number, one in enumerate(found):
        decision = f"dec_{name}_{number}"
        await stores.ledger.append(
            ledger_entry(id=f"led_{name}_{number}", decision_id=decision, at=at),
            decision_record(id=decision, on=facts(said=one, at=at)),
        )


async def drift(
    stores: Stores,
    snapshot: Snapshot | None,
    *,
    since: timedelta = WEEK,
    against: timedelta | None = None,
) -> Drift:
    watch = WatchDrift(
        traffic=stores.traffic,
        feedback=stores.feedback,
        clock=FixedClock(),
        reasons={WORDS: "unsure"},
    )
    return await watch(snapshot, classifier="clf-1", since=since, against=against)


async def test_traffic_like_training_is_no_finding(stores: Stores) -> None:
    await book(stores, assessments(observed(400, seed=1)), at=NOON - DAY, name="a")

    found = await drift(stores, training())

    assert (found.report.now, found.left_out) == (400, 0)
    assert (found.report.level, found.report.reasons) == (Level.NONE, [])
    assert found.compared_with == "the prompts of its training"


async def test_longer_prompts_are_found_in_the_facts_alone(stores: Stores) -> None:
    await book(stores, assessments(observed(400, seed=1, longer=3.0)), at=NOON - DAY, name="a")

    found = await drift(stores, training())

    assert found.report.level is Level.GREAT
    assert "the turns that ask are 3." in found.report.reasons[0]


async def test_abstentions_are_compared_by_their_short_names(stores: Stores) -> None:
    await book(stores, assessments(observed(400, seed=1, unsure=0.4)), at=NOON - DAY, name="a")

    found = await drift(stores, training())

    assert any("unsure 3% before, 40% now" in reason for reason in found.report.reasons)


async def test_only_the_time_asked_for_and_the_artifact_in_force_count(stores: Stores) -> None:
    old = assessments(observed(300, seed=1, longer=9.0))
    others = assessments(observed(300, seed=2, longer=9.0), version="clf-0")
    await book(stores, old, at=NOON - 2 * WEEK, name="old")
    await book(stores, others, at=NOON - DAY, name="other")
    await book(stores, assessments(observed(300, seed=3)), at=NOON, name="now")

    found = await drift(stores, training())

    assert (found.report.now, found.left_out) == (300, 300)
    assert found.report.level is Level.NONE


async def test_the_weeks_before_can_stand_in_for_training(stores: Stores) -> None:
    await book(
        stores, assessments(observed(400, seed=1, kana=0.4)), at=NOON - 2 * WEEK, name="then"
    )
    await book(stores, assessments(observed(400, seed=2, kana=0.4)), at=NOON - DAY, name="now")

    against_training = await drift(stores, training())
    against_then = await drift(stores, None, against=4 * WEEK)

    assert against_training.report.level is not Level.NONE
    assert against_then.report.level is Level.NONE
    assert against_then.compared_with == "400 requests before"


async def test_where_there_is_nothing_to_compare_with_that_is_said(stores: Stores) -> None:
    with pytest.raises(InvalidRequest, match="clf-1 judged no request"):
        await drift(stores, None, against=WEEK)


async def test_without_any_traffic_nothing_is_judged(stores: Stores) -> None:
    found = await drift(stores, training())

    assert (found.report.now, found.report.is_judged) == (0, False)


async def test_a_fall_of_acceptance_is_found_and_the_last_word_counts(stores: Stores) -> None:
    await book(stores, assessments(observed(400, seed=1)), at=NOON - DAY, name="a")

    async def say(number: int, verdict: Verdict, at: datetime) -> None:
        await stores.feedback.add(
            Feedback(
                id=f"fb_{number}_{verdict}_{at.day}",
                decision_id=f"dec_a_{number}",
                at=at,
                key_id="key_1",
                verdict=verdict,
            )
        )

    for number in range(200):
        is_now = number % 2
        await say(number, Verdict.ACCEPTED, NOON - (DAY if is_now else 10 * DAY))
        if is_now and number < 100:
            await say(number, Verdict.REJECTED, NOON - DAY / 2)
    await asyncio.sleep(0)

    accepted = (await drift(stores, training())).report.acceptance

    assert accepted is not None
    assert (accepted.accepted_before, accepted.of_before) == (100, 100)
    assert (accepted.accepted_now, accepted.of_now) == (50, 100)
    assert accepted.level is Level.GREAT

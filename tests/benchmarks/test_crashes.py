"""Do books and budgets survive a few blows? `python -m benchmarks.crashes.run` strikes many."""

import pytest

from benchmarks.crashes.trial import Plan, endure

PLANS = [
    Plan(name="SQLite", kind="sqlite", replicas=1, blows=("service killed",) * 3),
    Plan(
        name="PostgreSQL and Redis",
        kind="postgres+redis",
        replicas=2,
        blows=("service killed", "Redis flushed", "PostgreSQL killed", "Redis killed"),
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: str(plan.name))
def test_no_completed_answer_is_missing_and_no_budget_overrun_after_blows(plan: Plan) -> None:
    endured = endure(plan)

    assert endured.untrue == []
    assert len(endured.booked_again_s) == len(plan.blows)

"""Tests of `router.core.coaching.premium_for_formatting`."""

import pytest

from classifier.labels import Complexity, Task
from router.core.coaching.premium_for_formatting import FIXED_WORK, premium_for_formatting
from tests.core.coaching.own import habits, own, usd


@pytest.mark.parametrize("task", sorted(FIXED_WORK))
def test_fixed_work_is_priced_on_economy(task: Task) -> None:
    asked = [own(n, task=task, complexity=Complexity.MODERATE) for n in range(5)]
    tip = premium_for_formatting(habits(*asked))
    assert tip is not None
    assert tip.saved_usd == 5 * (usd("0.075") - usd("0.0014"))


def test_demanding_work_and_other_tasks_give_no_tip() -> None:
    hard = [own(n, task=Task.TRANSLATION, complexity=Complexity.DEMANDING) for n in range(5)]
    other = [own(n, task=Task.DRAFTING) for n in range(5)]
    assert premium_for_formatting(habits(*hard, *other)) is None

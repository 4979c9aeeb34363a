"""Tests of `router.core.rules.task`."""

import pytest
from pydantic import ValidationError

from classifier.labels import Task
from router.core.rules.task import TaskIs
from tests.factories import assessment, facts


def test_matches_each_task_that_is_written_and_no_other() -> None:
    condition = TaskIs.model_validate(["drafting", "extraction"])

    matching = {task for task in Task if condition.matches(facts(said=assessment(task=task)))}

    assert matching == {Task.DRAFTING, Task.EXTRACTION}


def test_never_matches_where_the_classifier_abstained() -> None:
    known = facts(said=assessment(task=Task.DRAFTING, is_abstained=True))

    assert not TaskIs((Task.DRAFTING,)).matches(known)
    assert TaskIs((Task.DRAFTING,)).observed(known) == "the classifier abstained"


def test_tells_what_it_saw() -> None:
    assert TaskIs((Task.DRAFTING,)).observed(facts()) == "task is drafting"


def test_refuses_a_task_that_does_not_exist() -> None:
    with pytest.raises(ValidationError):
        TaskIs.model_validate("juggling")

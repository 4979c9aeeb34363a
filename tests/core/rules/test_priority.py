"""Tests of `router.core.rules.priority`."""

import pytest
from pydantic import ValidationError

from classifier.labels import Priority
from router.core.rules.priority import PriorityIs
from tests.factories import assessment, facts

CONDITION = PriorityIs.model_validate(["high", "low"])


def test_matches_each_priority_that_is_written_and_no_other() -> None:
    matching = {n for n in Priority if CONDITION.matches(facts(said=assessment(priority=n)))}

    assert matching == {Priority.HIGH, Priority.LOW}


def test_never_matches_where_the_classifier_abstained() -> None:
    said = assessment(priority=Priority.HIGH, is_abstained=True)

    assert not CONDITION.matches(facts(said=said))
    assert CONDITION.observed(facts(said=said)) == "the classifier abstained"


def test_tells_what_it_saw_and_wanted() -> None:
    said = assessment(priority=Priority.LOW)

    assert CONDITION.observed(facts(said=said)) == "priority is low"
    assert CONDITION.wanted() == "high or low"


def test_refuses_a_priority_that_does_not_exist() -> None:
    with pytest.raises(ValidationError):
        PriorityIs.model_validate("urgent")

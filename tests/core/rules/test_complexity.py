"""Tests of `router.core.rules.complexity`."""

import pytest
from pydantic import ValidationError

from classifier.labels import Complexity
from router.core.rules.complexity import ComplexityIs
from tests.factories import assessment, facts

CONDITION = ComplexityIs.model_validate(["demanding", "trivial"])


def test_matches_each_complexity_that_is_written_and_no_other() -> None:
    matching = {n for n in Complexity if CONDITION.matches(facts(said=assessment(complexity=n)))}

    assert matching == {Complexity.DEMANDING, Complexity.TRIVIAL}


def test_never_matches_where_the_classifier_abstained() -> None:
    said = assessment(complexity=Complexity.DEMANDING, is_abstained=True)

    assert not CONDITION.matches(facts(said=said))
    assert CONDITION.observed(facts(said=said)) == "the classifier abstained"


def test_tells_what_it_saw_and_wanted() -> None:
    said = assessment(complexity=Complexity.TRIVIAL)

    assert CONDITION.observed(facts(said=said)) == "complexity is trivial"
    assert CONDITION.wanted() == "demanding or trivial"


def test_refuses_a_complexity_that_does_not_exist() -> None:
    with pytest.raises(ValidationError):
        ComplexityIs.model_validate("hard")

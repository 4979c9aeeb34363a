"""Tests of `router.core.rules.probability`."""

from dataclasses import replace

import pytest
from pydantic import ValidationError

from classifier.labels import Complexity, Priority, Task
from router.core.rules.probability import ProbabilityIs
from tests.factories import assessment, facts

SAID = replace(
    assessment(),
    priority_probabilities={"high": 0.3, "normal": 0.5, "low": 0.2},
    complexity_probabilities={"trivial": 1.0},
    task_probabilities={"drafting": 0.05},
)
KNOWN = facts(said=SAID)


@pytest.mark.parametrize(
    ("written", "matches"),
    [
        ({"high": {"at_least": 0.3}}, True),
        ({"high": {"at_least": 0.31}}, False),
        ({"high": {"at_least": 0.3}, "drafting": {"at_most": 0.05}}, True),
        ({"high": {"at_least": 0.3}, "drafting": {"at_most": 0.04}}, False),
        ({"trivial": {"at_least": 1}}, True),
        ({"low": {"at_least": 0.1, "at_most": 0.3}}, True),
    ],
)
def test_matches_where_each_probability_lies_within_its_bounds(
    written: object, matches: bool
) -> None:
    assert ProbabilityIs.model_validate(written).matches(KNOWN) is matches


def test_matches_also_where_the_classifier_abstained() -> None:
    condition = ProbabilityIs.model_validate({"high": {"at_least": 0.3}})

    assert condition.matches(facts(said=replace(SAID, is_abstained=True)))


@pytest.mark.parametrize("bounds", [{"at_least": 0}, {"at_most": 1}])
def test_never_matches_where_no_probability_is_known(bounds: object) -> None:
    condition = ProbabilityIs.model_validate({"math": bounds})

    assert not condition.matches(KNOWN)
    assert condition.observed(KNOWN) == "math has no known probability"


def test_no_two_heads_have_a_label_of_one_name() -> None:
    names = [str(label) for head in (Priority, Complexity, Task) for label in head]

    assert len(set(names)) == len(names)


def test_tells_what_it_saw_and_wanted() -> None:
    condition = ProbabilityIs.model_validate(
        {"high": {"at_least": 0.4}, "drafting": {"at_most": 0.5}}
    )

    assert condition.observed(KNOWN) == "high has 30%, drafting has 5%"
    assert condition.wanted() == "high at least 0.4, drafting at most 0.5"


@pytest.mark.parametrize(
    "written", [{}, "high", {"high": 0.3}, {"high": {"at_least": 30}}, {"high": {}}]
)
def test_refuses_what_is_no_probability(written: object) -> None:
    with pytest.raises(ValidationError):
        ProbabilityIs.model_validate(written)


@pytest.mark.parametrize(
    ("label", "hint"), [("hihg", "did you mean 'high'"), ("xyz", "labels: low, normal, high")]
)
def test_says_which_labels_there_are(label: str, hint: str) -> None:
    with pytest.raises(ValidationError, match=hint):
        ProbabilityIs.model_validate({label: {"at_least": 0.3}})

"""Tests of `router.core.rules.labels`."""

import pytest

from classifier.labels import Complexity, Label, Priority, Task
from router.core.rules import When
from router.core.rules.labels import LabelIs
from router.core.rules.space import complement, is_covered
from tests.factories import assessment, facts

KINDS = [("priority", Priority), ("complexity", Complexity), ("task", Task)]


@pytest.mark.parametrize(("kind", "labels"), KINDS)
def test_each_kind_reads_its_own_label(kind: str, labels: type[Label]) -> None:
    for wanted in labels:
        (condition,) = When.model_validate({kind: wanted}).conditions()
        assert isinstance(condition, LabelIs)
        said = [assessment(**{kind: label}) for label in labels]  # type: ignore[arg-type]
        matching = [
            label
            for label, one in zip(labels, said, strict=True)
            if condition.matches(facts(said=one))
        ]
        assert matching == [wanted]


@pytest.mark.parametrize(("kind", "labels"), KINDS)
def test_all_labels_and_abstaining_are_everything(kind: str, labels: type[Label]) -> None:
    every = tuple(box for label in labels for box in When.model_validate({kind: label}).boxes())
    abstained = When.model_validate({"abstained": True}).boxes()

    assert is_covered({}, (*every, *abstained))
    assert not is_covered({}, every)
    assert not is_covered({}, (*every[1:], *abstained))


def test_what_is_left_of_a_label_is_the_others_and_abstaining() -> None:
    left = complement(When.model_validate({"priority": "high"}).boxes())
    others = When.model_validate({"any": [{"priority": ["low", "normal"]}, {"abstained": True}]})

    assert all(is_covered(box, others.boxes()) for box in left)
    assert all(is_covered(box, left) for box in others.boxes())

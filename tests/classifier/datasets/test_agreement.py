import pytest

from classifier.datasets.agreement import agreement, cohens_kappa
from classifier.datasets.real import RealLabel
from classifier.labels import Complexity, Priority, Task


def _label(identity: str, annotator: str, priority: Priority) -> RealLabel:
    return RealLabel(
        id=identity,
        annotator=annotator,
        source="tests",
        priority=priority,
        complexity=Complexity.TRIVIAL,
        task=Task.QA,
    )


def test_kappa_takes_away_what_chance_gives() -> None:
    assert cohens_kappa(list("aabb"), list("aabb")) == 1
    assert cohens_kappa(list("aabb"), list("abab")) == 0
    assert cohens_kappa(list("aabb"), list("aabc")) == pytest.approx((0.75 - 0.375) / 0.625)


def test_two_lists_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="2 labels beside 1"):
        cohens_kappa(["a", "b"], ["a"])


def test_only_prompts_with_two_annotators_count() -> None:
    labels = [
        _label("1", "x", Priority.LOW),
        _label("1", "y", Priority.HIGH),
        _label("2", "y", Priority.LOW),
        _label("2", "x", Priority.LOW),
        _label("3", "x", Priority.LOW),
    ]
    found = agreement(labels)
    assert found.prompts == 2
    assert found.kappa["task"] == 1
    assert found.kappa["priority"] == 0

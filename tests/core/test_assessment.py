"""Tests of `router.core.assessment`."""

from dataclasses import fields

from classifier.labels import Complexity, Priority, Task
from router.core.assessment import Assessment


def test_nothing_of_an_assessment_could_hold_the_prompt() -> None:
    said = Assessment(priority=Priority.LOW, complexity=Complexity.TRIVIAL, task=next(iter(Task)))

    texts = {f.name for f in fields(said) if type(getattr(said, f.name)) is str}

    assert texts == {"classifier_version"}
    assert not said.is_abstained

"""Condition `task`: what kind of work it is."""

from typing import ClassVar

from typing_extensions import override

from classifier.labels import Task
from router.core.facts import Facts
from router.core.rules.base import Condition, OneOrMore


class TaskIs(Condition[OneOrMore[Task]]):
    """Matches when the classifier is sure enough and names one of these tasks."""

    kind: ClassVar[str] = "task"

    @override
    def matches(self, facts: Facts) -> bool:
        return not facts.assessment.is_abstained and facts.assessment.task in self.root

    @override
    def observed(self, facts: Facts) -> str:
        if facts.assessment.is_abstained:
            return "the classifier abstained"
        return f"task is {facts.assessment.task}"

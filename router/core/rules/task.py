"""Condition `task`: what kind of work it is."""

from typing import ClassVar

from typing_extensions import override

from classifier.labels import Task
from router.core.assessment import Assessment
from router.core.rules.labels import LabelIs


class TaskIs(LabelIs[Task]):
    """Matches when the classifier is sure enough and names one of these tasks."""

    kind: ClassVar[str] = "task"

    @override
    def label(self, said: Assessment) -> Task:
        return said.task

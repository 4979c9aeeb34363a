"""Condition `project`: the project that the work is for."""

from typing import ClassVar

from typing_extensions import override

from router.core.facts import Facts
from router.core.rules.base import Condition, Names


class ProjectIs(Condition[Names]):
    """Matches when the request is billed to one of these projects."""

    kind: ClassVar[str] = "project"

    @override
    def matches(self, facts: Facts) -> bool:
        return facts.caller.project in self.root

    @override
    def observed(self, facts: Facts) -> str:
        return f"project is {facts.caller.project}"

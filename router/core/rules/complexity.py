"""Condition `complexity`: what the task demands of a model."""

from typing import ClassVar

from typing_extensions import override

from classifier.labels import Complexity
from router.core.facts import Facts
from router.core.rules.base import Condition, OneOrMore


class ComplexityIs(Condition[OneOrMore[Complexity]]):
    """Matches when the classifier is sure enough and names one of these complexities."""

    kind: ClassVar[str] = "complexity"

    @override
    def matches(self, facts: Facts) -> bool:
        return not facts.assessment.is_abstained and facts.assessment.complexity in self.root

    @override
    def observed(self, facts: Facts) -> str:
        if facts.assessment.is_abstained:
            return "the classifier abstained"
        return f"complexity is {facts.assessment.complexity}"

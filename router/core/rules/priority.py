"""Condition `priority`: what a poor answer would cost the organisation."""

from typing import ClassVar

from typing_extensions import override

from classifier.labels import Priority
from router.core.facts import Facts
from router.core.rules.base import Condition, OneOrMore


class PriorityIs(Condition[OneOrMore[Priority]]):
    """Matches when the classifier is sure enough and names one of these priorities."""

    kind: ClassVar[str] = "priority"

    @override
    def matches(self, facts: Facts) -> bool:
        return not facts.assessment.is_abstained and facts.assessment.priority in self.root

    @override
    def observed(self, facts: Facts) -> str:
        if facts.assessment.is_abstained:
            return "the classifier abstained"
        return f"priority is {facts.assessment.priority}"

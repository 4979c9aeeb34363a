"""Condition `priority`: what a poor answer would cost the organisation."""

from typing import ClassVar

from typing_extensions import override

from classifier.labels import Priority
from router.core.assessment import Assessment
from router.core.rules.labels import LabelIs
from router.core.rules.phrases import listed


class PriorityIs(LabelIs[Priority]):
    """Matches when the classifier is sure enough and names one of these priorities."""

    kind: ClassVar[str] = "priority"

    @override
    def label(self, said: Assessment) -> Priority:
        return said.priority

    @override
    def in_words(self) -> str:
        return f"of {listed(self.root)} {self.kind}"

"""Condition `complexity`: what the task demands of a model."""

from typing import ClassVar

from typing_extensions import override

from classifier.labels import Complexity
from router.core.assessment import Assessment
from router.core.rules.labels import LabelIs
from router.core.rules.phrases import listed


class ComplexityIs(LabelIs[Complexity]):
    """Matches when the classifier is sure enough and names one of these complexities."""

    kind: ClassVar[str] = "complexity"

    @override
    def label(self, said: Assessment) -> Complexity:
        return said.complexity

    @override
    def in_words(self) -> str:
        return f"of {listed(self.root)} {self.kind}"

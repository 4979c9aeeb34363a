"""What do the condition kinds share that test a label of the classifier?"""

from abc import abstractmethod
from typing import Generic, TypeVar

from typing_extensions import override

from classifier.labels import Label
from router.core.assessment import Assessment
from router.core.facts import Facts
from router.core.rules.base import Condition, OneOrMore
from router.core.rules.phrases import listed
from router.core.rules.space import NO, Boxes, Values, box_of

__all__ = ["LabelIs"]

L = TypeVar("L", bound=Label)


class LabelIs(Condition[OneOrMore[L]], Generic[L]):
    """Matches when the classifier is sure enough and names one of these labels."""

    @abstractmethod
    def label(self, said: Assessment) -> L:
        """The label that is tested."""

    @override
    def matches(self, facts: Facts) -> bool:
        said = facts.assessment
        return not said.is_abstained and self.label(said) in self.root

    @override
    def observed(self, facts: Facts) -> str:
        if facts.assessment.is_abstained:
            return "the classifier abstained"
        return f"{self.kind} is {self.label(facts.assessment)}"

    @override
    def in_words(self) -> str:
        return f"whose {self.kind} is {listed(label.replace('_', ' ') for label in self.root)}"

    @override
    def boxes(self) -> Boxes:
        every = frozenset(str(label) for label in type(self.root[0]))
        wanted = Values(frozenset(map(str, self.root)), among=every)
        return box_of({"abstained": NO, self.kind: wanted})

"""Condition `abstained`: whether the classifier was too unsure to say."""

from typing import ClassVar

from typing_extensions import override

from router.core.facts import Facts
from router.core.rules.base import Condition
from router.core.rules.space import NO, YES, Boxes


class Abstained(Condition[bool]):
    """Matches when the classifier abstained (`true`) or did not (`false`)."""

    kind: ClassVar[str] = "abstained"

    @override
    def matches(self, facts: Facts) -> bool:
        return facts.assessment.is_abstained is self.root

    @override
    def observed(self, facts: Facts) -> str:
        return "the classifier abstained" if facts.assessment.is_abstained else "it did not abstain"

    @override
    def in_words(self) -> str:
        return f"whose priority and complexity are {'unclear' if self.root else 'clear'}"

    @override
    def boxes(self) -> Boxes:
        return ({"abstained": YES if self.root else NO},)

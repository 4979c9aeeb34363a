"""Condition `tokens`: how long the input is, in tokens as estimated before the call."""

from typing import ClassVar

from typing_extensions import override

from router.core.facts import Facts
from router.core.rules.base import Condition
from router.core.rules.bounds import Counts
from router.core.rules.phrases import length
from router.core.rules.space import Boxes, box_of


class TokenRange(Counts):
    """Bounds on the number of input tokens, both inclusive."""


class InputTokens(Condition[TokenRange]):
    """Matches when the input's length lies within the bounds."""

    kind: ClassVar[str] = "tokens"

    @override
    def matches(self, facts: Facts) -> bool:
        return self.root.permit(facts.request.input_tokens)

    @override
    def observed(self, facts: Facts) -> str:
        return f"input is about {facts.request.input_tokens} tokens"

    @override
    def in_words(self) -> str:
        return f"with an input of {length(self.root)}"

    @override
    def boxes(self) -> Boxes:
        return box_of({"tokens": self.root.span()})

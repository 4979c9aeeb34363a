"""Condition `batch`: of how many requests that belong together this one is, as the caller says."""

from typing import ClassVar

from pydantic import ConfigDict
from typing_extensions import override

from router.core.facts import Facts
from router.core.rules.base import Condition
from router.core.rules.bounds import Counts
from router.core.rules.phrases import amount
from router.core.rules.space import YES, Boxes, box_of


class BatchRange(Counts):
    """Bounds on the number of requests, both inclusive."""


class BatchIs(Condition[BatchRange]):
    """Matches when the caller says how many requests belong together, within the bounds."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"at_least": 1_000}]})
    kind: ClassVar[str] = "batch"

    @override
    def matches(self, facts: Facts) -> bool:
        size = facts.request.batch_size
        return size is not None and self.root.permit(size)

    @override
    def observed(self, facts: Facts) -> str:
        size = facts.request.batch_size
        return "it is of no batch" if size is None else f"it is one of a batch of {size}"

    @override
    def in_words(self) -> str:
        return f"of a batch of {amount(self.root)} requests"

    @override
    def boxes(self) -> Boxes:
        return box_of({"batch?": YES, "batch": self.root.span()})

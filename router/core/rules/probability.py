"""Condition `probability`: how likely labels are, whichever label won."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import cached_property
from operator import attrgetter
from types import MappingProxyType
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field, WithJsonSchema, field_validator
from typing_extensions import override

from classifier.labels import Complexity, Priority, Task
from router.core.assessment import Assessment
from router.core.facts import Facts
from router.core.rules.base import Condition
from router.core.rules.bounds import Shares
from router.core.rules.phrases import listed, share
from router.core.rules.space import YES, Boxes, Span, box_of

_Head = Callable[[Assessment], Mapping[str, float]]
_HEADS: Mapping[str, _Head] = MappingProxyType(
    {
        **dict.fromkeys(map(str, Priority), attrgetter("priority_probabilities")),
        **dict.fromkeys(map(str, Complexity), attrgetter("complexity_probabilities")),
        **dict.fromkeys(map(str, Task), attrgetter("task_probabilities")),
    }
)
"""Where the probability of a label is read; no two heads have a label of one name."""
_LIKELY: Mapping[str, str] = MappingProxyType(
    {
        **{label.value: f"{label} priority" for label in Priority},
        **{label.value: f"{label} complexity" for label in Complexity},
        **{label.value: f"being {label.replace('_', ' ')}" for label in Task},
    }
)
"""Each label, as that of which there is a chance."""
_Probability = Annotated[float, Field(ge=0, le=1)]


class ProbabilityRange(Shares):
    """Bounds on a probability, both inclusive; 0.3 is 30 %."""

    most: ClassVar[float] = 1

    at_least: _Probability | None = None
    at_most: _Probability | None = None


_LabelName = Annotated[str, WithJsonSchema({"type": "string", "enum": list(_HEADS)})]
_Bounds = Annotated[dict[_LabelName, ProbabilityRange], Field(min_length=1)]


class ProbabilityIs(Condition[_Bounds]):
    """Matches when each of these labels is so probable, also where the classifier abstained."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"high": {"at_least": 0.3}}]})
    kind: ClassVar[str] = "probability"

    @field_validator("root")
    @classmethod
    def _are_labels(cls, root: _Bounds) -> _Bounds:
        for label in root:
            if label not in _HEADS:
                near = get_close_matches(label, _HEADS, n=1)
                hint = f"did you mean '{near[0]}'?" if near else f"labels: {', '.join(_HEADS)}"
                raise ValueError(f"the classifier has no label '{label}'; {hint}")
        return root

    @cached_property
    def tests(self) -> tuple[tuple[_Head, str, ProbabilityRange], ...]:
        """For each label where to read its probability, and its bounds."""
        return tuple((_HEADS[label], label, bounds) for label, bounds in self.root.items())

    @override
    def matches(self, facts: Facts) -> bool:
        said = facts.assessment
        for head, label, bounds in self.tests:
            share = head(said).get(label)
            if share is None or not bounds.permit(share):
                return False
        return True

    @override
    def observed(self, facts: Facts) -> str:
        return ", ".join(
            f"{label} has {_percent(head(facts.assessment).get(label))}"
            for head, label, _ in self.tests
        )

    @override
    def wanted(self) -> str:
        return ", ".join(f"{label} {bounds}" for label, bounds in self.root.items())

    @override
    def in_words(self) -> str:
        chances = (
            f"whose chance of {_LIKELY[label]} is {share(bounds)}"
            for label, bounds in self.root.items()
        )
        return listed(chances, word="and")

    @override
    def boxes(self) -> Boxes:
        axes: dict[str, Span] = {}
        for label, bounds in self.root.items():
            axes |= {f"probability:{label}?": YES, f"probability:{label}": bounds.span()}
        return box_of(axes)


def _percent(share: float | None) -> str:
    return "no known probability" if share is None else f"{share:.0%}"

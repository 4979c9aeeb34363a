"""Which rules match, without trying each? Five hundred rules cost little more than ten.

For each kind of condition that lists permitted values, every value has a mask of the rules that
permit it. The conjunction of the masks leaves few rules, whose other conditions are then tried.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any, Generic, Protocol, TypeVar

from router.core.facts import Facts
from router.core.rules import Condition, When
from router.core.rules.labels import LabelIs
from router.core.rules.names import NameIs

__all__ = ["RuleIndex"]

Test = Callable[[Facts], bool]
Read = Callable[[Facts], Hashable]


class _HasConditions(Protocol):
    @property
    def when(self) -> When: ...


R = TypeVar("R", bound=_HasConditions)


class RuleIndex(Generic[R]):
    """Rules in their order, made ready for matching. It never changes."""

    __slots__ = ("_axes", "_everything", "_rest", "_rules")

    def __init__(self, rules: Sequence[R]) -> None:
        """Sort the rules' conditions once."""
        self._rules = tuple(rules)
        self._everything = (1 << len(self._rules)) - 1
        self._axes: list[tuple[Read, dict[Hashable, int], int]] = []
        reads: dict[str, Read] = {}
        named: list[dict[str, tuple[Hashable, ...]]] = [{} for _ in self._rules]
        rest: list[list[Test]] = [[] for _ in self._rules]
        for place, rule in enumerate(self._rules):
            for condition in rule.when.conditions():
                listed = _listed(condition)
                if listed is None:
                    rest[place].append(condition.matches)
                else:
                    reads.setdefault(condition.kind, listed[0])
                    named[place][condition.kind] = listed[1]
        for kind, read in reads.items():
            self._axes.append((read, *_masks([names.get(kind) for names in named])))
        self._rest = tuple(map(tuple, rest))

    def matching(self, facts: Facts) -> Iterator[R]:
        """The rules that match, first to last."""
        left = self._everything
        for read, masks, others in self._axes:
            left &= masks.get(read(facts), others)
        while left:
            lowest = left & -left
            place = lowest.bit_length() - 1
            for test in self._rest[place]:
                if not test(facts):
                    break
            else:
                yield self._rules[place]
            left ^= lowest


def _listed(condition: Condition[Any]) -> tuple[Read, tuple[Hashable, ...]] | None:
    """What reads the name, and the names that are permitted; None for other kinds."""
    if isinstance(condition, NameIs):
        return condition.name, condition.root
    if isinstance(condition, LabelIs):
        label = condition.label
        return (
            lambda facts: None if facts.assessment.is_abstained else label(facts.assessment),
            condition.root,
        )
    return None


def _masks(named: list[tuple[Hashable, ...] | None]) -> tuple[dict[Hashable, int], int]:
    """For each name the rules that permit it, and the rules that permit any name."""
    anyone = sum(1 << place for place, names in enumerate(named) if names is None)
    masks: dict[Hashable, int] = {}
    for place, names in enumerate(named):
        for name in names or ():
            masks[name] = masks.get(name, anyone) | 1 << place
    return masks, anyone

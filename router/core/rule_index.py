"""Which rules match, without trying each? Five hundred rules cost little more than ten.

For each kind of condition that lists permitted values, every value has a mask of the rules that
permit it. The conjunction of the masks leaves few rules, whose other conditions are then tried.
Where a request may have several values of a kind, as of tags, its masks are joined first. Bounds on
the input's length cut its numbers into stretches, each with a mask of its own.
"""

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from itertools import accumulate
from operator import xor
from typing import Any, Generic, Protocol, TypeVar

from router.core.facts import Facts
from router.core.rules import AllOf, Condition, When
from router.core.rules.labels import LabelIs
from router.core.rules.names import WILDCARD, CarriesAny, NameIs
from router.core.rules.new import IsNew
from router.core.rules.requested_model import RequestedModelIs
from router.core.rules.tokens import InputTokens, TokenRange

__all__ = ["RuleIndex"]

Test = Callable[[Facts], bool]
Names = tuple[Hashable, ...]
Read = Callable[[Facts], Hashable]
ReadAll = Callable[[Facts], Names]
_Masks = tuple[dict[Hashable, int], int]


class _HasConditions(Protocol):
    @property
    def when(self) -> When: ...


R = TypeVar("R", bound=_HasConditions)


class RuleIndex(Generic[R]):
    """Rules in their order, made ready for matching. It never changes."""

    __slots__ = ("_axes", "_carried", "_ends", "_rest", "_rules", "_stretches")

    def __init__(self, rules: Sequence[R]) -> None:
        """Sort the rules' conditions once."""
        self._rules = tuple(rules)
        lengths: dict[int, TokenRange] = {}
        reads: dict[str, Read] = {}
        reads_all: dict[str, ReadAll] = {}
        named: list[dict[str, Names]] = [{} for _ in self._rules]
        rest: list[list[Test]] = [[] for _ in self._rules]
        for place, rule in enumerate(self._rules):
            for condition in _needed(rule.when):
                kind = condition.kind
                if kind in named[place]:  # masks hold one of a kind; a second is tried
                    rest[place].append(condition.matches)
                elif isinstance(condition, InputTokens) and place not in lengths:
                    lengths[place] = condition.root
                elif (one := _one_of(condition)) is not None:
                    reads.setdefault(kind, one[0])
                    named[place][kind] = one[1]
                elif (some := _some_of(condition)) is not None:
                    reads_all.setdefault(kind, some[0])
                    named[place][kind] = some[1]
                else:
                    rest[place].append(condition.matches)
        self._axes = [(read, *_masks(named, kind)) for kind, read in reads.items()]
        self._carried = [(read, *_masks(named, kind)) for kind, read in reads_all.items()]
        self._ends, self._stretches = _stretches(lengths, len(self._rules))
        self._rest = tuple(map(tuple, rest))

    def matching(self, facts: Facts) -> Iterator[R]:
        """The rules that match, first to last."""
        left = self._stretches[bisect_right(self._ends, facts.request.input_tokens)]
        for read, masks, others in self._axes:
            left &= masks.get(read(facts), others)
        for read_all, masks, others in self._carried:
            permitted = others
            for name in read_all(facts):
                permitted |= masks.get(name, others)
            left &= permitted
        while left:
            lowest = left & -left
            place = lowest.bit_length() - 1
            for test in self._rest[place]:
                if not test(facts):
                    break
            else:
                yield self._rules[place]
            left ^= lowest


def _needed(when: When) -> Iterator[Condition[Any]]:
    """All that must hold, with groups of `all` opened: what is in them can be listed too."""
    for condition in when.conditions():
        if isinstance(condition, AllOf):
            for part in condition.root:
                yield from _needed(part)
        else:
            yield condition


def _one_of(condition: Condition[Any]) -> tuple[Read, Names] | None:
    """What reads the name, and the names that are permitted; None for other kinds."""
    if isinstance(condition, NameIs):
        return condition.name, condition.root
    if isinstance(condition, RequestedModelIs) and not any(WILDCARD in n for n in condition.root):
        return lambda facts: facts.request.requested_model, condition.root
    if isinstance(condition, LabelIs):
        label = condition.label
        return (
            lambda facts: None if facts.assessment.is_abstained else label(facts.assessment),
            condition.root,
        )
    return None


def _some_of(condition: Condition[Any]) -> tuple[ReadAll, Names] | None:
    """What reads all names that a request has, and those of which one is enough."""
    if isinstance(condition, CarriesAny):
        return condition.names, condition.root
    if isinstance(condition, IsNew):
        return lambda facts: facts.new, condition.root
    return None


def _stretches(bounds: Mapping[int, TokenRange], rules: int) -> tuple[list[int], list[int]]:
    """Where stretches of lengths begin, and for each, the first one too, the rules it permits."""
    first, changes = (1 << rules) - 1, dict[int, int]()
    for place, lengths in bounds.items():
        if lengths.at_least is not None:
            first ^= 1 << place
            changes[lengths.at_least] = changes.get(lengths.at_least, 0) ^ 1 << place
        if lengths.at_most is not None:
            beyond = lengths.at_most + 1
            changes[beyond] = changes.get(beyond, 0) ^ 1 << place
    ends = sorted(changes)
    return ends, list(accumulate((changes[end] for end in ends), xor, initial=first))


def _masks(named: Sequence[dict[str, Names]], kind: str) -> _Masks:
    """For each name the rules that permit it, and the rules that permit any name."""
    permitted = [names.get(kind) for names in named]
    anyone = sum(1 << place for place, names in enumerate(permitted) if names is None)
    masks: dict[Hashable, int] = {}
    for place, names in enumerate(permitted):
        for name in names or ():
            masks[name] = masks.get(name, anyone) | 1 << place
    return masks, anyone

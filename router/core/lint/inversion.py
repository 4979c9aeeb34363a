"""Where does more important work get a lower tier than less important work, all else equal?"""

from collections.abc import Iterator
from itertools import pairwise

from classifier.labels import Complexity, Priority
from router.core.effects import Named, Then
from router.core.lint.finding import Code, Finding, Severity, Subject, named
from router.core.lint.uncovered import labelled
from router.core.policy import DEFAULT_RULE, Rule
from router.core.rules.space import Box, Boxes, intersect, subtract
from router.core.strictness import tightness
from router.core.tier import Tier

__all__ = ["CODES", "check"]

INVERTED = Code("priority-inversion", Severity.WARNING, "Higher priority gets a lower tier.")
CODES = (INVERTED,)
_LABELS = ("abstained", "priority", "complexity")
_MOST_CELLS = 256
"""Beyond so many combinations of the other conditions nothing is said."""
_Outcome = tuple[Tier, str]


def check(subject: Subject) -> Iterator[Finding]:
    """At most one finding for each rule, at the effect of the higher priority."""
    told: set[str] = set()
    for cell in _cells(subject):
        near = _near(subject, cell)
        for complexity in Complexity:
            outcomes = [
                (p, _outcome(subject, near, facts={**cell, **labelled(p, complexity)}))
                for p in Priority
            ]
            for (lower, less), (higher, more) in pairwise(outcomes):
                if less and more and more[0].rank < less[0].rank and more[1] not in told:
                    told.add(more[1])
                    yield _finding(subject, more, less=less, labels=(higher, lower, complexity))


def _finding(
    subject: Subject,
    more: _Outcome,
    *,
    less: _Outcome,
    labels: tuple[Priority, Priority, Complexity],
) -> Finding:
    higher, lower, complexity = labels
    text = (
        f"Work of priority {higher} ({complexity}) gets tier {more[0]} by {_by(more[1])}, and the "
        f"same work of priority {lower} gets {less[0]} by {_by(less[1])}. Raise the one or lower "
        "the other."
    )
    ids = [rule.id for rule in subject.policy.rules]
    at = ("default",) if more[1] == DEFAULT_RULE else ("rules", ids.index(more[1]))
    return Finding(INVERTED, at, text)


def _by(rule_id: str) -> str:
    return "the default" if rule_id == DEFAULT_RULE else named(rule_id)


def _cells(subject: Subject) -> list[Box]:
    """The facts beside priority and complexity, cut so that no rule's border runs through one."""
    cells: list[Box] = [{}]
    for boxes in subject.boxes:
        for box in boxes:
            rest = {axis: span for axis, span in box.items() if axis not in _LABELS}
            if not rest:
                continue
            cells = [piece for cell in cells for piece in _cut(cell, rest)]
            if len(cells) > _MOST_CELLS:
                return []
    return cells


def _cut(cell: Box, border: Box) -> Boxes:
    inside = intersect(cell, border)
    return (cell,) if inside is None else (inside, *subtract(cell, border))


def _near(subject: Subject, cell: Box) -> list[tuple[Rule, Boxes]]:
    """The rules that may match in a cell, whatever the labels, and where they do."""
    found = []
    for rule, boxes in zip(subject.policy.rules, subject.boxes, strict=True):
        there = tuple(box for box in boxes if intersect(cell, box) is not None)
        if there:
            found.append((rule, there))
    return found


def _outcome(subject: Subject, near: list[tuple[Rule, Boxes]], *, facts: Box) -> _Outcome | None:
    """The tier of an `auto` request and the rule behind it; None where it is no plain tier."""
    matching = [
        rule for rule, boxes in near if any(intersect(facts, box) is not None for box in boxes)
    ]
    if any(rule.then.refuses for rule in matching):
        return None
    aim = next((rule for rule in matching if rule.then.goal or rule.then.canary), None)
    tier = _tier(subject, aim)
    if tier is None:
        return None
    by = aim.id if aim else DEFAULT_RULE
    floor = next((rule for rule in matching if rule.then.floor), None)
    if floor and floor.then.floor and tier.rank < floor.then.floor.rank:
        tier, by = floor.then.floor, floor.id
    cap = _cap(subject, matching)
    if cap and cap.then.cap and tier.rank > cap.then.cap.rank:
        tier, by = cap.then.cap, cap.id
    return tier, by


def _cap(subject: Subject, matching: list[Rule]) -> Rule | None:
    """The rule whose cap holds: the first, or a step of a ladder that is stricter."""
    steps = subject.policy.steps
    capping = [rule for rule in matching if rule.then.cap is not None]
    first = next((rule for rule in capping if rule.id not in steps), None)
    told = [*(rule for rule in capping if rule.id in steps), *([first] if first else [])]
    return min(told, key=lambda rule: tightness(Then(cap=rule.then.cap)), default=None)


def _tier(subject: Subject, aim: Rule | None) -> Tier | None:
    if aim is None:
        return subject.policy.default.tier
    goal = None if aim.then.canary else aim.then.goal
    if isinstance(goal, Named) and subject.catalog is not None:
        found = subject.catalog.called(goal.name)
        return found.tier if found else None
    return goal if isinstance(goal, Tier) else None

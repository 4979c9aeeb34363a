"""Which pairs of labels did a policy forget, so that they fall to its default?

Many policies leave the middle of the matrix to the default on purpose. Who has written nearly all
of it has probably forgotten the rest.
"""

from collections.abc import Iterator

from classifier.labels import Complexity, Priority
from router.core.effects import Then
from router.core.lint.finding import Code, Finding, Severity, Subject, in_words
from router.core.rules.space import NO, Box, Values, is_covered
from router.core.tier import Tier

__all__ = ["CODES", "check", "labelled"]

UNCOVERED = Code("uncovered-facts", Severity.NOTE, "Sure labels fall to the default.")
CODES = (UNCOVERED,)
_MATRIX = frozenset({"abstained", "priority", "complexity"})
_MOST_FORGOTTEN = 2


def labelled(priority: Priority, complexity: Complexity) -> Box:
    """All facts with these two labels, the classifier being sure."""
    return {
        "abstained": NO,
        "priority": Values(frozenset({str(priority)}), among=frozenset(map(str, Priority))),
        "complexity": Values(frozenset({str(complexity)}), among=frozenset(map(str, Complexity))),
    }


def check(subject: Subject) -> Iterator[Finding]:
    """One finding at the default, where rules decide most pairs of labels and not all."""
    if "rules" in subject.broken:  # one that is left out may be the one that is missing
        return
    deciding = [
        box
        for rule, boxes in zip(subject.policy.rules, subject.boxes, strict=True)
        if _decides(rule.then, subject.policy.default.tier)
        for box in boxes
    ]
    matrix = [box for box in deciding if box.keys() <= _MATRIX]
    pairs = [(p, c) for p in Priority for c in Complexity]
    written = sum(is_covered(labelled(*pair), matrix) for pair in pairs)
    left = [pair for pair in pairs if not is_covered(labelled(*pair), deciding)]
    if not left or written < len(pairs) - _MOST_FORGOTTEN:
        return
    names = in_words([f"{priority}/{complexity}" for priority, complexity in left])
    text = (
        f"Rules decide on priority and complexity, but not on {names}: such requests fall to the "
        f"default, tier {subject.policy.default.tier}, though the classifier is sure. Add a rule "
        "if that is not meant."
    )
    yield Finding(UNCOVERED, ("default",), text)


def _decides(then: Then, default: Tier) -> bool:
    """Whether the default plays no part where the rule matches."""
    is_raised = then.floor is not None and then.floor.rank > default.rank
    is_cut = then.cap is not None and then.cap.rank < default.rank
    return bool(then.goal or then.refuses or is_raised or is_cut)

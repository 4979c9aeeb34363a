"""Which rules can never match, because their conditions contradict each other?"""

import math
from collections.abc import Iterator

from classifier.labels import Complexity, Priority, Task
from router.core.lint.finding import Code, Finding, Severity, Subject, named
from router.core.rules.space import Box, Range

__all__ = ["CODES", "check"]

UNREACHABLE = Code("unreachable-rule", Severity.ERROR, "No request can meet all of its conditions.")
CODES = (UNREACHABLE,)
_HEADS = tuple(frozenset(map(str, head)) for head in (Priority, Complexity, Task))
_ROUNDING = 1e-6


def check(subject: Subject) -> Iterator[Finding]:
    """Findings at the conditions."""
    for place, (rule, boxes) in enumerate(zip(subject.policy.rules, subject.boxes, strict=True)):
        if not any(_is_possible(box) for box in boxes):
            text = (
                f"No request can ever match {named(rule.id)}: its conditions contradict each other "
                f"({rule.when.wanted()}). Change them or delete the rule."
            )
            yield Finding(UNREACHABLE, ("rules", place, "when"), text)


def _is_possible(box: Box) -> bool:
    """Whether probabilities that exclude each other are not wanted at once."""
    for labels in _HEADS:
        spans = [box.get(f"probability:{label}") for label in labels]
        least = [span.low for span in spans if isinstance(span, Range) and span.low > -math.inf]
        if sum(least) > 1 + _ROUNDING:
            return False
        most = [span.high for span in spans if isinstance(span, Range)]
        if len(most) == len(labels) and sum(most) < 1 - _ROUNDING:
            return False
    return True

"""What is written twice, or says nothing?"""

from collections.abc import Iterator

from router.core.lint.finding import Code, Finding, Location, Severity, Subject, named
from router.core.policy import Rule
from router.core.rules import AllOf, AnyOf, NoneOf, When
from router.core.rules.base import Condition

__all__ = ["CODES", "check"]

TWICE = Code("repeated-name", Severity.WARNING, "A name or a group of conditions stands twice.")
IDLE = Code("idle-condition", Severity.WARNING, "Every request meets it.")
SAME = Code("same-conditions", Severity.NOTE, "Another rule has the very same conditions.")
CODES = (TWICE, IDLE, SAME)


def check(subject: Subject) -> Iterator[Finding]:
    """Findings at conditions."""
    first: dict[str, Rule] = {}
    for place, rule in enumerate(subject.policy.rules):
        at = ("rules", place, "when")
        yield from _conditions(rule.when, at, rule=rule)
        same = first.setdefault(rule.when.model_dump_json(), rule)
        if same is not rule and (same.owner, same.locked) == (rule.owner, rule.locked):
            text = (
                f"{named(rule.id).capitalize()} has the conditions of {named(same.id)}. "
                "One rule can have the effects of both."
            )
            yield Finding(SAME, at, text)


def _conditions(when: When, at: Location, *, rule: Rule) -> Iterator[Finding]:
    written = list(when.conditions())
    for condition in written:
        here = (*at, condition.kind)
        yield from _twice(condition, here, rule=rule)
        # A rule for every request needs one condition that all meet.
        if len(written) > 1 and condition.boxes() == ({},):
            text = (
                f"Every request meets '{condition.kind} {condition.wanted()}' in {named(rule.id)}. "
                "Delete the condition."
            )
            yield Finding(IDLE, here, text)
        if isinstance(condition, AllOf | AnyOf | NoneOf):
            for number, part in enumerate(condition.root):
                yield from _conditions(part, (*here, number), rule=rule)


def _twice(condition: Condition[object], at: Location, *, rule: Rule) -> Iterator[Finding]:
    items = condition.root if isinstance(condition.root, tuple) else ()
    for place, item in enumerate(items):
        if item in items[:place]:
            what = "a group of conditions" if isinstance(item, When) else f"'{item}'"
            text = f"'{condition.kind}' in {named(rule.id)} names {what} twice. Delete one."
            yield Finding(TWICE, (*at, place), text)

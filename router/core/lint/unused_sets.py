"""Which sets stand in no rule?"""

from collections.abc import Iterator

from router.core.lint.finding import Code, Finding, Severity, Subject

__all__ = ["CODES", "check"]

UNUSED = Code("unused-set", Severity.WARNING, "No rule and no other set names it.")
CODES = (UNUSED,)


def check(subject: Subject) -> Iterator[Finding]:
    """Findings at the sets' definitions."""
    for place, name in enumerate(subject.unused_sets):
        text = f"No rule uses the set '{name}'. Write ${name} where it belongs, or delete it."
        yield Finding(UNUSED, ("sets", place), text)

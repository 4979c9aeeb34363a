"""Which quarantine would never end, because no finding has to be open for it?"""

from collections.abc import Iterator

from router.core.lint.finding import Code, Finding, Severity, Subject, named
from router.core.rules.space import YES, Box

__all__ = ["CODES", "check"]

ENDLESS = Code("quarantine-without-finding", Severity.WARNING, "It would never end.")
CODES = (ENDLESS,)


def check(subject: Subject) -> Iterator[Finding]:
    """Findings at quarantines."""
    for place, rule in enumerate(subject.policy.rules):
        if rule.then.quarantine is not None and not all(map(_ends, subject.boxes[place])):
            text = (
                f"The quarantine of {named(rule.id)} holds also where no finding is open, so that "
                "it ends with no finding. Add `findings`, or refuse with `deny`."
            )
            yield Finding(ENDLESS, ("rules", place, "then", "quarantine"), text)


def _ends(box: Box) -> bool:
    return any(axis.startswith("findings:") and span == YES for axis, span in box.items())

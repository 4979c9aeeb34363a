"""Which findings does a policy ask for that no detector makes?"""

from collections.abc import Iterator

from router.core.detection import KINDS
from router.core.lint.finding import Code, Finding, Severity, Subject, named
from router.core.lint.walk import leaves
from router.core.rules.findings import FINDINGS, HasFinding
from router.core.suggestion import did_you_mean

__all__ = ["CODES", "check"]

UNKNOWN = Code("unknown-finding", Severity.ERROR, "No detector finds such a thing.")
CODES = (UNKNOWN,)


def check(subject: Subject) -> Iterator[Finding]:
    """Findings at the names."""
    for place, rule in enumerate(subject.policy.rules):
        for where, condition in leaves(rule.when):
            if isinstance(condition, HasFinding):
                for n, name in enumerate(condition.root):
                    if name not in FINDINGS:
                        text = f"No detector finds '{name}', which {named(rule.id)} asks for."
                        yield Finding(
                            UNKNOWN, ("rules", place, "when", *where, n), text + _remedy(name)
                        )


def _remedy(name: str) -> str:
    every = f" Kinds: {', '.join(KINDS)}; before each may stand `user:`, `team:` or `project:`."
    return did_you_mean(name, FINDINGS) or every

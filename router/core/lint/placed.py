"""What is told of a file, at which line?"""

from collections.abc import Iterable
from dataclasses import dataclass

from router.core.lint.finding import Code, Severity

__all__ = ["SCHEMA", "PlacedFinding", "is_refused"]

SCHEMA = Code("schema", Severity.ERROR, "The file does not have the form that it must have.")
"""Such mistakes also stop the service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedFinding:
    """A finding at a line of a file, counted from 1."""

    path: str
    line: int
    column: int
    code: Code
    text: str


def is_refused(findings: Iterable[PlacedFinding], *, is_strict: bool) -> bool:
    """Whether something must be mended: errors, and in strict mode warnings too; never notes."""
    grave = {Severity.ERROR, Severity.WARNING} if is_strict else {Severity.ERROR}
    return any(finding.code.severity in grave for finding in findings)

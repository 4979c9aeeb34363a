"""What is wrong or doubtful in a policy and its catalog? One file a check, all listed here."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from router.core.lint import (
    endless,
    gentler_steps,
    idle_effects,
    inversion,
    needs,
    out_of_reach,
    prices,
    repeated,
    saying,
    shadowed,
    uncovered,
    unknown_findings,
    unknown_names,
    unknown_prices,
    unreachable,
    unused_deployments,
    unused_sets,
)
from router.core.lint.finding import Code, Finding, Subject
from router.core.lint.placed import SCHEMA

__all__ = ["CATALOG_CHECKS", "CHECKS", "CODES", "findings"]


class Check(Protocol):
    """A file of this package."""

    @property
    def CODES(self) -> tuple[Code, ...]:  # noqa: N802 - as the modules write it
        """The kinds of findings that it makes."""

    def check(self, subject: Subject) -> Iterator[Finding]:
        """What it finds."""


CHECKS: tuple[Check, ...] = (
    unreachable,
    shadowed,
    unknown_names,
    unknown_findings,
    out_of_reach,
    needs,
    inversion,
    idle_effects,
    gentler_steps,
    endless,
    repeated,
    saying,
    uncovered,
    unused_sets,
    unused_deployments,
    prices,
    unknown_prices,
)
CATALOG_CHECKS: tuple[Check, ...] = (prices, unknown_prices)
"""Those that need no policy."""
CODES: tuple[Code, ...] = (SCHEMA, *(code for one in CHECKS for code in one.CODES))


def findings(subject: Subject, *, checks: Sequence[Check] = CHECKS) -> Iterator[Finding]:
    """What the checks find, all of them if none are named."""
    for one in checks:
        yield from one.check(subject)

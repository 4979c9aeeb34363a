"""Results of one case, for tests."""

import asyncio
from typing import Any

from router.core.cases.case import Case, PlacedCase, Suite
from router.core.cases.given import Given, Reading
from router.services.run_cases import RunCases, SuiteResult
from tests.factories import policy, rulebook

__all__ = ["result"]

RULES = policy({"when": {"priority": "low"}, "then": {"tier": "economy"}})


def result(
    *,
    expect: dict[str, Any],
    name: str | None = None,
    with_mutants: bool = False,
    **given: Any,
) -> SuiteResult:
    """What one case shows of a policy whose rule sends low priority to economy."""
    case = Case.model_validate({"name": name, "given": given, "expect": expect})
    placed = PlacedCase(case=case, line=3)
    suite = Suite(path="x.cases.yaml", rulebook=rulebook(RULES), cases=(placed,))
    return asyncio.run(RunCases(read=_never)(suite, with_mutants=with_mutants))


async def _never(given: Given) -> Reading:
    raise AssertionError("only texts are read")

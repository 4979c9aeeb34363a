"""Use case: run the tests of a policy, and say what they show."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from router.core.caller import Attribution
from router.core.cases.case import PlacedCase, Suite
from router.core.cases.coverage import RuleCoverage, coverage
from router.core.cases.given import Given, Reading
from router.core.cases.ruling import Mismatch, mismatches, ruling
from router.core.chat import ChatRequest
from router.core.explanation import explain
from router.core.facts import Facts
from router.core.key import LOCAL_KEY
from router.core.mutants.check import MutationCheck, check
from router.core.routing import Rulebook
from router.services.steps.gather import Gather

__all__ = ["CaseResult", "RunCases", "SuiteResult", "read_text_by"]

ReadText = Callable[[Given], Awaitable[Reading]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """How one case came out."""

    placed: PlacedCase
    facts: Facts
    mismatches: tuple[Mismatch, ...]
    explanation: str
    """Why it was decided so, in words; empty where all is as expected."""

    @property
    def passed(self) -> bool:
        """Whether all is as expected."""
        return not self.mismatches


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteResult:
    """What the cases of one file show."""

    suite: Suite
    cases: tuple[CaseResult, ...]
    coverage: tuple[RuleCoverage, ...]
    mutation: MutationCheck | None
    """None where it was not asked for, or where a case fails already."""

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        """The cases that came out otherwise."""
        return tuple(one for one in self.cases if not one.passed)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCases:
    """Runs suites; nobody is called and nothing is booked."""

    read: ReadText
    """Asked for cases that hold a text."""

    async def __call__(self, suite: Suite, *, with_mutants: bool = False) -> SuiteResult:
        """The result of one suite.

        Args:
            suite: cases, policy and catalog.
            with_mutants: whether to try every single change of the policy, too.
        """
        results = tuple([await self._run(placed, suite.rulebook) for placed in suite.cases])
        is_green = all(one.passed for one in results)
        ready = [(one.placed.case, one.facts) for one in results]
        return SuiteResult(
            suite=suite,
            cases=results,
            coverage=coverage([one.facts for one in results], suite.rulebook),
            mutation=check(ready, suite.rulebook) if with_mutants and is_green else None,
        )

    async def _run(self, placed: PlacedCase, rulebook: Rulebook) -> CaseResult:
        case = placed.case
        facts = case.given.facts(await self.read(case.given) if case.given.has_text else None)
        found = mismatches(case.expect, ruling(facts, rulebook))
        return CaseResult(
            placed=placed,
            facts=facts,
            mismatches=found,
            explanation=explain(facts, rulebook).words if found else "",
        )


def read_text_by(gather: Gather) -> ReadText:
    """Read texts as the service reads those of its requests."""

    async def read(given: Given) -> Reading:
        request = ChatRequest(
            fields={},
            messages=given.chat,
            requested_model=given.requested_model,
            attribution=Attribution(),
            tool_count=int(given.tools),
        )
        facts = await gather.chat(request, LOCAL_KEY)
        return Reading(assessment=facts.assessment, request=facts.request)

    return read

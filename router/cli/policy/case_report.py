"""How do results of cases read in a terminal?"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from router.core.cases.coverage import covered_share
from router.core.cases.ruling import telling_apart

if TYPE_CHECKING:
    from router.core.cases.coverage import RuleCoverage
    from router.core.mutants.check import MutationCheck, Survivor
    from router.services.run_cases import CaseResult, SuiteResult

__all__ = ["case_lines", "flow"]

_INDENT = "    "


def case_lines(result: "SuiteResult", *, with_coverage: bool) -> Iterator[str]:
    """The report on one file of cases, line by line."""
    path, failed = result.suite.path, len(result.failed)
    for case in result.failed:
        yield from _failure(case, path=path)
    passed = len(result.cases) - failed
    version = result.suite.rulebook.policy_version
    yield f"{path}: {passed} passed, {failed} failed ({version})"
    yield from _coverage(result.coverage, is_whole=with_coverage)
    if result.mutation is not None:
        yield from _mutation(result.mutation)


def flow(written: Mapping[str, object]) -> str:
    """Fields as one line of YAML, ready to be pasted into a file of cases."""
    import yaml

    text: str = yaml.safe_dump(
        dict(written), default_flow_style=True, sort_keys=False, width=10_000, allow_unicode=True
    )
    return text.strip()


def _failure(case: "CaseResult", *, path: str) -> Iterator[str]:
    yield f"{path}:{case.placed.line}: {case.placed.case.title}"
    yield from (f"{_INDENT}{mismatch}" for mismatch in case.mismatches)
    yield from (f"{_INDENT}| {line}" for line in case.explanation.splitlines())


def _coverage(rules: Iterable["RuleCoverage"], *, is_whole: bool) -> Iterator[str]:
    found = list(rules)
    met = sum(1 for rule in found if rule.matched)
    yield f"{_INDENT}{met} of {len(found)} rules are met by a case ({covered_share(found):.0%})"
    never = [rule.rule_id for rule in found if not rule.matched]
    if never:
        yield f"{_INDENT}never met: {', '.join(never)}"
    idle = [rule.rule_id for rule in found if rule.matched and not rule.decisive]
    if idle:
        yield f"{_INDENT}met, but no case would come out otherwise without: {', '.join(idle)}"
    if is_whole and found:
        width = max(len(rule.rule_id) for rule in found)
        yield f"{_INDENT}{'rule':<{width}}  {'met':>5}  {'decisive':>8}"
        for rule in found:
            yield f"{_INDENT}{rule.rule_id:<{width}}  {rule.matched:>5}  {rule.decisive:>8}"


def _mutation(mutation: "MutationCheck") -> Iterator[str]:
    missed, idle = mutation.missed, mutation.idle
    total = mutation.killed + len(mutation.equivalent) + len(mutation.survivors)
    yield (
        f"{_INDENT}{total} single changes: {mutation.killed} noticed, {len(missed)} missed, "
        f"{len(mutation.equivalent)} proved to decide nothing"
        + (f", {len(idle)} without any facts found that they decide otherwise" if idle else "")
    )
    for one in missed:
        yield from _missed(one)
    yield from (f"{_INDENT}no effect found: {one.mutant}" for one in idle)


def _missed(one: "Survivor") -> Iterator[str]:
    killer = one.killer
    if killer is None:
        return
    yield f"{_INDENT}missed: {one.mutant}. This case would notice it:"
    yield f"{_INDENT * 2}- given: {flow(killer.given)}"
    yield f"{_INDENT * 2}  expect: {flow(telling_apart(killer.wanted, killer.mutated))}"

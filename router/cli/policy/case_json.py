"""How are results of cases told to a program?"""

from typing import TYPE_CHECKING

from router.core.cases.ruling import telling_apart

if TYPE_CHECKING:
    from router.core.mutants.check import MutationCheck
    from router.services.run_cases import CaseResult, SuiteResult

__all__ = ["suite_json"]


def suite_json(result: "SuiteResult") -> dict[str, object]:
    """The report on one file of cases."""
    rulebook = result.suite.rulebook
    return {
        "file": result.suite.path,
        "policy_version": rulebook.policy_version,
        "catalog_version": rulebook.catalog_version,
        "passed": len(result.cases) - len(result.failed),
        "failed": len(result.failed),
        "cases": [_case(one) for one in result.cases],
        "coverage": [
            {"rule": one.rule_id, "matched": one.matched, "decisive": one.decisive}
            for one in result.coverage
        ],
        "mutation": _mutation(result.mutation) if result.mutation else None,
    }


def _case(one: "CaseResult") -> dict[str, object]:
    told: dict[str, object] = {
        "line": one.placed.line,
        "title": one.placed.case.title,
        "passed": one.passed,
    }
    if not one.passed:
        told["mismatches"] = [
            {"what": m.what, "expected": m.expected, "got": m.got} for m in one.mismatches
        ]
        told["explanation"] = one.explanation
    return told


def _mutation(check: "MutationCheck") -> dict[str, object]:
    return {
        "noticed": check.killed,
        "without_effect": [
            {"rule": mutant.rule_id, "change": mutant.change, "because": because}
            for mutant, because in check.equivalent
        ],
        "missed": [
            {
                "rule": one.mutant.rule_id,
                "change": one.mutant.change,
                "given": dict(one.killer.given),
                "expect": telling_apart(one.killer.wanted, one.killer.mutated),
            }
            for one in check.missed
            if one.killer is not None
        ],
        "no_effect_found": [
            {"rule": one.mutant.rule_id, "change": one.mutant.change} for one in check.idle
        ],
    }

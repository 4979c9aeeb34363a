"""Tests of `router.core.cases.coverage`."""

from router.core.cases.coverage import RuleCoverage, coverage, covered_share
from router.core.cases.given import Given
from tests.factories import policy, rulebook

RULES = policy(
    {"when": {"priority": "low"}, "then": {"tier": "economy"}},
    {"when": {"complexity": "trivial"}, "then": {"tier": "economy"}},
    {"when": {"team": "legal"}, "then": {"tier": "premium"}},
)


def test_a_rule_is_decisive_where_the_case_would_come_out_otherwise_without_it() -> None:
    cases = [
        Given.model_validate({"priority": "low", "complexity": "trivial"}).facts(),
        Given.model_validate({"priority": "low"}).facts(),
        Given.model_validate({"complexity": "moderate"}).facts(),
    ]
    assert coverage(cases, rulebook(RULES)) == (
        RuleCoverage(rule_id="r0", matched=2, decisive=2),
        RuleCoverage(rule_id="r1", matched=1, decisive=0),
        RuleCoverage(rule_id="r2", matched=0, decisive=0),
    )


def test_the_covered_share_counts_rules_that_any_case_meets() -> None:
    cases = [Given.model_validate({"priority": "low", "complexity": "trivial"}).facts()]
    assert covered_share(coverage(cases, rulebook(RULES))) == 2 / 3
    assert covered_share(()) == 1.0

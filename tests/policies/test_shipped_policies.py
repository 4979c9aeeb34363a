"""Do the shipped policies load, fit their schema, and decide what their cases expect?"""

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from router.adapters.files.case_file import cases_schema, load_cases
from router.adapters.files.catalog_file import load_catalog
from router.core.cases.case import Suite
from router.core.cases.coverage import coverage
from router.core.cases.given import Given
from router.core.cases.ruling import Ruling, mismatches, ruling
from router.core.cases.variant import with_policy, with_rules
from router.core.mutants.check import check
from router.core.policy import Rule
from router.core.quality import p_good
from router.core.tier import Tier

POLICIES = Path(__file__).resolve().parents[2] / "policies"
PAGES = POLICIES.parent / "docs" / "policies"
SIMULATED = load_catalog(POLICIES / "simulated.yaml")
NAMES = ("default", "cost_saver", "quality_first", "regulated", "agents", "startup", "governed")
SUITES = {
    name: load_cases(POLICIES / f"{name}.cases.yaml", catalog=lambda _: SIMULATED) for name in NAMES
}
PRIORITIES = ("low", "normal", "high")
NEVER = {"abstained": True, "priority": "high"}

each_suite = pytest.mark.parametrize("suite", SUITES.values(), ids=SUITES)


def test_every_shipped_policy_is_tested_here() -> None:
    others = {"catalog.yaml", "simulated.yaml"}
    files = {file.name for file in POLICIES.glob("*.yaml") if not file.name.endswith(".cases.yaml")}
    assert files - others == {f"{name}.yaml" for name in NAMES}


@each_suite
def test_its_cases_pass(suite: Suite) -> None:
    for placed in suite.cases:
        got = ruling(placed.case.given.facts(), suite.rulebook)
        told = [str(one) for one in mismatches(placed.case.expect, got)]
        assert told == [], f"{suite.path}:{placed.line}"


@each_suite
def test_each_of_its_rules_makes_a_difference_in_a_case(suite: Suite) -> None:
    found = coverage([one.case.given.facts() for one in suite.cases], suite.rulebook)
    assert [one.rule_id for one in found if not one.decisive] == []


@each_suite
def test_any_single_change_of_a_rule_fails_a_case_or_decides_nothing(suite: Suite) -> None:
    ready = [(one.case, one.case.given.facts()) for one in suite.cases]
    result = check(ready, suite.rulebook)
    assert [str(one.mutant) for one in result.survivors] == []
    assert result.killed > len(result.equivalent)


@each_suite
def test_its_cases_cover_the_whole_matrix(suite: Suite) -> None:
    given = [one.case.given for one in suite.cases if not one.case.given.abstained]
    assert len({(one.priority, one.complexity) for one in given}) == 9


@each_suite
def test_every_rule_has_an_owner_and_a_reason_for_callers(suite: Suite) -> None:
    policy = suite.rulebook.policy
    assert policy.description.endswith(".")
    assert all(rule.owner or policy.owner for rule in policy.rules)
    assert all(rule.reason.endswith(".") for rule in policy.rules)


@pytest.mark.parametrize("name", NAMES)
def test_policy_and_cases_name_their_schemas_and_fit_them(name: str) -> None:
    policy_schema = json.loads((POLICIES / "schema.json").read_text("utf-8"))
    schemas = {f"{name}.yaml": policy_schema, f"{name}.cases.yaml": cases_schema()}
    for file, schema in schemas.items():
        text = (POLICIES / file).read_text("utf-8")
        named = "cases.schema.json" if "cases" in file else "schema.json"
        assert text.startswith(f"# yaml-language-server: $schema={named}\n")
        errors = Draft202012Validator(schema).iter_errors(yaml.safe_load(text))
        assert [error.message for error in errors] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_page_explains_it_and_names_each_of_its_rules(name: str) -> None:
    page = (PAGES / f"{name}.md").read_text("utf-8")
    missing = [r.id for r in SUITES[name].rulebook.policy.rules if f"`{r.id}`" not in page]
    assert missing == []


_TEAMS = st.sampled_from(("unassigned", "legal", "sales"))
_SHARES = st.floats(0, 1.3).map(lambda share: round(share, 3))
_FACTS = st.fixed_dictionaries(
    {
        "complexity": st.sampled_from(("trivial", "moderate", "demanding")),
        "task": st.sampled_from(("drafting", "agent_step", "planning", "professional_advice")),
        "requested_model": st.sampled_from(
            ("auto", "auto", "auto", "economy", "standard", "premium", "simulated-large")
        ),
        "environment": st.sampled_from(("prod", "dev", "ci")),
        "team": _TEAMS,
        "tokens": st.sampled_from((5, 400, 30_000, 120_000)),
        "tools": st.booleans(),
    },
    optional={
        "difficulty": st.floats(-3, 3),
        "probability": st.fixed_dictionaries({"high": st.floats(0, 0.4)}),
        "tags": st.just("personal-data"),
        "findings": st.just("burst"),
        "unhealthy": st.sampled_from(("simulated/simulated-small", "simulated/simulated-medium")),
        "conversation": st.fixed_dictionaries(
            {
                "deployment": st.sampled_from(("simulated-small", "simulated-large")),
                "warm_tokens": st.sampled_from((0, 30_000)),
            }
        ),
    },
)
_BUDGETS = st.tuples(_SHARES, st.sampled_from((0.1, 0.5, 0.9)))


def _decided(suite: Suite, written: dict[str, object]) -> Ruling:
    return ruling(Given.model_validate(written).facts(), suite.rulebook)


def _worth(suite: Suite, written: dict[str, object]) -> tuple[int, float] | None:
    """Rank of the tier and P(good) of what answers; None where the request is refused."""
    made = _decided(suite, written).decision
    if made is None:
        return None
    return made.tier.rank, p_good(Given.model_validate(written).facts(), made.deployment)


def _budget(share_used: float, share_elapsed: float) -> list[dict[str, object]]:
    return [{"id": "company", "share_used": share_used, "share_elapsed": share_elapsed}]


@each_suite
@settings(max_examples=60, deadline=None)
@given(written=_FACTS, budget=_BUDGETS)
def test_more_at_stake_never_gets_less(
    suite: Suite, written: dict[str, object], budget: tuple[float, float]
) -> None:
    same = {**written, "budgets": _budget(*budget)}
    got = [_worth(suite, {**same, "priority": priority}) for priority in PRIORITIES]
    answered = [worth for worth in got if worth is not None]
    assert answered == sorted(answered)


@each_suite
@settings(max_examples=60, deadline=None)
@given(
    written=_FACTS,
    shares=st.tuples(_SHARES, _SHARES).map(sorted),
    elapsed=st.sampled_from((0.1, 0.5, 0.9)),
    priority=st.sampled_from(PRIORITIES),
)
def test_more_budget_never_gets_less(
    suite: Suite,
    written: dict[str, object],
    shares: list[float],
    elapsed: float,
    priority: str,
) -> None:
    rich, poor = (
        _worth(suite, {**written, "priority": priority, "budgets": _budget(share, elapsed)})
        for share in shares
    )
    assert poor is None or (rich is not None and rich >= poor)


@pytest.mark.parametrize("name", ["startup", "governed"])
@settings(max_examples=60, deadline=None)
@given(
    written=_FACTS,
    shares=st.tuples(_SHARES, _SHARES).map(sorted),
    pace=st.sampled_from((0.9, 1.0, 1.03, 1.3)),
    priority=st.sampled_from(PRIORITIES),
)
def test_with_more_used_at_the_same_pace_no_request_gets_more(
    name: str, written: dict[str, object], shares: list[float], pace: float, priority: str
) -> None:
    less, more = (
        _decided(
            SUITES[name],
            {**written, "priority": priority, "budgets": _budget(share, min(1.0, share / pace))},
        ).decision
        for share in shares
    )
    if less is None or more is None:
        assert more is None
        return
    assert more.tier.rank <= less.tier.rank
    unlimited = 10**9
    assert (more.max_output_tokens or unlimited) <= (less.max_output_tokens or unlimited)


@each_suite
@settings(max_examples=40, deadline=None)
@given(written=_FACTS, place=st.integers(0, 20), priority=st.sampled_from(PRIORITIES))
def test_a_rule_that_never_matches_changes_nothing(
    suite: Suite, written: dict[str, object], place: int, priority: str
) -> None:
    rules = list(suite.rulebook.policy.rules)
    never = {"id": "never", "reason": "Never.", "when": NEVER, "then": {"deny": "Never."}}
    rules.insert(place, Rule.model_validate(never))
    longer = with_policy(suite.rulebook, with_rules(suite.rulebook.policy, rules))
    facts = Given.model_validate({**written, "priority": priority}).facts()
    assert ruling(facts, longer).equals(ruling(facts, suite.rulebook))


def test_the_default_leaves_the_middle_where_the_classifier_is_unsure() -> None:
    assert SUITES["default"].rulebook.policy.default.tier is Tier.STANDARD

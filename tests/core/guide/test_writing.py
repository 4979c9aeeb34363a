"""Tests of `router.core.guide.writing`: the sections, and what no guide tells."""

from pathlib import Path

import pytest

from router.adapters.files.catalog_file import load_catalog
from router.adapters.files.policy_file import load_policy
from router.core.guide.guide import Guide, Line, Lines
from router.core.guide.plain_text import plain_text
from router.core.guide.writing import guide_to
from router.core.routing import Rulebook
from tests import factories
from tests.core.guide.wordings import BASE_URL, guide

POLICIES = Path(__file__).resolve().parents[3] / "policies"
SHIPPED = sorted(
    file.stem
    for file in POLICIES.glob("*.yaml")
    if ".cases" not in file.name and file.stem not in ("catalog", "simulated")
)


def shipped(name: str) -> tuple[Guide, Rulebook]:
    policy, version = load_policy(POLICIES / f"{name}.yaml")
    book = Rulebook(
        policy=policy,
        catalog=load_catalog(POLICIES / "simulated.yaml"),
        policy_version=version,
        catalog_version="c",
    )
    return guide_to(book, base_url=BASE_URL, at=factories.NOON), book


def all_lines(told: Guide) -> list[Line]:
    blocks = (block for section in told.sections for block in section.blocks)
    return [line for block in blocks if isinstance(block, Lines) for line in block.lines]


def test_the_sections_answer_what_employees_ask_in_their_order() -> None:
    assert [section.id for section in guide().sections] == [
        "in-short",
        "which-work-goes-where",
        "what-you-can-choose",
        "approval",
        "shorter-and-cheaper",
        "what-the-words-mean",
        "questions",
    ]


@pytest.mark.parametrize("name", SHIPPED)
def test_each_rule_of_a_shipped_policy_is_told_and_its_reason_once(name: str) -> None:
    told, book = shipped(name)

    reasons = [line.reason for line in all_lines(told) if line.reason is not None]

    assert sorted(reasons) == sorted(
        [*(rule.reason for rule in book.policy.rules), book.policy.default.reason]
    )


@pytest.mark.parametrize("name", SHIPPED)
def test_the_guide_to_a_shipped_policy_speaks_no_code(name: str) -> None:
    """What a reader without knowledge of the policy language would stumble over."""
    told, book = shipped(name)
    ours = plain_text(told)
    for rule in book.policy.rules:
        ours = ours.replace(f"[{rule.id}]", "")

    for foreign in ("at_least", "at_most", "cheapest_sufficient", "best_value", "None", "{'"):
        assert foreign not in ours


def test_amounts_of_budgets_and_of_answers_are_not_told() -> None:
    told = guide(
        {"when": {"budget": {"share_used": {"at_least": 0.9}}}, "then": {"cap": "economy"}},
        {"when": {"priority": "low"}, "then": {"best_value": {"value_usd": "76543.21"}}},
        budgets=[{"id": "company", "limit_usd": "98765.43", "per": "month"}],
    )

    text = plain_text(told)

    assert "98765" not in text
    assert "76543" not in text
    assert "USD" not in text
    assert "company" in text


def test_teams_that_any_rule_names_are_known_also_where_others_are_left_out() -> None:
    rules = (
        {"when": {"team": "pay"}, "then": {"tier": "economy"}},
        {"when": {"not": {"team": ["legal", "pay"]}}, "then": {"cap": "standard"}},
    )

    assert guide(*rules).teams == guide(*rules, team="search").teams == ("legal", "pay")


def test_a_team_reads_only_of_rules_that_may_concern_it() -> None:
    told = guide(
        {"id": "pay-only", "when": {"team": "pay"}, "then": {"tier": "economy"}},
        {"id": "search-only", "when": {"team": "search"}, "then": {"tier": "premium"}},
        team="search",
    )

    assert {line.rule_id for line in all_lines(told)} == {"search-only", "default"}
    assert "pay-only" not in plain_text(told)

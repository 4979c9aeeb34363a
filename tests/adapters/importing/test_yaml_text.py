"""Tests of `router.adapters.importing.yaml_text`."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.adapters.files.yaml_source import parse_yaml
from router.adapters.importing.yaml_text import catalog_text, policy_text
from router.core.deployment import Capability
from router.core.importing.imported import (
    Imported,
    ImportedBudget,
    ImportedDeployment,
    ImportedRule,
)
from router.core.tier import Tier

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=20)
SMALL = ImportedDeployment(name="small", model="openai/small", tier=Tier.ECONOMY, line=3)


def _imported(**more: Any) -> Imported:
    given_parts = {"deployments": (SMALL,), **more}
    return Imported(origin="LiteLLM", file="config.yaml", notes=(), **given_parts)


def _data(text: str) -> dict[str, Any]:
    data = parse_yaml(text, path=Path("x.yaml")).data
    assert isinstance(data, dict)
    return data


@pytest.mark.parametrize("word", ["no", "1e5", "2024-10-21", "1:30", "~", "", "a: b", "a\nb", "1"])
def test_words_that_look_like_something_else_stay_words(word: str) -> None:
    data = _data(catalog_text(_imported(aliases={word: "small", "x": word})))
    assert data["aliases"] == {word: "small", "x": word}


@given(st.dictionaries(NAMES, NAMES))
def test_any_aliases_are_read_back_as_they_are(aliases: dict[str, str]) -> None:
    data = _data(catalog_text(_imported(aliases=aliases)))
    assert data.get("aliases", {}) == aliases


@given(NAMES, st.decimals(min_value=0, max_value=10**6, places=12))
def test_any_rule_and_amount_is_read_back_as_it_is(word: str, usd: Decimal) -> None:
    rule = ImportedRule(
        id="x",
        reason=word,
        when={"requested_model": [word, "b"], "not": {"unhealthy": word}},
        then={"best_value": {"value_usd": usd}},
        line=1,
    )
    data = _data(policy_text(_imported(rules=(rule,))))
    assert data["rules"][0] == {
        "id": "x",
        "reason": word,
        "when": dict(rule.when),
        "then": dict(rule.then),
    }


def test_a_deployment_is_written_with_all_that_is_known_of_it() -> None:
    one = ImportedDeployment(
        name="other",
        model="openai/small",
        tier=Tier.PREMIUM,
        line=7,
        prices={"input_usd_per_mtok": Decimal("0.15")},
        context_window=9,
        capabilities=(Capability.TOOLS,),
    )
    text = catalog_text(_imported(deployments=(one,)))
    assert "  # line 7\n  - name: other\n    model: openai/small\n    tier: premium\n" in text
    assert "    prices: {input_usd_per_mtok: 0.15}\n" in text
    assert _data(text)["deployments"][0]["capabilities"] == ["tools"]


def test_a_deployment_without_capabilities_says_so() -> None:
    one = ImportedDeployment(
        name="small", model="openai/small", tier=Tier.PREMIUM, line=7, capabilities=()
    )
    assert _data(catalog_text(_imported(deployments=(one,))))["deployments"][0] == {
        "model": "openai/small",
        "tier": "premium",
        "capabilities": [],
    }


def test_what_is_held_back_is_only_a_comment() -> None:
    held = ImportedDeployment(
        name="x", model="azure/x\ny", tier=Tier.STANDARD, line=9, held_back="no price\nis known"
    )
    text = catalog_text(_imported(deployments=(SMALL, held)))
    assert "  # line 9, to be completed: no price is known.\n" in text
    assert len(_data(text)["deployments"]) == 1


def test_budgets_and_proposals_are_written() -> None:
    budget = ImportedBudget(
        id="service", limit_usd=Decimal("500.50"), per="month", line=4, scope={"tag": "a:b"}
    )
    text = policy_text(_imported(budgets=(budget,), proposals=("Try this.",)))
    assert "  # line 4\n  - {id: service, limit_usd: 500.50, per: month, tag: 'a:b'}\n" in text
    assert "\n# Try this.\n" in text


def test_a_part_from_an_option_names_no_line() -> None:
    one = ImportedDeployment(name="small", model="openai/small", tier=Tier.PREMIUM, line=0)
    assert "  # options of the import\n" in catalog_text(_imported(deployments=(one,)))

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from router.adapters.files.json_schemas import catalog_schema, policy_schema, schema_text

POLICY = {"version": 1, "name": "x"}
CATALOG = {"version": 1, "deployments": [{"model": "a/b", "tier": "economy"}]}


def rule(**changes: object) -> dict[str, Any]:
    whole = {"id": "a", "reason": "r", "when": {"team": "a"}, "then": {"tier": "economy"}}
    return {**POLICY, "rules": [{**whole, **changes}]}


@pytest.mark.parametrize("schema", [policy_schema(), catalog_schema()])
def test_the_schemas_are_schemas(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize(
    "policy",
    [
        POLICY,
        rule(),
        rule(when={"team": ["a", "b"], "tokens": {"at_most": 5}, "tools": False}),
        rule(when={"priority": "low", "complexity": ["trivial", "moderate"]}),
    ],
)
def test_a_right_policy_fits(policy: dict[str, Any]) -> None:
    assert Draft202012Validator(policy_schema()).is_valid(policy)


@pytest.mark.parametrize(
    "policy",
    [
        {},
        {**POLICY, "version": 2},
        {**POLICY, "namee": "x"},
        rule(when={"priorityy": "low"}),
        rule(when={"priority": "hgh"}),
        rule(when={"priority": None}),
        rule(then={"tier": "cheap"}),
        rule(id="Not An Id"),
        rule(owner=None),
    ],
)
def test_a_wrong_policy_does_not(policy: dict[str, Any]) -> None:
    assert not Draft202012Validator(policy_schema()).is_valid(policy)


@pytest.mark.parametrize(
    ("prices", "fits"),
    [
        ({"input_usd_per_mtok": 0.5}, True),
        ([{"input_usd_per_mtok": 0.5, "valid_from": "2026-01-01"}], True),
        ({"input_usd_per_mtok": -1}, False),
        ([], False),
        ({"input_usd_per_mtok": None}, False),
    ],
)
def test_prices_are_one_or_several(prices: object, fits: bool) -> None:
    catalog = {**CATALOG, "deployments": [{"model": "a/b", "tier": "economy", "prices": prices}]}
    assert Draft202012Validator(catalog_schema()).is_valid(catalog) is fits


def test_fields_carry_their_meaning_for_editors() -> None:
    effects = policy_schema()["$defs"]["Then"]["properties"]
    assert effects["floor"]["description"] == "Never below this tier, whatever was asked for."


def test_no_name_of_a_python_class_is_shown_as_a_title() -> None:
    assert schema_text(policy_schema()).count('"title"') == 1

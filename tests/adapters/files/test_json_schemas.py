from typing import Any

import pytest
from jsonschema import Draft202012Validator

from router.adapters.files.json_schemas import catalog_schema, policy_schema, schema_text
from router.adapters.files.model_shape import written_fields
from router.core.effects import Then
from router.core.rules import When

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
        rule(when={"not": {"any": [{"team": "a"}, {"all": [{"priority": "low"}]}]}}),
        rule(when={"task": "$legal", "priority": ["low", "$mine"], "language": "$ours"}),
        rule(when={"tokens": {"at_least": "20_000"}}, then={"max_tokens": "1_500"}),
        rule(when={"time": {"days": ["$workdays", "sun"], "from": "08:00"}}),
        {**POLICY, "extends": "base.yaml", "team": "a", "sets": {"legal": ["a", "$b"]}},
        {**POLICY, "overlays": [{"team": "a", "file": "a.yaml", "may": ["tier"]}]},
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
        rule(when={"not": {"any": [{"taem": "a"}]}}),
        rule(when={"task": "$Legal work"}),
        rule(when={"abstained": "$legal"}),
        rule(when={"tokens": {"at_least": "20_00"}}),
        rule(then={"max_tokens": "many"}),
        rule(then={"tier": "$cheap"}),
        {**POLICY, "overlays": [{"team": "a", "file": "a.yaml", "may": ["teir"]}]},
        {**POLICY, "sets": {"legal": []}},
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


def offered(schema: dict[str, Any], *path: str) -> dict[str, Any]:
    """What an editor offers behind a path of keys: the properties there, references followed."""
    here = schema
    for step in path:
        here = here["properties"][step]
        while True:
            if "$ref" in here:
                here = schema["$defs"][here["$ref"].rpartition("/")[2]]
            elif here.get("type") == "array":
                here = here["items"]
            elif "anyOf" in here:
                here = here["anyOf"][0]
            else:
                break
    found: dict[str, Any] = here["properties"]
    return found


def test_an_editor_is_offered_every_condition_however_deep_and_every_effect() -> None:
    schema = policy_schema()
    assert offered(schema, "rules", "when").keys() == written_fields(When).keys()
    assert offered(schema, "rules", "when", "not", "any").keys() == written_fields(When).keys()
    assert offered(schema, "rules", "then").keys() == written_fields(Then).keys()


def test_an_editor_says_what_each_condition_and_effect_means() -> None:
    schema = policy_schema()
    effects = offered(schema, "rules", "then")
    conditions = offered(schema, "rules", "when")
    assert [name for name, said in effects.items() if "description" not in said] == []
    told = (said.get("description") or schema["$defs"][said["$ref"].rpartition("/")[2]]
            ["description"] for said in conditions.values())  # fmt: skip
    assert all(told)

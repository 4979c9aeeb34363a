"""Tests of `router.core.json_shape`; a full validator is the judge of the cases."""

from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.json_shape import fits

PERSON: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 5},
        "age": {"type": ["integer", "null"], "minimum": 0, "exclusiveMaximum": 150},
        "friends": {"type": "array", "items": {"$ref": "#"}, "minItems": 0, "maxItems": 2},
        "mood": {"enum": ["good", 1, None]},
        "kind": {"$ref": "#/$defs/kind"},
    },
    "required": ["name"],
    "additionalProperties": False,
    "$defs": {"kind": {"anyOf": [{"const": "cat"}, {"type": "boolean"}]}},
}
CASES = [
    ({"name": "Ada"}, True),
    ({"name": "Ada", "age": None, "mood": 1, "kind": True}, True),
    ({"name": "Ada", "friends": [{"name": "Bo"}, {"name": "Cy", "kind": "cat"}]}, True),
    ({"name": "Ada", "age": 1.0}, True),
    ({}, False),
    ([], False),
    ({"name": ""}, False),
    ({"name": "Adelaide"}, False),
    ({"name": "Ada", "age": True}, False),
    ({"name": "Ada", "age": 150}, False),
    ({"name": "Ada", "age": 1.5}, False),
    ({"name": "Ada", "mood": True}, False),
    ({"name": "Ada", "kind": "dog"}, False),
    ({"name": "Ada", "friends": [{}]}, False),
    ({"name": "Ada", "friends": [{"name": "B"}] * 3}, False),
    ({"name": "Ada", "unknown": 1}, False),
]


@pytest.mark.parametrize(("value", "is_valid"), CASES)
def test_it_agrees_with_a_full_validator(value: object, is_valid: bool) -> None:
    assert jsonschema.Draft202012Validator(PERSON).is_valid(value) is is_valid
    assert fits(value, PERSON) is is_valid


LEAVES = st.sampled_from(
    [
        {"type": "integer", "minimum": 2},
        {"type": "string", "maxLength": 1},
        {"enum": [1, "a", None]},
        {"type": ["boolean", "null"]},
        {"exclusiveMinimum": 1, "maximum": 3},
        {"const": False},
        {"items": {"type": "integer"}, "minItems": 1},
        {"required": ["a"], "properties": {"a": {"type": "string"}}},
        {"additionalProperties": {"type": "integer"}},
        True,
        False,
    ]
)
SCHEMAS = st.recursive(
    LEAVES,
    lambda inner: st.sampled_from(["anyOf", "oneOf", "allOf"]).flatmap(
        lambda name: st.lists(inner, min_size=1, max_size=3).map(lambda options: {name: options})
    ),
    max_leaves=6,
)
VALUES = st.recursive(
    st.sampled_from([0, 1, 1.0, 2, 3.5, "", "a", "bc", True, False, None]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner),
    max_leaves=4,
)


@given(value=VALUES, schema=SCHEMAS)
def test_whatever_it_claims_to_understand_it_decides_rightly(value: object, schema: Any) -> None:
    assert fits(value, schema) is jsonschema.Draft202012Validator(schema).is_valid(value)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "pattern": "(a+)+$"},
        {"not": {"type": "string"}},
        {"patternProperties": {"a": {}}, "additionalProperties": False},
        {"$ref": "https://example.com/schema.json"},
        {"$ref": "#/$defs/missing"},
        {"type": "file"},
        {"anyOf": "odd"},
        {"properties": []},
        {"minimum": "2"},
        {"required": "name"},
        "odd",
        None,
    ],
)
def test_what_it_does_not_understand_it_does_not_decide(schema: object) -> None:
    value = {"a": 1} if "Properties" in str(schema) or "properties" in str(schema) else "aaa"
    odd_bound = isinstance(schema, dict) and "minimum" in schema
    assert fits(3 if odd_bound else value, schema) is None


def test_a_failure_that_is_sure_beats_what_is_not_understood() -> None:
    assert fits(3, {"type": "string", "pattern": "x"}) is False


def test_schemas_that_never_end_are_given_up() -> None:
    endless = {"$ref": "#"}
    explosive = {
        "$ref": "#/$defs/s0",
        "$defs": {f"s{n}": {"allOf": [{"$ref": f"#/$defs/s{n + 1}"}] * 2} for n in range(60)},
    }

    assert fits(1, endless) is None
    assert fits(1, explosive) is None

import jsonschema
import pytest

from router.adapters.providers.simulation.schema_instance import instance_of

NODE = {
    "type": "object",
    "properties": {
        "value": {"type": "integer"},
        "next": {"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]},
    },
    "required": ["value", "next"],
    "additionalProperties": False,
}

SCHEMAS: list[object] = [
    {},
    True,
    {"type": "object"},
    {"type": "string", "minLength": 20, "maxLength": 30},
    {"type": "string", "maxLength": 3},
    {"type": "string", "format": "date-time"},
    {"type": "string", "enum": ["b", "a"]},
    {"const": {"x": [1]}},
    {"type": ["null", "number"], "minimum": 7.5, "maximum": 8},
    {"type": "integer", "exclusiveMinimum": 3, "multipleOf": 5},
    {"type": "integer", "maximum": -2},
    {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
    {"type": "array", "items": {"type": "boolean"}, "minItems": 2},
    {"type": "array", "prefixItems": [{"type": "string"}, {"type": "null"}]},
    {"type": "object", "properties": {"a": {"type": "string"}}, "minProperties": 1},
    {"type": "object", "required": ["x"], "additionalProperties": {"type": "integer"}},
    {"allOf": [{"type": "object", "required": ["a"]}, {"properties": {"a": {"const": 1}}}]},
    {"oneOf": [{"type": "string"}, {"type": "integer"}]},
    {"$ref": "#/$defs/node", "$defs": {"node": NODE}},
    {
        "type": "object",
        "properties": {"a/b": {"$ref": "#/properties/c"}, "c": {"type": "array"}},
        "required": ["a/b", "c"],
    },
    {
        "type": "object",
        "properties": {"tags": {"type": "array", "items": {"$ref": "#/$defs/tag"}, "minItems": 1}},
        "required": ["tags"],
        "$defs": {"tag": {"type": "string", "enum": ["x"]}},
    },
]


@pytest.mark.parametrize("schema", SCHEMAS)
def test_instances_are_valid(schema: object) -> None:
    jsonschema.Draft202012Validator(schema).validate(instance_of(schema))  # type: ignore[arg-type]


def test_optional_properties_are_left_out() -> None:
    schema = {"type": "object", "properties": {"a": {}, "b": {}}, "required": ["b"]}
    assert list(instance_of(schema)) == ["b"]  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"$ref": "#/nowhere"},
        {"$ref": 5},
        {"type": "object", "properties": {"a": {"$ref": "#"}}, "required": ["a"]},
        {"type": "array", "items": {"$ref": "#"}, "minItems": 1},
        {"allOf": [{"$ref": "#"}]},
        {"enum": "x", "anyOf": {}, "required": {"a": 1}, "properties": []},
        {"type": "nonsense"},
        {
            "type": "object",
            "properties": {"a": {"$ref": "#"}, "b": {"$ref": "#"}},
            "required": ["a", "b"],
        },
        {"type": "array", "items": {"type": "array", "minItems": 10**9}, "minItems": 10**9},
        {"type": "string", "minLength": 10**12},
        {"allOf": [{"$ref": "#"}, {"$ref": "#"}]},
    ],
)
def test_endless_and_broken_schemas_come_to_an_end(schema: object) -> None:
    instance_of(schema)

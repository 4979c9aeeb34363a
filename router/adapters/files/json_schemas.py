"""Which JSON schemas let editors complete and check policies and catalogs?"""

import json
from typing import Any

from pydantic import BaseModel

from router.adapters.files.catalog_format import CatalogText
from router.adapters.files.policy_format import SET_NAME, PolicyText

__all__ = ["catalog_schema", "policy_schema", "schema_of", "schema_text"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_GROUPED = {"type": "string", "pattern": "^[1-9][0-9]{0,2}(_[0-9]{3})+$"}
_SET = {
    "type": "string",
    "pattern": rf"^\${SET_NAME}$",
    "description": "The members of a set: `$legal` is defined under `sets` as `legal`.",
}
_SET_NAME = {"$ref": "#/$defs/SetName"}


def policy_schema() -> dict[str, Any]:
    """JSON schema of a policy file."""
    schema = schema_of(PolicyText, title="Tierwise policy")
    schema["$defs"] = {**_with_sets(schema["$defs"]), "SetName": _SET}
    return schema


def catalog_schema() -> dict[str, Any]:
    """JSON schema of a catalog file."""
    return schema_of(CatalogText, title="Tierwise catalog")


def schema_text(schema: dict[str, Any]) -> str:
    """The schema as it is committed."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def schema_of(model: type[BaseModel], *, title: str) -> dict[str, Any]:
    """JSON schema of the files that a model describes."""
    plain = _with_grouped_digits(_as_written(model.model_json_schema()))
    return {"$schema": _DIALECT, **plain, "title": title}


def _as_written(part: Any) -> Any:
    """Without what no file says: nulls (an empty value is an error) and titles of Python names."""
    if isinstance(part, list):
        return [_as_written(item) for item in part]
    if not isinstance(part, dict):
        return part
    kept = {key: _as_written(value) for key, value in part.items() if not _is_noise(key, value)}
    choices = kept.get("anyOf")
    if isinstance(choices, list):
        written = [choice for choice in choices if choice != {"type": "null"}]
        if len(written) == 1:
            kept = {**written[0], **{k: v for k, v in kept.items() if k != "anyOf"}}
        else:
            kept["anyOf"] = written
    return kept


def _is_noise(key: str, value: object) -> bool:
    return (key == "title" and isinstance(value, str)) or (key == "default" and value is None)


def _with_grouped_digits(part: Any) -> Any:
    """With `20_000` beside 20000: we read it as a number, and editors read it as text."""
    if isinstance(part, list):
        return [_with_grouped_digits(item) for item in part]
    if not isinstance(part, dict):
        return part
    inner = {key: _with_grouped_digits(value) for key, value in part.items()}
    if part.get("type") != "integer" or "const" in part:
        return inner
    said = {key: inner.pop(key) for key in ("description", "default", "examples") if key in inner}
    return {**said, "anyOf": [inner, _GROUPED]}


def _with_sets(part: Any) -> Any:
    """With the name of a set wherever a list of certain words may stand; of any words it may."""
    if isinstance(part, list):
        return [_with_sets(item) for item in part]
    if not isinstance(part, dict):
        return part
    match part.get("anyOf"):
        case [word, {"type": "array", "items": item} as listed] if item == word and _is_word(word):
            words = {**listed, "items": {"anyOf": [word, _SET_NAME]}}
            return {**part, "anyOf": [word, _SET_NAME, words]}
    return {key: _with_sets(value) for key, value in part.items()}


def _is_word(schema: dict[str, Any]) -> bool:
    """Whether it permits certain words, and no conditions or any text."""
    return schema != {"type": "string"} and schema != {"$ref": "#/$defs/When"}

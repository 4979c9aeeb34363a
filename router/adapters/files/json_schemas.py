"""Which JSON schemas let editors complete and check policies and catalogs?"""

import json
from typing import Any

from pydantic import BaseModel

from router.adapters.files.catalog_format import CatalogText
from router.core.policy import Policy

__all__ = ["catalog_schema", "policy_schema", "schema_text"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def policy_schema() -> dict[str, Any]:
    """JSON schema of a policy file."""
    return _schema(Policy, title="Tierwise policy")


def catalog_schema() -> dict[str, Any]:
    """JSON schema of a catalog file."""
    return _schema(CatalogText, title="Tierwise catalog")


def schema_text(schema: dict[str, Any]) -> str:
    """The schema as it is committed."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _schema(model: type[BaseModel], *, title: str) -> dict[str, Any]:
    plain = _as_written(model.model_json_schema())
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

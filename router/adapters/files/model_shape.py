"""Which fields may stand at a place of a file, as the pydantic model behind it says?"""

from collections.abc import Mapping
from typing import Any, get_args, get_origin

from pydantic import BaseModel, RootModel
from pydantic.fields import FieldInfo

from router.adapters.files.mistakes import Location

__all__ = ["field_at", "model_at", "model_of", "written_fields"]


def written_fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a model under the names that files use."""
    return {info.alias or name: info for name, info in model.model_fields.items()}


def model_at(root: type[BaseModel], location: Location) -> type[BaseModel] | None:
    """The model whose fields stand at `location`; None where there are no named fields."""
    here: Any = root
    for step in location:
        if isinstance(step, str):
            here = _inside(_bare(here), step)
    return model_of(here)


def model_of(annotation: Any) -> type[BaseModel] | None:
    """The model whose fields an annotation such as `tuple[Rule, ...]` wants."""
    found = _bare(annotation)
    return found if _is_model(found) else None


def field_at(root: type[BaseModel], location: Location) -> FieldInfo | None:
    """The field that `location` names; None where it is no field of a model."""
    names = [i for i, step in enumerate(location) if isinstance(step, str)]
    if not names:
        return None
    last = names[-1]
    owner = model_at(root, location[:last])
    return written_fields(owner).get(str(location[last])) if owner else None


def _inside(bare: Any, step: str) -> Any:
    if _is_model(bare):
        field = written_fields(bare).get(step)
        return field.annotation if field else None
    return get_args(bare)[1] if bare is not None else None


def _bare(annotation: Any) -> Any:
    """The first model or mapping inside `tuple[Rule, ...]` or `When | None`; None without one."""
    if isinstance(annotation, type) and issubclass(annotation, RootModel):
        return _bare(annotation.model_fields["root"].annotation)
    if _is_model(annotation) or get_origin(annotation) in (dict, Mapping):
        return annotation
    inner = (_bare(part) for part in get_args(annotation))
    return next((found for found in inner if found is not None), None)


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)

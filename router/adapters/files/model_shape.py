"""Which fields may stand at a place of a file, as the pydantic model behind it says?"""

from typing import Any, get_args

from pydantic import BaseModel, RootModel
from pydantic.fields import FieldInfo

from router.adapters.files.yaml_building import Location

__all__ = ["field_at", "model_at"]


def model_at(root: type[BaseModel], location: Location) -> type[BaseModel] | None:
    """The model whose fields stand at `location`; None where there are no named fields."""
    model: type[BaseModel] | None = root
    for step in location:
        if isinstance(step, str):
            field = model.model_fields.get(step) if model else None
            model = _model_in(field.annotation) if field else None
    return model


def field_at(root: type[BaseModel], location: Location) -> FieldInfo | None:
    """The field that `location` names; None where it is no field of a model."""
    names = [i for i, step in enumerate(location) if isinstance(step, str)]
    if not names:
        return None
    last = names[-1]
    owner = model_at(root, location[:last])
    return owner.model_fields.get(str(location[last])) if owner else None


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The first model inside an annotation such as `tuple[Rule, ...]` or `When | None`."""
    if isinstance(annotation, type) and issubclass(annotation, RootModel):
        return _model_in(annotation.model_fields["root"].annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for part in get_args(annotation) if (m := _model_in(part))), None)

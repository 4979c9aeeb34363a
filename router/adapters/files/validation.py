"""Does a file's data fit its model, and if not, what is wrong at which line?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from router.adapters.files.mistakes import Mistake, did_you_mean, shown
from router.adapters.files.model_shape import field_at, model_at
from router.adapters.files.wording import describe, example
from router.adapters.files.yaml_source import Location, YamlSource

__all__ = ["Vocabulary", "validate", "whose"]

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The words of one kind of file."""

    nouns: Mapping[type[BaseModel], str] = field(default_factory=dict)
    """What the fields of a model are called; `field` where it is not listed."""
    items: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    """For a list of the file: what an item is called, and the fields that name it."""


def validate(
    model: type[M], source: YamlSource, *, words: Vocabulary, known: Iterable[Mistake] = ()
) -> M:
    """The file's data as a model.

    Args:
        model: what the file describes.
        source: the file.
        words: how its parts are called in messages.
        known: mistakes that a model cannot see, found before.

    Raises:
        ConfigurationError: with all mistakes, in the order of the file.
    """
    mistakes = [*_blank(source, words=words), *known]
    if not isinstance(source.data, dict):
        raise source.refuse(_not_a_mapping(model, source))
    try:
        result = model.model_validate(source.data)
    except ValidationError as error:
        told = {mistake.place: mistake for mistake in mistakes}
        for detail in error.errors(include_url=False):
            if not _follows(detail, mistakes, source=source):
                mistake = _mistake(detail, model, source=source, words=words)
                told.setdefault(mistake.place, mistake)
        raise source.refuse(*mistakes, *told.values()) from None
    if mistakes:
        raise source.refuse(*mistakes)
    return result


def whose(location: Location, source: YamlSource, *, words: Vocabulary) -> str:
    """` in rule 'x'`: the list item that encloses a location; empty where there is none."""
    if len(location) < 2 or not isinstance(location[1], int):
        return ""
    noun, naming = words.items.get(str(location[0]), ("", ()))
    item = source.at(source.nearest(location[:2]))
    if not noun or not isinstance(item, dict):
        return ""
    names = (item[field] for field in naming if isinstance(item.get(field), str))
    return f" in {noun} {next((shown(n) for n in names), f'number {location[1] + 1}')}"


def _follows(detail: ErrorDetails, mistakes: list[Mistake], *, source: YamlSource) -> bool:
    """Whether a complaint about a whole only repeats what is told about a part of it."""
    location: Location = detail["loc"]
    if location == ():
        return bool(mistakes)
    if detail["type"] == "too_short":  # pydantic counts only the items that are right
        return source.at(source.nearest(location)) != []
    return any(empty[: len(location)] == location for empty in source.empty)


def _mistake(
    detail: ErrorDetails, model: type[BaseModel], *, source: YamlSource, words: Vocabulary
) -> Mistake:
    location: Location = detail["loc"]
    where = whose(location, source, words=words)
    if detail["type"] == "extra_forbidden":
        text = _unknown(location, model, where=where, words=words)
        return Mistake(source.place_of_key(location), text)
    if detail["type"] == "missing":
        name = str(location[-1])
        text = f"'{name}' is missing{where}. Write {example(name, field_at(model, location))}."
        return Mistake(source.place_of(location), text)
    return Mistake(source.place_of(location), describe(detail, where=where))


def _unknown(location: Location, model: type[BaseModel], *, where: str, words: Vocabulary) -> str:
    key = str(location[-1])
    owner = model_at(model, location[:-1])
    noun = words.nouns.get(owner, "field") if owner else "field"
    allowed = sorted(owner.model_fields) if owner else []
    return (
        f"unknown {noun} {shown(key)}{where}.{did_you_mean(key, allowed)} "
        f"{noun.capitalize()}s: {', '.join(allowed)}."
    )


def _blank(source: YamlSource, *, words: Vocabulary) -> Iterable[Mistake]:
    for location in sorted(source.empty, key=source.place_of):
        if location:
            where = whose(location, source, words=words)
            text = f"'{location[-1]}' is empty{where}. Write a value, or delete the line."
            if isinstance(location[-1], int):
                text = f"this list item is empty{where}. Write a value, or delete the line."
            yield Mistake(source.place_of_key(location), text)


def _not_a_mapping(model: type[BaseModel], source: YamlSource) -> Mistake:
    required = [name for name, info in model.model_fields.items() if info.is_required()]
    found = "the file is empty" if source.data is None else "the file holds no fields"
    wanted = ", ".join(f"`{name}:`" for name in required)
    return Mistake(source.place_of(()), f"{found}. Write at least {wanted}.")

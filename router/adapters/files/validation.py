"""Does a file's data fit its model, and if not, what is wrong at which line?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar, cast

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from router.adapters.files.mistakes import Location, Mistake, did_you_mean, shown
from router.adapters.files.model_shape import field_at, model_at, written_fields
from router.adapters.files.wording import describe, example
from router.adapters.files.yaml_source import YamlSource

__all__ = ["Sifted", "Vocabulary", "sift", "validate", "whose"]

M = TypeVar("M", bound=BaseModel)
_MOST_TO_LIST = 12
"""Names beyond which the nearest one is told alone, where one is near."""
_A_KEY = "[key]"
"""Stands in pydantic's locations where a key is wrong and not its value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The words of one kind of file."""

    nouns: Mapping[type[BaseModel], str] = field(default_factory=dict)
    """What the fields of a model are called; `field` where it is not listed."""
    items: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    """For a list of the file: what an item is called, and the fields that name it."""
    stand_ins: Mapping[str, object] = field(default_factory=dict)
    """For required fields: values to go on with where theirs are wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted(Generic[M]):
    """What is right in a file, and what is wrong."""

    model: M | None
    """Without the list items and fields that have mistakes; None where nothing is left."""
    kept: Mapping[str, tuple[int, ...]]
    """For the lists of the file: which of their items are in the model."""
    mistakes: tuple[Mistake, ...]

    def origin(self, location: Location) -> Location:
        """Where in the file a part of the model is written."""
        if len(location) < 2 or not isinstance(location[1], int):
            return location
        name, place = str(location[0]), location[1]
        return (name, self.kept[name][place], *location[2:])


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
    sifted = sift(model, source, words=words, known=known)
    if sifted.mistakes or sifted.model is None:
        raise source.refuse(*sifted.mistakes)
    return sifted.model


def sift(
    model: type[M], source: YamlSource, *, words: Vocabulary, known: Iterable[Mistake] = ()
) -> Sifted[M]:
    """The file's data as a model, as far as it is right; arguments as for `validate`."""
    data: Any = source.data
    if not isinstance(data, dict):
        return Sifted(model=None, kept={}, mistakes=(_not_a_mapping(model, source),))
    found = [*_blank(source, words=words), *known]
    result = _told(model, source, words=words, mistakes=found)
    if found:
        try:
            result = model.model_validate(_without(data, found, words=words))
        except ValidationError:  # what is left is less than a file must have
            result = None
    return Sifted(model=result, kept=_kept(data, found), mistakes=tuple(sorted(found)))


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


def _told(
    model: type[M], source: YamlSource, *, words: Vocabulary, mistakes: list[Mistake]
) -> M | None:
    """The whole file as a model; what keeps it from being one is added to the mistakes."""
    try:
        return model.model_validate(source.data)
    except ValidationError as error:
        before, told = tuple(mistakes), {mistake.place for mistake in mistakes}
        for complaint in error.errors(include_url=False):
            steps = tuple(step for step in complaint["loc"] if step != _A_KEY)
            detail = cast("ErrorDetails", {**complaint, "loc": steps})
            if not _follows(detail, before, source=source):
                mistake = _mistake(detail, model, source=source, words=words)
                if complaint["loc"][-1:] == (_A_KEY,):
                    mistake = replace(mistake, place=source.place_of_key(steps))
                if mistake.place not in told:
                    told.add(mistake.place)
                    mistakes.append(mistake)
        return None


def _without(
    data: dict[str, Any], mistakes: Iterable[Mistake], *, words: Vocabulary
) -> dict[str, Any]:
    """The data without all that has a mistake: one list item each, or one whole field."""
    kept = _kept(data, mistakes)
    left = {**data, **{name: [data[name][n] for n in places] for name, places in kept.items()}}
    for mistake in mistakes:
        name = str(mistake.at[0]) if mistake.at else ""
        if not _is_in_list(mistake.at, data):
            left.pop(name, None)
    return {**words.stand_ins, **left}


def _kept(data: dict[str, Any], mistakes: Iterable[Mistake]) -> dict[str, tuple[int, ...]]:
    wrong = {mistake.at[:2] for mistake in mistakes if _is_in_list(mistake.at, data)}
    return {
        name: tuple(n for n in range(len(value)) if (name, n) not in wrong)
        for name, value in data.items()
        if isinstance(value, list)
    }


def _is_in_list(location: Location, data: dict[str, Any]) -> bool:
    return len(location) > 1 and isinstance(data.get(str(location[0])), list)


def _follows(detail: ErrorDetails, mistakes: Iterable[Mistake], *, source: YamlSource) -> bool:
    """Whether a complaint about a whole only repeats what is told about a part of it."""
    location: Location = detail["loc"]
    if location == ():
        return bool(mistakes)
    if detail["type"] == "too_short":  # pydantic counts only the items that are right
        return source.at(source.nearest(location)) not in ([], {})
    return any(empty[: len(location)] == location for empty in source.empty)


def _mistake(
    detail: ErrorDetails, model: type[BaseModel], *, source: YamlSource, words: Vocabulary
) -> Mistake:
    location: Location = detail["loc"]
    where = whose(location, source, words=words)
    if detail["type"] == "extra_forbidden":
        text = _unknown(location, model, where=where, words=words)
        return Mistake(source.place_of_key(location), text, at=location)
    if detail["type"] == "missing":
        name = str(location[-1])
        text = f"'{name}' is missing{where}. Write {example(name, field_at(model, location))}."
        return Mistake(source.place_of(location), text, at=location)
    return Mistake(source.place_of(location), describe(detail, where=where), at=location)


def _unknown(location: Location, model: type[BaseModel], *, where: str, words: Vocabulary) -> str:
    key = str(location[-1])
    owner = model_at(model, location[:-1])
    noun = words.nouns.get(owner, "field") if owner else "field"
    allowed = sorted(written_fields(owner)) if owner else []
    near = did_you_mean(key, allowed)
    every = f" {noun.capitalize()}s: {', '.join(allowed)}."
    is_plain = bool(near) and len(allowed) > _MOST_TO_LIST
    return f"unknown {noun} {shown(key)}{where}.{near}{'' if is_plain else every}"


def _blank(source: YamlSource, *, words: Vocabulary) -> Iterable[Mistake]:
    for location in sorted(source.empty, key=source.place_of):
        if location:
            where = whose(location, source, words=words)
            text = f"'{location[-1]}' is empty{where}. Write a value, or delete the line."
            if isinstance(location[-1], int):
                text = f"this list item is empty{where}. Write a value, or delete the line."
            yield Mistake(source.place_of_key(location), text, at=location)


def _not_a_mapping(model: type[BaseModel], source: YamlSource) -> Mistake:
    required = [name for name, info in model.model_fields.items() if info.is_required()]
    found = "the file is empty" if source.data is None else "the file holds no fields"
    wanted = ", ".join(f"`{name}:`" for name in required)
    return Mistake(source.place_of(()), f"{found}. Write at least {wanted}.")

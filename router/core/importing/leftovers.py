"""Which parts of the source did nobody speak of? Each gets a note: none is dropped in silence."""

from collections.abc import Iterator, Mapping

from router.core.importing.source import Location, Part, Reading

__all__ = ["Advice", "tell_leftovers"]

Advice = Mapping[str, str]
"""What to do instead of a field, by its path without indices: `router_settings.timeout`.

A `*` stands for any key in its place. The advice on a field holds for all within it.
"""


def tell_leftovers(reading: Reading, advice: Advice, *, otherwise: str) -> None:
    """Note every part of the source that has no note yet, as high up as can be."""
    told = reading.told
    enclosing = {at[:depth] for at in told | reading.opened for depth in range(len(at))}
    enclosing |= reading.opened
    for part in _unspoken(reading.root, told, enclosing=enclosing, advice=advice):
        text = _advice_on(part.at, advice) or otherwise
        part.left(text + _names_within(part))


def _unspoken(
    part: Part, told: frozenset[Location], *, enclosing: set[Location], advice: Advice
) -> Iterator[Part]:
    if part.at in told:
        return
    inner = tuple(_children(part))
    if inner and (part.at in enclosing or _has_advice_within(part.at, advice)):
        for child in inner:
            yield from _unspoken(child, told, enclosing=enclosing, advice=advice)
    else:
        yield part


def _children(part: Part) -> Iterator[Part]:
    """All of them, also those without a value: an empty key is a key too."""
    if isinstance(part.value, dict):
        for key, value in part.value.items():
            yield Part(part.reading, (*part.at, key), value)
    elif isinstance(part.value, list):
        for index, value in enumerate(part.value):
            yield Part(part.reading, (*part.at, index), value)


def _has_advice_within(at: Location, advice: Advice) -> bool:
    names = _names(at)
    return not names or any(
        len(keys) > len(names) and _fits(names, keys[: len(names)])
        for keys in (path.split(".") for path in advice)
    )


def _advice_on(at: Location, advice: Advice) -> str | None:
    names = _names(at)
    found = [
        (len(keys), "*" not in keys, text)
        for path, text in advice.items()
        if len(keys := path.split(".")) <= len(names) and _fits(names[: len(keys)], keys)
    ]
    return max(found)[2] if found else None


def _names(at: Location) -> list[str]:
    return [step for step in at if isinstance(step, str)]


def _fits(names: list[str], keys: list[str]) -> bool:
    return all(key in ("*", name) for name, key in zip(names, keys, strict=True))


def _names_within(part: Part) -> str:
    """The keys that the note stands for too; never their values, which may be secrets."""
    names = list(dict.fromkeys(_keys(part)))
    return f" (with {', '.join(names)})" if names else ""


def _keys(part: Part) -> Iterator[str]:
    for child in _children(part):
        if isinstance(child.at[-1], str):
            yield child.at[-1]
        yield from _keys(child)

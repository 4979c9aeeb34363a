"""Where could a planted secret turn up: which objects can be reached, which files lie about?"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path

__all__ = ["bytes_in", "objects_within", "shown_by"]

_OURS = ("router.", "classifier.")


def objects_within(root: object) -> Iterator[object]:
    """Every object of ours that can be reached from `root`, each once."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        waiting += _parts(one)
        if type(one).__module__.startswith(_OURS):
            yield one


def shown_by(one: object) -> str:
    """How it appears where it is logged, formatted or part of a message."""
    return f"{one!r} {one!s}"


def bytes_in(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """What stands in the files of a folder."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield path, path.read_bytes()


def _parts(one: object) -> list[object]:
    if isinstance(one, Mapping):
        return [*one.values()]
    if isinstance(one, list | tuple | set | frozenset):
        return [*one]
    bound = [one.__self__] if hasattr(one, "__self__") else []
    if not type(one).__module__.startswith(_OURS) and not bound:
        return []
    cells = [cell.cell_contents for cell in getattr(one, "__closure__", None) or ()]
    return [*bound, *cells, *_attributes(one)]


def _attributes(one: object) -> list[object]:
    named = {*getattr(one, "__dict__", {})}
    if is_dataclass(one):
        named |= {field.name for field in fields(one)}
    for kind in type(one).__mro__:
        slots = kind.__dict__.get("__slots__", ())
        named |= {slots} if isinstance(slots, str) else {*slots}
    return [getattr(one, name) for name in named if hasattr(one, name)]

"""Tests of `router.core.importing.leftovers`."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from router.core.importing.leftovers import tell_leftovers
from router.core.importing.source import Document, Part, Reading
from tests.core.importing.foreign import leaves, reading

TEXT = """\
server:
  port: 80
  key: secret-1
  log: {level: debug, path: x}
models:
  - {name: a, rpm: 3}
other: {deep: {deeper: 1}}
"""
ADVICE = {"server.port": "a port", "models.rpm": "a rate", "server": "a server"}


def _told(text: str) -> dict[str, str]:
    read = reading(text)
    tell_leftovers(read, ADVICE, otherwise="nothing like it")
    return {note.field: note.text for note in read.notes}


def test_each_part_gets_the_advice_that_fits_it_best() -> None:
    assert _told(TEXT) == {
        "server.port": "a port",
        "server.key": "a server",
        "server.log": "a server (with level, path)",
        "models[0].name": "nothing like it",
        "models[0].rpm": "a rate",
        "other": "nothing like it (with deep, deeper)",
    }


def test_values_are_never_shown() -> None:
    assert "secret" not in str(_told(TEXT))


def test_a_star_stands_for_any_name() -> None:
    read = reading("zoo: {lion: {legs: 4}, crow: {legs: 2}}")
    tell_leftovers(read, {"zoo.*.legs": "legs"}, otherwise="no")
    assert [(note.field, note.text) for note in read.notes] == [
        ("zoo.crow.legs", "legs"),
        ("zoo.lion.legs", "legs"),
    ]


def test_what_was_told_is_not_told_again_and_its_neighbours_are() -> None:
    read = reading("a: {b: 1, c: {d: 2, e: 3}}")
    a = read.root.get("a")
    c = a.get("c") if a else None
    d = c.get("d") if c else None
    assert d is not None
    d.carried("told")
    tell_leftovers(read, {}, otherwise="left")
    assert [(note.field, note.text) for note in read.notes] == [
        ("a.b", "left"),
        ("a.c.d", "told"),
        ("a.c.e", "left"),
    ]


def test_within_a_name_that_was_told_the_fields_are_told_too() -> None:
    read = reading("a: {b: 1}")
    read.tell_key(("a",), text="named")
    tell_leftovers(read, {}, otherwise="left")
    assert [note.field for note in read.notes] == ["a", "a.b"]


def test_empty_keys_are_told() -> None:
    assert "empty" in _told("empty:")


_KEYS = st.text("abcx", min_size=1, max_size=2)
_DATA: st.SearchStrategy[Any] = st.recursive(
    st.integers() | st.none() | st.text("yz"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(_KEYS, _DATA, min_size=1), st.data())
def test_no_leaf_is_dropped_whatever_was_told_before(
    data: dict[str, Any], draw: st.DataObject
) -> None:
    read = Reading(Document(name="x", data=data, lines={}))
    for part in _some_of(read.root, draw):
        part.carried("told")
    tell_leftovers(read, {"a.b": "advice", "x": "other"}, otherwise="left")
    fields = {note.field for note in read.notes}
    for leaf in leaves(data):
        assert any(leaf == f or leaf.startswith((f"{f}.", f"{f}[")) for f in fields), leaf


def _some_of(part: Part, draw: st.DataObject) -> list[Part]:
    if isinstance(part.value, dict):
        children = [child for _, child in part.items()]
    else:
        children = list(part.elements()) if isinstance(part.value, list) else []
    found = [one for child in children for one in _some_of(child, draw)]
    return [*found, part] if part.at and not children and draw.draw(st.booleans()) else found

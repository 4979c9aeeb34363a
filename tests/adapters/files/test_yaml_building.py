from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.adapters.files.mistakes import Place
from router.adapters.files.yaml_building import MAX_DEPTH, Refused, build


def refusal(text: str) -> tuple[int, int, str]:
    with pytest.raises(Refused) as caught:
        build(text)
    mistake = caught.value.mistake
    return mistake.place.line, mistake.place.column, mistake.text


def test_every_value_and_key_has_its_place() -> None:
    built = build("a: 1\nb:\n  - x\n  - {c: 0.10}\n")
    assert built.data == {"a": 1, "b": ["x", {"c": Decimal("0.10")}]}
    assert built.values[("b", 1, "c")] == Place(4, 9)
    assert built.keys[("b", 1, "c")] == Place(4, 6)
    assert built.keys[("b",)] == Place(2, 1)


def test_empty_values_are_remembered() -> None:
    built = build("a:\nb: [x, ~]\nc: ''\n")
    assert built.empty == [("a",), ("b", 1)]


def test_quoted_words_are_text() -> None:
    assert build("{a: '1', b: \"true\"}").data == {"a": "1", "b": "true"}


def test_keys_are_always_text() -> None:
    assert build("1: a\ntrue: b\n").data == {"1": "a", "true": "b"}


def test_an_anchor_repeats_its_value() -> None:
    assert build("a: &x [1, 2]\nb: *x\n").data == {"a": [1, 2], "b": [1, 2]}


def test_an_empty_text_holds_nothing() -> None:
    assert build("").data is None
    assert build("# only a comment\n").data is None


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("a: 1\na: 2\n", 2, 1, "'a' stands here again; it is already in line 1. Keep one."),
        ("a: 1\n---\nb: 2\n", 2, 1, "a second document begins here. Keep one document in a file."),
        ("a: &x [*x]\n", 1, 8, "'*x' contains itself. Write it out."),
        ("a: !!int 1\n", 1, 4, "the tag 'tag:yaml.org,2002:int' is not supported. "
         "Write the value without a tag."),
        ("? [a]\n: 1\n", 1, 3, "a key must be a word. Put it in quotes, or name a field."),
        ("&x a: 1\n", 1, 1, "a key cannot carry an anchor. Put the key in quotes."),
        ("<<: {a: 1}\n", 1, 1, "merging by '<<' is not supported. Write the fields out."),
        ("a: *-mini\n", 1, 4, "'*-mini' repeats an anchor '&-mini' that is not defined. "
         "Put text that begins with * in quotes."),
    ],
)  # fmt: skip
def test_what_configuration_has_no_use_for_is_refused(
    text: str, line: int, column: int, said: str
) -> None:
    assert refusal(text) == (line, column, said)


def test_deep_nesting_is_refused() -> None:
    *_, said = refusal("a: " + "[" * 200 + "]" * 200)
    assert said == f"nested more than {MAX_DEPTH} levels deep."


def test_aliases_that_multiply_are_refused_before_they_unfold() -> None:
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    *_, said = refusal("\n".join(lines))
    assert said == "the file unfolds to more than 200,000 values. Make it smaller."


@given(st.text(max_size=200))
def test_no_text_escapes_with_another_error(text: str) -> None:
    with suppress(Refused):
        build(text)

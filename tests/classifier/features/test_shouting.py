import numpy as np
import pytest

from classifier.features.shouting import REMEMBERED_CHUNKS, SHOUTED_WORDS, Quiet
from classifier.prompt import Prompt
from tests.classifier import tiny


def test_shouted_words_change_nothing_that_is_read() -> None:
    reader = tiny.reader()
    loud = reader.read(Prompt.from_text("URGENT!!! ¡¡¡ fix the comma, ASAP!"))
    calm = reader.read(Prompt.from_text("fix the comma,"))
    assert loud.ids[0].tolist() == calm.ids[0].tolist()
    assert np.array_equal(loud.vectors, calm.vectors)


@pytest.mark.parametrize("text", ["URGENT: call", "(urgent) call!!", "ASAP!!! call", "СРОЧНО call"])
def test_only_the_content_is_left(text: str) -> None:
    assert Quiet().text(text) == "call"


def test_an_inequality_is_not_an_exclamation() -> None:
    assert Quiet().text("if a != b: a!=c") == "if a != b: a!=c"


def test_the_words_are_in_lower_case_as_they_are_looked_up() -> None:
    assert all(word == word.lower() for word in SHOUTED_WORDS)


def test_more_chunks_than_are_remembered_are_still_read() -> None:
    quiet = Quiet()
    for number in range(REMEMBERED_CHUNKS + 2):
        quiet.text(f"w{number}!")
    assert quiet.text("w1! urgent") == "w1"

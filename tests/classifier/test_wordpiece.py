import json
import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import BertWordPieceTokenizer

from classifier.artifact import VOCABULARY_FILE
from classifier.datasets.load import SHIPPED_DATA
from classifier.prediction import SHIPPED
from classifier.wordpiece import WordPiece


@pytest.fixture(scope="module")
def ours() -> WordPiece:
    return WordPiece.from_file(SHIPPED / VOCABULARY_FILE)


@pytest.fixture(scope="module")
def reference(ours: WordPiece) -> BertWordPieceTokenizer:
    known = {token: index for index, token in enumerate(ours.vocabulary)}
    return BertWordPieceTokenizer(known, lowercase=True)


def _labelled_texts() -> list[str]:
    lines = [
        json.loads(line)
        for path in sorted(SHIPPED_DATA.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [str(message.get("content") or "") for line in lines for message in line["messages"]]


def _random_texts(count: int) -> list[str]:
    """Mixed scripts, symbols, controls and white space, of characters long in Unicode."""
    generator = random.Random(5)  # noqa: S311
    blocks = [(0, 0x250), (0x300, 0x600), (0x900, 0xE80), (0x2000, 0x2C00), (0x3000, 0x9FFF)]
    blocks += [(0xAC00, 0xD7A3), (0xF900, 0xFFFD), (0x1F300, 0x1F600), (0x20000, 0x2A000)]
    texts: list[str] = []
    for _ in range(count):
        chosen = generator.choices(blocks, k=2)
        points = (generator.randint(*generator.choice(chosen)) for _ in range(40))
        known = (chr(p) for p in points if _is_old(chr(p)))
        texts.append("".join(c if generator.random() > 0.1 else " \t\n"[ord(c) % 3] for c in known))
    return texts


def _is_old(character: str) -> bool:
    """Whether the character stands in Unicode 3.2: newer tables differ between libraries."""
    return unicodedata.ucd_3_2_0.category(character) not in {"Cn", "Co", "Cs"}


def test_equals_the_reference_on_labelled_prompts_and_random_scripts(
    ours: WordPiece, reference: BertWordPieceTokenizer
) -> None:
    texts = _labelled_texts() + _random_texts(2_000)
    assert len(texts) > 3_000
    different = [
        text
        for text in texts
        if ours.ids(text).tolist() != reference.encode(text, add_special_tokens=False).ids
    ]
    assert different == []


@given(st.text() | st.text(alphabet=st.characters(categories=["Cs", "Cc", "Mn", "So"])))
def test_any_string_is_accepted(text: str) -> None:
    tokenizer = WordPiece(["[UNK]", "a", "##a"])
    assert tokenizer.ids(text).dtype == "uint16"


def test_a_known_text_gives_the_same_ids_again(ours: WordPiece) -> None:
    text = "Réécris ce mémo, s'il te plaît: 東京 ok?"
    assert ours.ids(text).tolist() == ours.ids(text).tolist()


def test_a_vocabulary_without_the_unknown_token_is_refused() -> None:
    with pytest.raises(ValueError, match="not a BERT vocabulary"):
        WordPiece(["a"])


def test_a_full_memory_is_emptied_and_still_right() -> None:
    tokenizer = WordPiece(["[UNK]", "a", "b", "c", "d", "e"], capacity=3)
    assert tokenizer.ids("a b c d e a").tolist() == [1, 2, 3, 4, 5, 1]

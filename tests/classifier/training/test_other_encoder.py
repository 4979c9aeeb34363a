"""Any sentence-transformers model can be the encoder of an artifact."""

import json
from collections import Counter
from pathlib import Path

import pytest

from classifier.datasets.load import SHIPPED_DATA
from classifier.prediction import Classifier
from classifier.prompt import Prompt
from classifier.training.__main__ import main


def _few_of_each_task(author: str, folder: Path) -> None:
    seen: Counter[str] = Counter()
    kept = []
    for line in (SHIPPED_DATA / f"{author}.jsonl").read_text(encoding="utf-8").splitlines():
        task = json.loads(line)["task"]
        if seen[task] < 2 and len(line) < 700:
            seen[task] += 1
            kept.append(line + "\n")
    (folder / f"{author}.jsonl").write_text("".join(kept), encoding="utf-8")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_model_named_by_its_folder_becomes_the_encoder_of_an_artifact(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import StaticEmbedding
    from tokenizers import Tokenizer

    from classifier.training.distill import teacher_folder

    tokenizer = Tokenizer.from_file(str(teacher_folder() / "tokenizer.json"))
    model = SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_dim=32)])
    model.save(str(tmp_path / "model"))
    (tmp_path / "data").mkdir()
    for author in "abcf":
        _few_of_each_task(author, tmp_path / "data")

    folders = {"data": "data", "out": "artifact", "encoder": "model"}
    main([part for name, of in folders.items() for part in (f"--{name}", str(tmp_path / of))])

    prediction = Classifier.load(tmp_path / "artifact").predict(Prompt.from_text("Prove it."))
    assert sum(prediction.probabilities.priority.values()) == pytest.approx(1, abs=1e-4)

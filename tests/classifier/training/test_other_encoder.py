"""Any sentence-transformers model can be the encoder of an artifact."""

import json
from collections import Counter
from pathlib import Path

import pytest

from classifier.datasets.load import SHIPPED_DATA
from classifier.prediction import Classifier
from classifier.prompt import Prompt
from classifier.scale import LocalProcesses
from classifier.training.recipe import Recipe
from classifier.training.run import Progress, Training, train


def _few_of_each_task(path: Path) -> Path:
    seen: Counter[str] = Counter()
    kept = []
    for line in (SHIPPED_DATA / "f.jsonl").read_text(encoding="utf-8").splitlines(keepends=True):
        task = json.loads(line)["task"]
        if seen[task] < 6 and len(line) < 900:
            seen[task] += 1
            kept.append(line)
    path.write_text("".join(kept), encoding="utf-8")
    return path


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_model_named_by_its_folder_becomes_the_encoder_of_an_artifact(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers", reason="part of the extra `encoders`")
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace

    words = ["[UNK]", "the", "a", "to", "of", "write", "what", "is", "fix", "email", "code"]
    tokenizer = Tokenizer(WordLevel({word: n for n, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    model = SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_dim=32)])
    model.save(str(tmp_path / "model"))
    recipe = Recipe(files=(_few_of_each_task(tmp_path / "mine.jsonl"),), with_shipped=False)
    encoded: list[int] = []

    train(
        Training(recipe, tmp_path / "artifact", release="1", encoder=str(tmp_path / "model")),
        workers=LocalProcesses(2),
        progress=Progress(begin=lambda name, steps: encoded.append(steps * (name == "encoding"))),
    )

    prediction = Classifier.load(tmp_path / "artifact").predict(Prompt.from_text("Prove it."))
    assert sum(prediction.probabilities.priority.values()) == pytest.approx(1, abs=1e-4)
    assert max(encoded) > 100

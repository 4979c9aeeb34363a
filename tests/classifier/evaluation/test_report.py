import json
from pathlib import Path

from classifier.evaluation.predicting import at_hand
from classifier.evaluation.report import as_record, evaluate
from classifier.evaluation.shouting import SHOUTS
from classifier.prediction import Classifier
from tests.classifier import tiny
from tests.classifier.evaluation import invented


def test_a_report_scores_heads_baselines_slices_and_flips(tiny_artifact: Path) -> None:
    prompts = tiny.labelled_prompts()
    steps: list[str] = []
    report = evaluate(
        at_hand(Classifier.load(tiny_artifact)),
        prompts[:60],
        train=prompts[60:],
        on_step=steps.append,
    )
    assert report.heads["priority"].macro_f1 > 0.9
    low, high = report.heads["priority"].interval
    assert low <= report.heads["priority"].macro_f1 <= high
    assert report.baselines["majority"]["task"].macro_f1 < report.heads["task"].macro_f1
    assert report.slices["language"]["en"].prompts == 60
    assert (report.prompts, report.groups, report.trained_on) == (60, 60, 120)
    assert steps[0] == "classifying"
    assert "fitting TF-IDF" in steps


def test_shouting_is_tried_on_prompts_from_the_whole_file() -> None:
    report = invented.report()
    assert report.flip_pairs == 60 * len(SHOUTS)
    assert report.flips == {"priority": 0, "complexity": 0, "task": 0}


def test_a_record_is_plain_json() -> None:
    record = as_record(invented.report(task="math"))
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    heads = record["heads"]
    assert isinstance(heads, dict)
    assert heads["task"]["macro_f1"] < 0.1
    assert len(heads["task"]["confusion"]) == len(heads["task"]["labels"]) == 20
    assert len(record["mistakes"]) == 20  # type: ignore[arg-type]

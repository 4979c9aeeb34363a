from pathlib import Path

from classifier.evaluation.report import evaluate, render
from classifier.prediction import Classifier
from tests.classifier import tiny


def test_a_report_scores_heads_baselines_slices_and_flips(tiny_artifact: Path) -> None:
    prompts = tiny.labelled_prompts()
    report = evaluate(Classifier.load(tiny_artifact), prompts[:60], train=prompts[60:])
    assert report.heads["priority"].macro_f1 > 0.9
    low, high = report.heads["priority"].interval
    assert low <= report.heads["priority"].macro_f1 <= high
    assert report.baselines["majority"]["task"] < report.heads["task"].macro_f1
    assert report.slices["language"]["en"][0] == 60
    text = render(report)
    for part in ("macro-F1", "length only", "## Accuracy by task", "flips priority"):
        assert part in text

from pathlib import Path

from classifier.artifact import Manifest
from classifier.evaluation.predicting import at_hand
from classifier.evaluation.report import evaluate
from classifier.prediction import Classifier
from classifier.training.card import render_card
from tests.classifier import tiny


def test_the_card_states_the_measured_figures(tiny_artifact: Path) -> None:
    manifest = Manifest.read(tiny_artifact)
    report = evaluate(at_hand(Classifier.load(tiny_artifact)), tiny.labelled_prompts()[:40])
    card = render_card(manifest, report)
    assert manifest.label in card
    assert f"| priority | {report.heads['priority'].macro_f1:.3f} |" in card

from dataclasses import replace

from classifier.evaluation.wording import best_baseline, interval, percent, summary
from tests.classifier.evaluation import invented

REPORT = invented.report(complexity="trivial")


def test_the_nearest_rival_is_named_for_each_head() -> None:
    name, score = best_baseline(REPORT, "priority") or ("", 0.0)
    assert score == max(of["priority"].macro_f1 for of in REPORT.baselines.values())
    assert f"priority 1.000 (1.000 to 1.000, {name} {score:.3f})" in summary(REPORT)


def test_without_baselines_no_rival_is_named() -> None:
    alone = replace(REPORT, baselines={})
    assert best_baseline(alone, "task") is None
    assert "priority 1.000 (1.000 to 1.000), complexity" in summary(alone)


def test_what_could_not_be_measured_is_none() -> None:
    assert percent(float("nan")) == "none"
    assert percent(0.1234) == "12.3 %"
    assert interval((0.5, 0.75)) == "0.500 to 0.750"

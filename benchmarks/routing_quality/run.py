"""How well does the router route? One command reproduces every figure.

python -m benchmarks.routing_quality.run [--data FOLDER] [--only NAME ...]

The folder holds the parquet files of `tables.py`; none of their rows is written anywhere.
"""

import argparse
import json
import platform
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import sklearn
from threadpoolctl import threadpool_limits

from benchmarks.routing_quality.curve import adaptation_curve
from benchmarks.routing_quality.tables import BENCHMARKS, Benchmark, judged, pretrained_for
from classifier.routing.experiments import Experiment
from classifier.routing.methods import OURS
from classifier.routing.outcomes import load_outcomes
from classifier.routing.pretrained import SHIPPED_DIFFICULTY, PretrainedDifficulty
from classifier.routing.verdict import Settings, experiment_on, judge

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"
DATA = HERE.parent.parent.parent / "shared" / "data"
CURVE = (100, 300, 1_000)
MMLU_LABELS = 1_530
SEEDS = 5
CURVE_HEAD = (
    "| labels | adapted | from scratch | gain | seeds with a gain |",
    "|---|---|---|---|---|",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, write results/*.json and plots, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the parquet files")
    parser.add_argument("--only", nargs="+", choices=list(BENCHMARKS), default=list(BENCHMARKS))
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--ship", action="store_true", help="also write the shipped difficulty")
    options = parser.parse_args(arguments)
    if not options.data.is_dir():
        parser.error(f"{options.data} is no folder. Give the folder of the parquet files.")
    options.results.mkdir(parents=True, exist_ok=True)
    if options.ship:
        source = load_outcomes(options.data / "llmrouter_9model.parquet")
        PretrainedDifficulty.learn(source).save(SHIPPED_DIFFICULTY)
    for name in options.only:
        _measure(name, BENCHMARKS[name], data=options.data, results=options.results)
    return 0


def _measure(name: str, benchmark: Benchmark, *, data: Path, results: Path) -> None:
    started = time.perf_counter()
    outcomes = judged(benchmark, data=data)
    pretrained = pretrained_for(benchmark, outcomes, data=data)
    adapted = experiment_on(outcomes, pretrained=pretrained)
    verdicts = {
        key: judge(experiment, f"{name}: {title}", settings=settings, on_step=_step)
        for key, title, experiment, settings in _plans(name, adapted)
    }
    points = adaptation_curve(adapted, sizes=CURVE, seeds=SEEDS, on_step=_step)
    print(f"\n# {name}: {len(outcomes):,} prompts, {len(outcomes.models)} models")
    for key, verdict in verdicts.items():
        print(f"\n## {verdict.title}\n\n{verdict.table()}")
        (results / f"{name}_{key}.svg").write_text(verdict.plot(), encoding="utf-8")
    print("\n".join([f"\n## {name}: few labels\n", *CURVE_HEAD, *(p.line() for p in points)]))
    record = {
        "machine": _machine(),
        "seconds": round(time.perf_counter() - started),
        "traffic_looks_like": pretrained.shares(outcomes.prompts),
        "verdicts": {key: verdict.record() for key, verdict in verdicts.items()},
        "curve": [asdict(point) for point in points],
    }
    text = json.dumps(record, indent=2) + "\n"
    (results / f"{name}.json").write_text(text, encoding="utf-8")


def _plans(name: str, adapted: Experiment) -> list[tuple[str, str, Experiment, Settings]]:
    """What is judged: all methods from scratch, then ours from the pretrained difficulty."""
    scratch = replace(adapted, prior=None)
    ours = replace(adapted, methods=(OURS,))
    plans = [
        ("folds", "5 folds", scratch, Settings()),
        ("folds_adapted", "5 folds, with pretrained difficulty", ours, Settings()),
    ]
    if name == "mmlu":
        few = Settings(labels=MMLU_LABELS, seeds=SEEDS)
        plans.append(("labels_1530", "1,530 labels", scratch, few))
    return plans


def _step(done: str) -> None:
    print(f"\r  {done:<60}", end="", file=sys.stderr, flush=True)


def _machine() -> dict[str, str]:
    return {
        "processor": platform.machine(),
        "python": platform.python_version(),
        "scikit-learn": sklearn.__version__,
        "numpy": np.__version__,
    }


if __name__ == "__main__":
    with threadpool_limits(1):
        sys.exit(main())

"""Command: judge a classifier on a file of labelled prompts.

python -m classifier.evaluation FILE.jsonl [--model FOLDER] [--train FOLDER]
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from classifier.datasets.load import load_all, load_file
from classifier.evaluation.report import evaluate, render
from classifier.prediction import SHIPPED, Classifier


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report; with `--train`, baselines are fitted on that folder's other prompts."""
    parser = argparse.ArgumentParser(prog="python -m classifier.evaluation", description=__doc__)
    parser.add_argument("file", type=Path, help="labelled prompts, one JSON object a line")
    parser.add_argument("--model", type=Path, default=SHIPPED, help="folder of the artifact")
    parser.add_argument("--train", type=Path, help="folder of *.jsonl to fit baselines on")
    options = parser.parse_args(arguments)
    test = list(load_file(options.file))
    judged = {prompt.id for prompt in test}
    train = [p for p in load_all(options.train) if p.id not in judged] if options.train else []
    print(render(evaluate(Classifier.load(options.model), test, train=train)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

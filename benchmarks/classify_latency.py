"""How long does one classification take, and what would the usual path take?

python benchmarks/classify_latency.py [--model FOLDER] [--rounds N]

One thread, one prompt at a time, prompts drawn from the project's own labelled set and cut to size.
The usual path is HuggingFace tokenizers and `predict_proba` of the same three scikit-learn
pipelines, timed in the same run, so that the ratio does not depend on the machine.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]
from typing_extensions import override

from classifier.artifact import load, load_pipelines
from classifier.datasets.load import load_all
from classifier.features.reading import Reader
from classifier.prediction import SHIPPED, Classifier
from classifier.prompt import Prompt
from classifier.wordpiece import TokenIds, WordPiece

SIZES = (10, 50, 200, 1_000)
HUGE_TOKENS = 200_000


class HuggingFaceWordPiece(WordPiece):
    """The same tokens from HuggingFace's Rust tokenizer."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        import numpy as np
        from tokenizers import BertWordPieceTokenizer

        super().__init__(vocabulary)
        self._array = np.array
        known = {token: index for index, token in enumerate(vocabulary)}
        self._rust = BertWordPieceTokenizer(known, lowercase=True)

    @override
    def ids(self, text: str) -> TokenIds:
        """The token ids of a text."""
        return self._array(self._rust.encode(text, add_special_tokens=False).ids, "uint16")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=SHIPPED)
    parser.add_argument("--rounds", type=int, default=40)
    options = parser.parse_args()
    started = time.perf_counter()
    classifier = Classifier.load(options.model)
    print(f"load: {(time.perf_counter() - started) * 1e3:.0f} ms")
    usual = _usual_path(options.model)
    print(f"{'tokens':>8} {'ours p50':>10} {'ours p95':>10} {'usual p50':>10} {'ratio':>6}   (ms)")
    for size in SIZES:
        prompts = _prompts(classifier, size)
        ours = _times(classifier.predict, prompts, rounds=options.rounds)
        theirs = _times(usual, prompts, rounds=2)
        middle, slow = statistics.median(ours), statistics.quantiles(ours, n=20)[-1]
        other = statistics.median(theirs)
        print(f"{size:>8} {middle:>10.3f} {slow:>10.3f} {other:>10.2f} {other / middle:>6.0f}")
    huge = [Prompt.from_text("refund the customer twice " * (HUGE_TOKENS // 4))]
    middle = statistics.median(_times(classifier.predict, huge, rounds=options.rounds))
    print(f"{HUGE_TOKENS:>8} {middle:>10.3f}")


def _usual_path(folder: Path) -> Callable[[Prompt], object]:
    artifact = load(folder)
    reader = Reader(HuggingFaceWordPiece(artifact.tokenizer.vocabulary), artifact.encoder)
    pipelines = load_pipelines(folder)

    def classify(prompt: Prompt) -> object:
        readings = [reader.read(prompt)]
        return [pipeline.predict_proba(readings) for pipeline in pipelines.values()]

    return classify


def _prompts(classifier: Classifier, tokens: int) -> list[Prompt]:
    """Texts of about so many tokens, sewn together from labelled prompts."""
    words = [
        word
        for labelled in load_all()
        for turn in labelled.prompt.turns
        for word in turn.text.split(" ")
    ]
    # English and most other languages here come to about 1.6 tokens a word.
    step = max(1, int(tokens / 1.6))
    cuts = range(0, min(len(words) - step, 60 * step), step)
    return [Prompt.from_text(" ".join(words[start : start + step])) for start in cuts]


def _times(
    act: Callable[[Prompt], object], prompts: Sequence[Prompt], *, rounds: int
) -> list[float]:
    """Milliseconds of each call after one warming round."""
    for prompt in prompts:
        act(prompt)
    times: list[float] = []
    for _ in range(rounds):
        for prompt in prompts:
            started = time.perf_counter_ns()
            act(prompt)
            times.append((time.perf_counter_ns() - started) / 1e6)
    return times


if __name__ == "__main__":
    with threadpool_limits(1):
        main()

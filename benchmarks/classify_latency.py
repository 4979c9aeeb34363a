"""How long does one classification take, and what would the usual path take?

python benchmarks/classify_latency.py [--model FOLDER] [--rounds N]

One thread, one prompt at a time, in CPU time, so that what else runs on the machine hardly counts.
The rows by size are prompts sewn together from the project's own labelled set and cut; the row
`mix` is that set as it stands, which is what traffic looks like most.
The usual path reads a prompt with the same tokenizer and encoder, and then asks `predict_proba` of
the three scikit-learn pipelines that the served tables were exported from. It is timed in the same
run, so that the ratio does not depend on the machine; it says what the tables are worth, and
nothing of the encoder, whose own share stands in a column of its own.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from threadpoolctl import threadpool_limits

from classifier.artifact import Artifact, load, load_pipelines
from classifier.datasets.load import load_all
from classifier.features.reading import Reader
from classifier.pieces import Pieces
from classifier.prediction import SHIPPED, Classifier
from classifier.prompt import Prompt

SIZES: Final = (10, 50, 200, 1_000)
HUGE_PIECES: Final = 200_000
MIXED_PROMPTS: Final = 600
# Prompts of one row; fewer where one prompt is long.
PROMPTS: Final = 60
SAMPLED_CHARS: Final = 200_000
PROC_STATUS: Final = Path("/proc/self/status")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=SHIPPED)
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    classifier = _loaded(options.model)
    artifact = load(options.model)
    usual = _usual_path(artifact, options.model)
    reader = Reader(artifact.tokenizer, artifact.encoder)
    heads = f"{'ours p50':>10} {'ours p95':>10} {'reading':>10} {'usual p50':>10} {'ratio':>6}"
    print(f"{'pieces':>8} {heads}   (ms)")
    for name, prompts in _rows(artifact.tokenizer).items():
        ours = _times(classifier.predict, prompts, rounds=options.rounds)
        read = _times(reader.read, prompts, rounds=max(1, options.rounds // 4))
        theirs = _times(usual, prompts, rounds=2)
        middle, slow = statistics.median(ours), statistics.quantiles(ours, n=20)[-1]
        other, reading = statistics.median(theirs), statistics.median(read)
        numbers = f"{middle:>10.3f} {slow:>10.3f} {reading:>10.3f} {other:>10.2f}"
        print(f"{name:>8} {numbers} {other / middle:>6.1f}")


def _loaded(folder: Path) -> Classifier:
    """Load the artifact; print how long that takes, and how much memory it keeps."""
    before, started = _resident_mib(), time.perf_counter()
    classifier = Classifier.load(folder)
    classifier.predict(Prompt.from_text("What is 404?"))
    took_ms = (time.perf_counter() - started) * 1e3
    print(f"load and first prompt: {took_ms:.0f} ms")
    if before is not None and (after := _resident_mib()) is not None:
        print(f"resident: {before:.0f} MiB before, {after:.0f} MiB after")
    return classifier


def _resident_mib() -> float | None:
    """What the process holds in memory now; None where the system does not say it in this way."""
    if not PROC_STATUS.is_file():
        return None
    (line,) = [row for row in PROC_STATUS.read_text().splitlines() if row.startswith("VmRSS:")]
    return int(line.split()[1]) / 1024


def _usual_path(artifact: Artifact, folder: Path) -> Callable[[Prompt], object]:
    reader = Reader(artifact.tokenizer, artifact.encoder)
    pipelines = load_pipelines(folder)

    def classify(prompt: Prompt) -> object:
        readings = [reader.read(prompt)]
        return [pipeline.predict_proba(readings) for pipeline in pipelines.values()]

    return classify


def _rows(tokenizer: Pieces) -> dict[str, list[Prompt]]:
    labelled = [one.prompt for one in load_all()]
    text = "\n".join(turn.text for prompt in labelled for turn in prompt.turns)
    step = max(1, len(labelled) // MIXED_PROMPTS)
    rows = {f"{size:,}": _cut(text, tokenizer, pieces=size) for size in SIZES}
    rows[f"{HUGE_PIECES:,}"] = [Prompt.from_text("refund the customer twice " * (HUGE_PIECES // 4))]
    return rows | {"mix": labelled[::step]}


def _cut(text: str, tokenizer: Pieces, *, pieces: int) -> list[Prompt]:
    """Texts of about so many pieces, one behind the other."""
    sample = text[:SAMPLED_CHARS]
    chars = round(pieces * len(sample) / len(tokenizer.ids(sample)))
    starts = range(0, min(len(text) - chars, PROMPTS * chars), chars)
    return [Prompt.from_text(text[start : start + chars]) for start in starts]


def _times(
    act: Callable[[Prompt], object], prompts: Sequence[Prompt], *, rounds: int
) -> list[float]:
    """Milliseconds of CPU of each call after one warming round."""
    for prompt in prompts:
        act(prompt)
    times: list[float] = []
    for _ in range(rounds):
        for prompt in prompts:
            started = time.thread_time_ns()
            act(prompt)
            times.append((time.thread_time_ns() - started) / 1e6)
    return times


if __name__ == "__main__":
    with threadpool_limits(1):
        main()

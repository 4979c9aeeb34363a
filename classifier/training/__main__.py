"""Command: train the classifier and write its artifact.

python -m classifier.training [--data FOLDER] [--test-author NAME] [--out FOLDER] [--distill]
"""

import argparse
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tqdm import tqdm

from classifier.artifact import (
    ENCODER_FILE,
    VOCABULARY_FILE,
    load_static_encoder,
    save_encoder,
)
from classifier.datasets.card import render_data_card
from classifier.datasets.load import SHIPPED_DATA, load_all
from classifier.datasets.split import find_leaks, without_author
from classifier.encoder import Encoder, SentenceTransformerEncoder
from classifier.evaluation.report import evaluate, render
from classifier.features.reading import Reader
from classifier.heads import HEADS
from classifier.prediction import SHIPPED, Classifier
from classifier.training.card import render_card
from classifier.training.distill import ENCODER_NAME, distill
from classifier.training.fit import Settings
from classifier.training.make import make_artifact, save_vocabulary
from classifier.wordpiece import WordPiece


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, evaluate on the author who was left out, write artifact, card and report."""
    options = _parser().parse_args(arguments)
    started = time.monotonic()
    prompts = load_all(options.data)
    if options.data == SHIPPED_DATA:
        card = SHIPPED_DATA.parent / "DATA_CARD.md"
        card.write_text(render_data_card(prompts), encoding="utf-8")
    train, test = without_author(prompts, options.test_author)
    leaks = find_leaks(train, test)
    leaked = {leak.train_id for leak in leaks}
    train = [prompt for prompt in train if prompt.id not in leaked]
    print(f"{len(train)} prompts to train on, {len(test)} to test on, {len(leaked)} left out")
    options.out.mkdir(parents=True, exist_ok=True)
    reader = _reader(options)
    authors = len({prompt.author for prompt in train})
    with tqdm(total=(authors + 1) * len(HEADS), unit="fit", file=sys.stderr) as bar:

        def advance(head: str) -> None:
            bar.set_postfix_str(head)
            bar.update()

        manifest = make_artifact(
            train,
            options.out,
            reader=reader,
            settings=Settings(seed=options.seed),
            release=options.release,
            on_step=advance,
        )
    report = evaluate(Classifier.load(options.out), test, train=train)
    (options.out / "REPORT.md").write_text(render(report), encoding="utf-8")
    (options.out / "MODEL_CARD.md").write_text(render_card(manifest, report), encoding="utf-8")
    print(render(report))
    print(f"Wrote {options.out} ({manifest.label}) in {time.monotonic() - started:.0f} s")
    return 0


def _reader(options: argparse.Namespace) -> Reader:
    """The tokenizer and encoder: distilled anew, named, or those of the shipped artifact."""
    if options.distill:
        static, tokenizer = distill(dimensions=options.dimensions)
        save_vocabulary(options.out / VOCABULARY_FILE, tokenizer)
        save_encoder(options.out, static)
    else:
        for name in (VOCABULARY_FILE, ENCODER_FILE):
            if options.out != SHIPPED:
                shutil.copyfile(SHIPPED / name, options.out / name)
    tokenizer = WordPiece.from_file(options.out / VOCABULARY_FILE)
    encoder: Encoder
    if options.encoder:
        encoder = SentenceTransformerEncoder(options.encoder)
        (options.out / ENCODER_FILE).unlink()
    else:
        # Read back from int8, so that the heads are fitted to what is served.
        encoder = load_static_encoder(options.out / ENCODER_FILE, name=ENCODER_NAME)
    return Reader(tokenizer, encoder)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m classifier.training", description=__doc__)
    parser.add_argument("--data", type=Path, default=SHIPPED_DATA, help="folder of *.jsonl")
    parser.add_argument("--test-author", default="f", help="whose prompts are only tested on")
    parser.add_argument("--out", type=Path, default=SHIPPED, help="folder of the artifact")
    parser.add_argument("--release", default="0.1.0", help="version of the artifact")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--encoder", help="a sentence-transformers model instead of the static one")
    parser.add_argument("--distill", action="store_true", help="make the token vectors anew")
    parser.add_argument("--dimensions", type=int, default=256, help="of the distilled vectors")
    return parser


if __name__ == "__main__":
    sys.exit(main())

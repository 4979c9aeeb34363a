"""Which labelled prompts is an artifact trained on, and which does it never see?"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

from classifier.datasets.agreement import SECOND_LABELS
from classifier.datasets.folds import check_folds, held_out, in_parts
from classifier.datasets.load import SHIPPED_DATA, DatasetError, load_all, load_file
from classifier.datasets.real import join_prompts, load_labels
from classifier.datasets.schema import LabelledPrompt
from classifier.datasets.split import find_leaks, without_author
from classifier.datasets.traffic import readable
from classifier.lengths.estimates import answer_tokens
from classifier.manifest import sha256_of

__all__ = ["CALIBRATION_AUTHORS", "OWN", "REAL", "RECIPE_FILE", "SHIPPED_TEST", "Recipe", "Sets"]

RECIPE_FILE: Final = "TRAINING.json"
# How the sets that are only judged on are called.
SHIPPED_TEST: Final = "shipped, another author"
REAL: Final = "real prompts, only judged on"
OWN: Final = "your prompts"
# The encoder never learns from these, so that they can tell how sure the heads may be.
CALIBRATION_AUTHORS: Final = frozenset({"f", "own-1"})


@dataclass(frozen=True, slots=True)
class Sets:
    """Prompts to train on, those that are only judged on by name, and how many were left out."""

    train: Sequence[LabelledPrompt]
    tests: Mapping[str, Sequence[LabelledPrompt]]
    left_out: int
    own_prompts: int = 0

    @property
    def main_test(self) -> str:
        """The set that says most about whoever trains: their own, if they gave one."""
        return OWN if OWN in self.tests else next(iter(self.tests))


@dataclass(frozen=True, slots=True)
class Recipe:
    """What goes into an artifact. It is kept beside it without any text: names, hashes, a seed."""

    files: tuple[Path, ...] = ()
    with_shipped: bool = True
    texts: Path | None = None
    test_author: str = "q"
    test_share: float = 0.2
    seed: int = 7

    def gather(self) -> Sets:
        """Read all files, split them, and leave out of training what a test set also knows.

        Raises:
            DatasetError: a line cannot be used, or a label is too rare to be learnt and judged.
        """
        train: list[LabelledPrompt] = []
        own: list[LabelledPrompt] = []
        tests: dict[str, Sequence[LabelledPrompt]] = {}
        if self.with_shipped:
            train, tests[SHIPPED_TEST] = without_author(load_all(), self.test_author)
        if self.texts is not None:
            real = join_prompts(load_labels(), self.texts)
            train += real.to_train
            tests[REAL] = real.to_judge
        if self.files:
            kept, judged = held_out(_own(self.files), share=self.test_share, seed=self.seed)
            own = in_parts(kept)
            train += own
            tests[OWN] = judged
        _refuse_doubles([*train, *(prompt for test in tests.values() for prompt in test)])
        tests = {name: test for name, test in tests.items() if test}
        clean = _without_leaks(train, [prompt for test in tests.values() for prompt in test])
        check_folds(clean, advice=self._advice)
        return Sets(clean, tests, left_out=len(train) - len(clean), own_prompts=len(own))

    def answer_tokens(self) -> dict[str, int]:
        """How long a good answer is, by the prompt's id, where an annotator has said so."""
        shipped = [*sorted(SHIPPED_DATA.glob("*.jsonl")), SECOND_LABELS]
        known = answer_tokens(shipped) if self.with_shipped else {}
        for path in self.files:
            known |= {f"{path.stem}/{name}": n for name, n in answer_tokens([path]).items()}
        return known

    @property
    def _advice(self) -> str:
        return "" if self.with_shipped else ", or train with the shipped set too (--with-shipped)"

    def write(self, folder: Path) -> None:
        """Keep the recipe beside the artifact."""
        facts = {
            "files": [{"path": str(path), "sha256": sha256_of(path)} for path in self.files],
            "with_shipped": self.with_shipped,
            "texts": None if self.texts is None else str(self.texts),
            "test_author": self.test_author,
            "test_share": self.test_share,
            "seed": self.seed,
        }
        (folder / RECIPE_FILE).write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The recipe of an artifact; one without a file of its own is made as the shipped one.

        Raises:
            DatasetError: the file cannot be read.
        """
        path = folder / RECIPE_FILE
        if not path.is_file():
            return cls()
        try:
            facts = json.loads(path.read_text(encoding="utf-8"))
            return cls(
                files=tuple(Path(file["path"]) for file in facts["files"]),
                with_shipped=bool(facts["with_shipped"]),
                texts=None if facts["texts"] is None else Path(facts["texts"]),
                test_author=str(facts["test_author"]),
                test_share=float(facts["test_share"]),
                seed=int(facts["seed"]),
            )
        except (ValueError, KeyError, TypeError) as error:
            message = f"{path} cannot be read as a recipe ({error}). Train the artifact anew."
            raise DatasetError(message) from error


def _own(files: Iterable[Path]) -> list[LabelledPrompt]:
    prompts: list[LabelledPrompt] = []
    for path in files:
        with readable(path):
            found = list(load_file(path))
        if not found:
            raise DatasetError(f"{path} holds no labelled prompts. Write one object a line.")
        # Two files may each count from 1; within one file an id stands once.
        _refuse_doubles(found, where=f" in {path}")
        prompts += [replace(prompt, id=f"{path.stem}/{prompt.id}") for prompt in found]
    return prompts


def _refuse_doubles(prompts: Iterable[LabelledPrompt], where: str = "") -> None:
    seen: set[str] = set()
    for prompt in prompts:
        if prompt.id in seen:
            message = f"The id {prompt.id!r} occurs twice{where}. Give each prompt its own id."
            raise DatasetError(message)
        seen.add(prompt.id)


def _without_leaks(
    train: Sequence[LabelledPrompt], tests: Sequence[LabelledPrompt]
) -> list[LabelledPrompt]:
    """Of several prompts of one group, one look finds one: so it is looked until none is left."""
    kept = list(train)
    while leaked := {leak.train_id for leak in find_leaks(kept, tests)}:
        kept = [prompt for prompt in kept if prompt.id not in leaked]
    return kept

"""What is known about which model answered which prompt how well, and for how much?"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Floats",
    "Indices",
    "Outcomes",
    "OutcomesError",
    "keys_of",
    "load_outcomes",
    "without_seen",
]

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

COLUMNS: Final = ("dataset", "prompt", "model", "score", "cost_usd")
# Two prompts that agree so far, case and space aside, are taken for the same question.
KEY_CHARS: Final = 80
# A line this long is a sentence of the question itself; "A. 12" is not.
LINE_CHARS: Final = 40
_SPLITS = re.compile(r"^(train|test|dev|validation)/")


class OutcomesError(ValueError):
    """A file of outcomes cannot be used; the message says why and what to write instead."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """One row for each prompt, one column for each model; NaN where nothing is known."""

    prompts: tuple[str, ...]
    groups: tuple[str, ...]
    models: tuple[str, ...]
    scores: Floats
    costs_usd: Floats

    def __len__(self) -> int:
        return len(self.prompts)

    @property
    def has_costs(self) -> bool:
        """Whether each model has a known cost for at least one prompt."""
        return bool((~np.isnan(self.costs_usd)).any(axis=0).all())

    def rows(self, chosen: Indices | NDArray[np.bool_]) -> Self:
        """The chosen prompts, by position or by mask."""
        positions = np.arange(len(self))[chosen]
        return replace(
            self,
            prompts=tuple(self.prompts[index] for index in positions),
            groups=tuple(self.groups[index] for index in positions),
            scores=self.scores[positions],
            costs_usd=self.costs_usd[positions],
        )

    def of_models(self, names: Sequence[str]) -> Self:
        """The named models in this order; a part of a name will do where only one has it."""
        columns = [self._column(name) for name in names]
        return replace(
            self,
            models=tuple(self.models[column] for column in columns),
            scores=self.scores[:, columns],
            costs_usd=self.costs_usd[:, columns],
        )

    def complete(self, *, costs: bool) -> Self:
        """Only the prompts that every model answered, and whose costs are known if asked for."""
        is_known = ~np.isnan(self.scores).any(axis=1)
        if costs:
            is_known &= ~np.isnan(self.costs_usd).any(axis=1)
        return self.rows(np.flatnonzero(is_known))

    def _column(self, name: str) -> int:
        if name in self.models:
            return self.models.index(name)
        found = [index for index, model in enumerate(self.models) if name.lower() in model.lower()]
        if len(found) != 1:
            known = ", ".join(self.models)
            problem = "is in none" if not found else "is in several"
            raise OutcomesError(f"{name!r} {problem} of the models: {known}. Write one of them.")
        return found[0]


def load_outcomes(path: Path) -> Outcomes:
    """Read a parquet file with the columns dataset, prompt, model, score and cost_usd."""
    columns = _columns_of(path)
    prompts = {prompt: row for row, prompt in enumerate(dict.fromkeys(columns["prompt"]))}
    models = {model: row for row, model in enumerate(sorted(set(columns["model"])))}
    rows = np.array([prompts[prompt] for prompt in columns["prompt"]])
    cells = rows * len(models) + np.array([models[model] for model in columns["model"]])
    groups = dict(zip(columns["prompt"], columns["dataset"], strict=True))
    shape = (len(prompts), len(models))
    scores = _means(columns["score"], cells, shape=shape)
    if np.nanmin(scores) < 0 or np.nanmax(scores) > 1:
        raise OutcomesError(f"{path}: scores must lie in [0, 1].")
    return Outcomes(
        prompts=tuple(prompts),
        groups=tuple(_SPLITS.sub("", groups[prompt]) for prompt in prompts),
        models=tuple(models),
        scores=scores,
        costs_usd=_means(columns["cost_usd"], cells, shape=shape),
    )


def keys_of(prompt: str) -> frozenset[str]:
    """By what a question is found again: how it begins, and how each of its longer lines does.

    The lines matter where one file puts a template before the question and another does not.
    """
    lines = (" ".join(line.lower().split()) for line in prompt.splitlines())
    whole = " ".join(prompt.lower().split())
    return frozenset(
        text[:KEY_CHARS] for text in (whole, *(line for line in lines if len(line) >= LINE_CHARS))
    )


def without_seen(outcomes: Outcomes, prompts: Iterable[str]) -> Outcomes:
    """The outcomes of all prompts but those that ask what one of `prompts` asks."""
    seen = frozenset().union(*(keys_of(prompt) for prompt in prompts))
    is_new = np.array([not keys_of(prompt) & seen for prompt in outcomes.prompts], np.bool_)
    return outcomes.rows(np.flatnonzero(is_new))


def _columns_of(path: Path) -> dict[str, list[str]]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        message = "Parquet files need pyarrow. Install it with: pip install 'tierwise[parquet]'"
        raise OutcomesError(message) from error
    try:
        table = pyarrow.parquet.read_table(path)
    except (OSError, pyarrow.ArrowInvalid) as error:
        raise OutcomesError(f"{path} cannot be read as parquet: {error}") from error
    missing = set(COLUMNS) - set(table.schema.names)
    if missing:
        raise OutcomesError(f"{path} lacks the columns {sorted(missing)}; it needs {COLUMNS}.")
    if not table.num_rows:
        raise OutcomesError(f"{path} holds no rows.")
    columns: dict[str, list[str]] = table.select(list(COLUMNS)).to_pydict()
    return columns


def _means(values: Sequence[object], cells: Indices, *, shape: tuple[int, int]) -> Floats:
    """Each cell's mean over the rows that speak of it: some prompts were asked twice."""
    numbers = np.array(values, np.float64)
    is_known = ~np.isnan(numbers)
    size = shape[0] * shape[1]
    totals = np.bincount(cells[is_known], numbers[is_known], minlength=size)
    counts = np.bincount(cells[is_known], minlength=size)
    filled = np.full(size, np.nan)
    np.divide(totals, counts, out=filled, where=counts > 0)
    return filled.reshape(shape)

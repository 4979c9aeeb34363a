"""Outcomes whose truth is known: sums get harder with their length, stories are for the strong."""

from pathlib import Path

import numpy as np

from classifier.routing.outcomes import Floats, Outcomes

MODELS = ("small", "large")
COSTS_USD = (0.001, 0.02)
NAMES = ("Ada", "Ben", "Cleo", "Dov", "Esi", "Finn", "Gus", "Hana")


def outcomes(prompts: int = 240, *, seed: int = 0) -> Outcomes:
    """Half sums, half stories; a weak and a strong model, and their costs."""
    random = np.random.default_rng(seed)
    rows = [_row(number, random) for number in range(prompts)]
    difficulty = np.array([hard for _, _, hard in rows])
    chances = 1 / (1 + np.exp(-(np.array([[0.5, 3.0]]) - difficulty[:, np.newaxis])))
    return Outcomes(
        prompts=tuple(prompt for prompt, _, _ in rows),
        groups=tuple(group for _, group, _ in rows),
        models=MODELS,
        scores=(random.random(chances.shape) < chances).astype(np.float64),
        costs_usd=np.tile(np.array(COSTS_USD), (prompts, 1)),
    )


def difficulty_of(known: Outcomes) -> Floats:
    """How hard each prompt truly is."""
    return np.array([_difficulty(p, g) for p, g in zip(known.prompts, known.groups, strict=True)])


def write(path: Path, known: Outcomes) -> Path:
    """The outcomes as a parquet file, one row for each prompt and model."""
    import pyarrow
    import pyarrow.parquet

    rows = [
        {
            "source": "invented",
            "dataset": f"train/{known.groups[row]}",
            "prompt_id": str(row),
            "prompt": known.prompts[row],
            "model": model,
            "score": float(known.scores[row, column]),
            "cost_usd": float(known.costs_usd[row, column]),
        }
        for row in range(len(known))
        for column, model in enumerate(known.models)
    ]
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), path)
    return path


def _row(number: int, random: np.random.Generator) -> tuple[str, str, float]:
    name = NAMES[int(random.integers(len(NAMES)))]
    if number % 2:
        steps = int(random.integers(1, 12))
        parts = [
            f"{random.integers(2, 90)} boxes of {random.integers(2, 90)}" for _ in range(steps)
        ]
        prompt = f"{name} ({number}) buys {', then '.join(parts)}. How many in total?"
        return prompt, "sums", _difficulty(prompt, "sums")
    prompt = f"Write a short story, number {number}, in which {name} meets a clever old fox."
    return prompt, "stories", _difficulty(prompt, "stories")


def _difficulty(prompt: str, group: str) -> float:
    return 0.6 * (prompt.count("boxes") - 6) if group == "sums" else 0.5

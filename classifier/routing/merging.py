"""How do outcomes of several files become one, where they share neither models nor prompts?"""

from collections.abc import Sequence

import numpy as np

from classifier.routing.outcomes import Outcomes, OutcomesError

__all__ = ["merged"]


def merged(parts: Sequence[Outcomes]) -> Outcomes:
    """All prompts and all models; a model of the same name in two files is the same model."""
    if not parts:
        raise OutcomesError("There is nothing to merge. Give at least one file of outcomes.")
    models = tuple(dict.fromkeys(model for part in parts for model in part.models))
    size = sum(map(len, parts))
    scores, costs = np.full((size, len(models)), np.nan), np.full((size, len(models)), np.nan)
    start = 0
    for part in parts:
        columns = [models.index(model) for model in part.models]
        rows = np.arange(start, start + len(part))[:, np.newaxis]
        scores[rows, columns], costs[rows, columns] = part.scores, part.costs_usd
        start += len(part)
    return Outcomes(
        prompts=tuple(prompt for part in parts for prompt in part.prompts),
        groups=tuple(group for part in parts for group in part.groups),
        models=models,
        scores=scores,
        costs_usd=costs,
    )

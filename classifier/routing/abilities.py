"""How able is each model at each kind of work, on the scale of difficulty?

Where difficulty equals ability, half of the answers are good. A model's ability at a task is drawn
towards its ability at anything, so that a few outcomes of one task do not carry it away.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from classifier.routing.outcomes import Floats
from classifier.routing.response import ItemResponse

__all__ = ["ANY_TASK", "abilities_of"]

ANY_TASK: Final = "default"
# The prior deviation of a task's ability from the model's own is one logit.
TASK_PENALTY: Final = 1.0


def abilities_of(
    models: Sequence[str], scores: Floats, *, difficulty: Floats, tasks: Sequence[str]
) -> dict[str, dict[str, float]]:
    """For each model, its ability at any task and at each task that was seen.

    Scores have one row for each prompt and one column for each model, NaN where unknown; of each
    prompt, difficulty and task are known.
    """
    names = sorted(set(tasks))
    members = (np.asarray(tasks)[:, np.newaxis] == np.array(names)).astype(np.float64)
    response = ItemResponse(np.inf, own_penalty=TASK_PENALTY)
    response.fit(members, scores, offsets=-difficulty[:, np.newaxis])
    found: dict[str, dict[str, float]] = {}
    for column, model in enumerate(models):
        general = float(response.abilities_[column])
        # A task that this model was not seen at has no entry: `default` stands for it.
        is_seen = members[~np.isnan(scores[:, column])].any(axis=0)
        found[model] = {ANY_TASK: round(general, 3)} | {
            name: round(general + float(response.fits_[place, column]), 3)
            for place, name in enumerate(names)
            if is_seen[place]
        }
    return found

"""What of public or own outcomes can be used within a request?"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from classifier.routing.abilities import abilities_of
from classifier.routing.outcomes import Outcomes
from classifier.routing.pretrained import KnownDifficulty, PretrainedDifficulty
from classifier.routing.response import ItemResponse
from classifier.routing.served import ServedRouting

__all__ = ["learn_served", "public_served"]

# How reluctantly outcomes revise public difficulty: a trait's weight has this precision.
PENALTY: Final = 300.0


def public_served(pretrained: PretrainedDifficulty) -> ServedRouting:
    """Public difficulty as it is served; no deployment's ability is known."""
    return _served(pretrained.anywhere(), abilities={})


def learn_served(
    outcomes: Outcomes, *, tasks: Sequence[str], pretrained: PretrainedDifficulty | None
) -> ServedRouting:
    """Public difficulty revised by outcomes, and each model's abilities on the same scale.

    Without `pretrained`, only the standardisation of the traits is taken from public outcomes.
    """
    known = (pretrained or PretrainedDifficulty.load()).anywhere()
    if pretrained is None:
        known.weights = np.zeros_like(known.weights)
    rows = known.traits.transform(outcomes.prompts)
    shared = ItemResponse(PENALTY, own_penalty=np.inf)
    shared.fit(rows, outcomes.scores, offsets=-(rows @ known.weights)[:, np.newaxis])
    known.weights = known.weights + shared.difficulty_weights_
    abilities = abilities_of(
        outcomes.models, outcomes.scores, difficulty=rows @ known.weights, tasks=tasks
    )
    return _served(known, abilities=abilities)


def _served(
    known: KnownDifficulty, *, abilities: Mapping[str, Mapping[str, float]]
) -> ServedRouting:
    return ServedRouting(known.traits.mean_, known.traits.scale_, known.weights, abilities)

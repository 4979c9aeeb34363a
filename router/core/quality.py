"""How probable is a good answer? Ability less difficulty, on the scale of item response theory."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp
from types import MappingProxyType

from classifier.labels import Complexity
from router.core.deployment import Deployment
from router.core.facts import Facts
from router.core.tier import Tier

__all__ = [
    "ANY_TASK",
    "TIER_ABILITIES",
    "USUAL_DIFFICULTY",
    "Ability",
    "ability_of",
    "difficulty_of",
    "p_good",
]

ANY_TASK = "default"
"""The ability at every task that has none of its own."""
TIER_ABILITIES: Mapping[Tier, float] = MappingProxyType(
    {Tier.ECONOMY: 0.2, Tier.STANDARD: 0.6, Tier.PREMIUM: 1.3}
)
"""Prior where a deployment's ability is not known. From public outcomes (LLMRouter, and RouteLLM's
MMLU and GSM8K): Llama 3.1 8B 0.17, Mixtral 8x7B 0.63, GPT-4 1106 1.27. Today's models of a tier are
better; what the prior gets right is their order."""
USUAL_DIFFICULTY: Mapping[Complexity, float] = MappingProxyType(
    {Complexity.TRIVIAL: -0.24, Complexity.MODERATE: -0.06, Complexity.DEMANDING: -0.03}
)
"""Where none was measured: the mean of the shipped difficulty over the prompts of
`classifier/datasets/data`, by their labels."""
_FARTHEST = 30.0


@dataclass(frozen=True, slots=True)
class Ability:
    """Where difficulty equals `value`, half of the answers are good."""

    value: float
    is_assumed: bool
    """Only the tier speaks for it: nothing is known of this deployment."""


def ability_of(deployment: Deployment, task: str) -> Ability:
    """What the deployment is known to do at this task, else at any, else what its tier does."""
    known = _known(deployment, task)
    if known is None:
        return Ability(TIER_ABILITIES[deployment.tier], is_assumed=True)
    return Ability(known, is_assumed=False)


def _known(deployment: Deployment, task: str) -> float | None:
    abilities = deployment.abilities
    known = abilities.get(task)
    return abilities.get(ANY_TASK) if known is None else known


def difficulty_of(facts: Facts) -> float:
    """The measured difficulty; where none was measured, the usual one of the complexity."""
    said = facts.assessment
    return USUAL_DIFFICULTY[said.complexity] if said.difficulty is None else said.difficulty


def p_good(facts: Facts, deployment: Deployment) -> float:
    """The probability of a good answer.

    The harder the prompt, the lower: never higher for the same deployment and task.
    """
    said = facts.assessment
    task = ANY_TASK if said.is_abstained else said.task
    ability = _known(deployment, task)  # asked of each candidate: no `Ability` is made for it
    if ability is None:
        ability = TIER_ABILITIES[deployment.tier]
    distance = ability - difficulty_of(facts)
    return 1 / (1 + exp(-max(-_FARTHEST, min(_FARTHEST, distance))))

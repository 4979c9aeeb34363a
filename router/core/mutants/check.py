"""Which single changes of a policy do its cases miss?"""

from collections.abc import Sequence
from dataclasses import dataclass

from router.core.cases.case import Case
from router.core.cases.ruling import mismatches, ruling
from router.core.cases.variant import with_policy
from router.core.facts import Facts
from router.core.mutants.equivalence import why_equivalent
from router.core.mutants.killing import Killer, find_killer
from router.core.mutants.mutant import Mutant, is_swap, mutants
from router.core.policy import Policy
from router.core.routing import Rulebook

__all__ = ["MutationCheck", "Survivor", "check", "concerns", "is_killed"]

Ready = tuple[Case, Facts]
"""A case with its facts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survivor:
    """A change that no case notices."""

    mutant: Mutant
    killer: Killer | None
    """What would notice it; None where a search finds no facts that do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MutationCheck:
    """What became of all single changes of a policy."""

    killed: int
    equivalent: tuple[tuple[Mutant, str], ...]
    """Changes that are proved to decide nothing, and why."""
    survivors: tuple[Survivor, ...]

    @property
    def missed(self) -> tuple[Survivor, ...]:
        """Changes that decide otherwise, and no case notices."""
        return tuple(one for one in self.survivors if one.killer is not None)

    @property
    def idle(self) -> tuple[Survivor, ...]:
        """Changes for which no facts were found that they decide otherwise, and no proof."""
        return tuple(one for one in self.survivors if one.killer is None)


def check(cases: Sequence[Ready], rulebook: Rulebook) -> MutationCheck:
    """Try every single change of the policy against the cases."""
    killed = 0
    equivalent: list[tuple[Mutant, str]] = []
    survivors: list[Survivor] = []
    for mutant in mutants(rulebook.policy):
        if is_killed(mutant, cases, rulebook=rulebook):
            killed += 1
            continue
        because = why_equivalent(mutant, rulebook)
        if because is not None:
            equivalent.append((mutant, because))
        else:
            killer = find_killer(mutant, rulebook)
            survivors.append(Survivor(mutant=mutant, killer=killer))
    return MutationCheck(killed=killed, equivalent=tuple(equivalent), survivors=tuple(survivors))


def is_killed(mutant: Mutant, cases: Sequence[Ready], *, rulebook: Rulebook) -> bool:
    """Whether a case fails under the change."""
    changed = with_policy(rulebook, mutant.policy)
    return any(
        mismatches(case.expect, ruling(facts, changed))
        for case, facts in cases
        if concerns(mutant, facts, policy=rulebook.policy)
    )


def concerns(mutant: Mutant, facts: Facts, *, policy: Policy) -> bool:
    """Whether the change can matter for these facts: elsewhere both policies are the same."""
    place = mutant.place
    if place is None:
        return True
    rule, changed = policy.rules[place], mutant.changed
    if is_swap(mutant, policy):
        return rule.matches(facts) and policy.rules[place + 1].matches(facts)
    return rule.matches(facts) or (changed is not None and changed.matches(facts))

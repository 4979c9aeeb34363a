"""Which case would tell a change from the policy as it is?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, product
from typing import Any

from pydantic import ValidationError

from router.core.cases.given import Given
from router.core.cases.ruling import Ruling, ruling, telling_apart
from router.core.cases.variant import with_policy
from router.core.effects import BestValue
from router.core.facts import Facts
from router.core.mutants.mutant import Mutant
from router.core.mutants.vocabulary import Vocabulary, vocabulary
from router.core.policy import Policy, Rule
from router.core.routing import Rulebook

__all__ = ["Killer", "find_killer"]

_MOST_TRIES = 6_000
_TRIES_FOR_A_PLAINER = 1_000
_OF_QUALITY = ("budgets", "difficulty")
"""What the goals of quality weigh."""
_HIDDEN = frozenset({"fallbacks", "reason_contains", "warm_tokens"})
"""What callers hardly see: facts that show a change in something plainer are worth some search."""

_Written = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Killer:
    """Facts for which a change decides otherwise."""

    given: Mapping[str, object]
    """As a case writes them."""
    wanted: Ruling
    """By the policy as it is."""
    mutated: Ruling


def find_killer(mutant: Mutant, rulebook: Rulebook) -> Killer | None:
    """Facts that tell the change from the policy; None where a search finds none."""
    changed = with_policy(rulebook, mutant.policy)
    words = vocabulary((rulebook.policy, mutant.policy), rulebook.catalog)
    found: Killer | None = None
    candidates = _candidates(mutant, rulebook.policy, words=words)
    for tries, written in enumerate(islice(candidates, _MOST_TRIES)):
        facts = _facts(written)
        if facts is None:
            continue
        wanted, mutated = ruling(facts, rulebook), ruling(facts, changed)
        if not wanted.equals(mutated):
            killer = Killer(given=written, wanted=wanted, mutated=mutated)
            if set(telling_apart(wanted, mutated)) - _HIDDEN:
                return killer
            found = found or killer
        if found is not None and tries >= _TRIES_FOR_A_PLAINER:
            return found
    return found


def _candidates(mutant: Mutant, policy: Policy, *, words: Vocabulary) -> Iterator[_Written]:
    """Facts near the rules concerned: as they are, then with one and with two values changed."""
    bases = [_meeting(rule, words) for rule in _concerned(mutant, policy)] or [{}]
    bases = [base for n, base in enumerate(bases) if base not in bases[:n]]
    yield from bases
    for base in bases:
        for fact, values in words.items():
            yield from (_with(base, {fact: value}) for value in values)
    for base in bases:
        yield from _pairs(base, words, facts=_OF_QUALITY)
    # The values of two facts at a time, taken in turn from all bases and pairs.
    streams = [_pairs(base, words, facts=pair) for base in bases for pair in combinations(words, 2)]
    yield from _in_turn(streams)


def _pairs(base: _Written, words: Vocabulary, *, facts: tuple[str, str]) -> Iterator[_Written]:
    one, other = facts
    for first, second in product(words.get(one, ()), words.get(other, ())):
        yield _with(base, {one: first, other: second})


def _in_turn(streams: Sequence[Iterator[_Written]]) -> Iterator[_Written]:
    alive = list(streams)
    while alive:
        still = []
        for stream in alive:
            found = next(stream, None)
            if found is not None:
                still.append(stream)
                yield found
        alive = still


def _concerned(mutant: Mutant, policy: Policy) -> Iterator[Rule]:
    if mutant.place is None:
        yield from (r for r in policy.rules if isinstance(r.then.goal, BestValue))
        return
    if mutant.changed is not None:
        yield mutant.changed
    yield from policy.rules[mutant.place : mutant.place + 2]


def _meeting(rule: Rule, words: Vocabulary) -> _Written:
    """Facts that the rule matches, as far as changing one fact after the other gets there."""
    found: _Written = {}
    for _ in range(2):
        for fact, values in words.items():
            if rule.matches(Given.model_validate(found).facts()):
                return found
            tried = [(found, _met(rule, found)), *_tried(rule, found, fact=fact, values=values)]
            found = max(tried, key=lambda pair: pair[1])[0]
    return found


def _tried(
    rule: Rule, base: _Written, *, fact: str, values: Sequence[object]
) -> Iterator[tuple[_Written, int]]:
    for value in values:
        changed = _with(base, {fact: value})
        yield changed, _met(rule, changed)


def _met(rule: Rule, written: _Written) -> int:
    """How many conditions hold, those within groups included."""
    facts = _facts(written)
    if facts is None:
        return -1
    own = sum(1 for condition in rule.when.conditions() if condition.matches(facts))
    return own * 100 + sum(1 for leaf in rule.when.leaves() if leaf.matches(facts))


def _with(base: _Written, changes: Mapping[str, object]) -> _Written:
    merged: dict[str, Any] = {**base, **changes}
    return {fact: value for fact, value in merged.items() if value is not None}


def _facts(written: _Written) -> Facts | None:
    try:
        return Given.model_validate(written).facts()
    except ValidationError:
        return None  # two values that exclude each other, such as a language and none

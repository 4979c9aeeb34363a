"""Which of the deployments that may serve is best for a goal? Best first, the others stand in."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from router.core.balancing import tie_break
from router.core.budget import shadow_price
from router.core.directive import Directive
from router.core.effects import BestValue, CheapestSufficient, Goal, Named, Stickiness
from router.core.facts import Facts
from router.core.offer import ATTOS_PER_USD, AttoRates, Offer, warm_tokens
from router.core.quality import p_good
from router.core.quote import expected_output_tokens
from router.core.tier import TIERS, Tier

__all__ = ["Choosing", "tiers_in_order"]

_FINE = 1_000_000
"""Steps in which the shadow price raises a cost, so that sums stay whole numbers."""


def tiers_in_order(wanted: Tier, directive: Directive) -> list[Tier]:
    """Tiers to try: the wanted one, then better ones, then cheaper ones, within floor and cap."""
    order = [*TIERS[wanted.rank :], *reversed(TIERS[: wanted.rank])]
    lowest, highest = _bounds(directive)
    return [tier for tier in order if tier is wanted or lowest <= tier.rank <= highest]


class Choosing:
    """The choice among offers that can serve one request."""

    __slots__ = (
        "_bounds",
        "_choices",
        "_input",
        "_likely",
        "_limit",
        "_units",
        "_warm_at",
        "directive",
        "facts",
    )

    def __init__(self, facts: Facts, directive: Directive) -> None:
        self.facts, self.directive = facts, directive
        # What every cost depends on is read once: costs are compared on each request.
        self._input, self._choices = facts.request.input_tokens, facts.request.choices
        self._units = facts.request.units
        self._likely = expected_output_tokens(facts)
        self._limit = directive.max_tokens.value if directive.max_tokens else None
        self._bounds = _bounds(directive)
        before = facts.conversation
        self._warm_at = before.deployment if before and directive.counts_warmth else None

    def rank(self, field: Sequence[Offer], goal: Goal) -> Iterator[Offer]:
        """The offers within floor and cap, best for `goal` first; those that fail now last.

        One after the other, since who only wants the best need not have the others compared.
        """
        failing = self.facts.unhealthy
        if not failing:
            return self._rank(field, goal)
        well = [offer for offer in field if offer.label not in failing]
        ill = [offer for offer in field if offer.label in failing]
        return chain(self._rank(well, goal), self._rank(ill, goal))

    def stay(self, field: Sequence[Offer], best: Offer, *, goal: Goal) -> Offer | None:
        """The offer that answered the turn before, where the conversation should stay with it.

        It stays where nothing better is wanted and, unless it `always` stays, where answering
        there costs no more than elsewhere, its warm prompt cache included.
        """
        before, told = self.facts.conversation, self.directive.stickiness
        how = told.value if told else Stickiness.WHERE_IT_PAYS
        if before is None or how is Stickiness.NEVER or isinstance(goal, Named):
            return None
        here = next((o for o in field if o.deployment.name == before.deployment), None)
        if here is None or here is best or here.label in self.facts.unhealthy:
            return None
        if not self._permits(here, goal) or not self._is_as_good(here, best, goal=goal):
            return None
        pays = how is Stickiness.ALWAYS or self.cost(here) <= self.cost(best)
        return here if pays else None

    def cost(self, offer: Offer) -> int:
        """Expected cost in 1e-18 USD, with what the prompt cache saves."""
        most = offer.window - self._input
        if most > offer.max_output_tokens:
            most = offer.max_output_tokens
        if self._limit is not None and most > self._limit:
            most = self._limit
        most *= self._choices
        output = self._likely if self._likely < most else most
        rates = offer.rates_at(self._input) if offer.bands else offer.rates
        cost = self._input * rates.input_attos + output * rates.output_attos + rates.request_attos
        if self._units:
            cost += self._units * rates.unit_attos
        return cost if self._warm_at is None else cost - self._saved(offer, rates)

    def _saved(self, offer: Offer, rates: AttoRates) -> int:
        """What a warm prompt cache saves there."""
        if offer.deployment.name != self._warm_at:
            return 0
        warm = warm_tokens(self.facts, offer.deployment)
        return warm * (rates.input_attos - rates.cached_attos)

    def _rank(self, field: Sequence[Offer], goal: Goal) -> Iterator[Offer]:
        if isinstance(goal, Tier):
            for tier in tiers_in_order(goal, self.directive):
                rank = tier.rank
                yield from self._cheapest_first([o for o in field if o.rank == rank])
        elif isinstance(goal, Named):
            yield from self._named_first(field, goal)
        else:
            permitted = [offer for offer in field if self._permits(offer, goal)]
            if isinstance(goal, CheapestSufficient):
                yield from self._sufficient_first(permitted, goal)
            else:
                yield from self._most_valuable_first(permitted, goal)

    def _permits(self, offer: Offer, goal: Goal) -> bool:
        if offer.deployment.tier is goal:  # settled: the cap may lie under the floor
            return True
        lowest, highest = self._bounds
        return lowest <= offer.rank <= highest

    def _cheapest_first(self, candidates: list[Offer]) -> list[Offer]:
        if len(candidates) < 2:  # nothing to compare, so nothing to price
            return candidates
        if self.directive.balance is None:
            return sorted(candidates, key=self.cost)
        tie = self._tie()
        return sorted(candidates, key=lambda offer: (self.cost(offer), tie(offer)))

    def _named_first(self, field: Sequence[Offer], goal: Named) -> list[Offer]:
        named = [offer for offer in field if offer.deployment.name == goal.name]
        others = [offer for offer in field if offer.deployment.name != goal.name]
        return [*named, *self._rank(others, named[0].deployment.tier)] if named else []

    def _sufficient_first(self, field: list[Offer], goal: CheapestSufficient) -> list[Offer]:
        chances = {offer.place: self._chance(offer) for offer in field}
        good = [offer for offer in field if chances[offer.place] >= goal.p_good]
        poor = [offer for offer in field if chances[offer.place] < goal.p_good]
        tie = self._tie()
        return [
            *sorted(good, key=lambda o: (self.cost(o), -chances[o.place], tie(o))),
            *sorted(poor, key=lambda o: (-chances[o.place], self.cost(o), tie(o))),
        ]

    def _most_valuable_first(self, field: list[Offer], goal: BestValue) -> list[Offer]:
        raised = _FINE + round(
            shadow_price(self.facts.budgets, thrift=self.directive.thrift) * _FINE
        )
        value = int(goal.value_usd * ATTOS_PER_USD) * _FINE

        tie = self._tie()

        def worth(offer: Offer) -> tuple[int, float, float]:
            chance = self._chance(offer)
            # A chance in whole parts of 2**53 keeps the sum exact, so that equal facts give
            # equal answers and more budget never a worse one.
            gain = value * int(chance * 2**53) // 2**53
            return self.cost(offer) * raised - gain, -chance, tie(offer)

        return sorted(field, key=worth)

    def _is_as_good(self, here: Offer, best: Offer, *, goal: Goal) -> bool:
        if isinstance(goal, Tier):
            return here.rank >= best.rank
        if isinstance(goal, CheapestSufficient):
            return self._chance(here) >= min(goal.p_good, self._chance(best))
        return self._chance(here) >= self._chance(best)

    def _tie(self) -> Callable[[Offer], float]:
        balance = self.directive.balance
        return tie_break(self.facts, balance.value if balance else None)

    def _chance(self, offer: Offer) -> float:
        return p_good(self.facts, offer.deployment)


def _bounds(directive: Directive) -> tuple[int, int]:
    """Lowest and highest rank of tiers that policy permits."""
    lowest = directive.floor.value.rank if directive.floor else 0
    highest = directive.cap.value.rank if directive.cap else len(TIERS)
    return lowest, highest

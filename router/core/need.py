"""How much must be held for a call, and how short must its answer be to fit into what is left?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from router.core.deployment import Capability, Deployment, Kind
from router.core.facts import Facts
from router.core.hold import AccountState, Unit
from router.core.money import from_nanos, to_nanos
from router.core.price import Price
from router.core.quote import billed_apart, day_of, expected_output_tokens, output_cap
from router.core.worst_case import affordable_output_tokens, worst_case_usd

__all__ = ["Need", "modest", "need_of", "useful_cap"]

_GENEROUS = 4
"""An open limit becomes so many times the length that 19 of 20 answers stay below."""
_LEAST_OPEN = 2_048
_LEAST_REASONING = 16_384
"""Thoughts count as output, and nobody predicts them."""
_SAME_TOKENIZER = frozenset({"openai", "azure", "simulated"})
_AROUND = 64
"""Roles, separators and what providers add around tools."""
_WITHOUT_OUTPUT = frozenset({Kind.EMBEDDING, Kind.MODERATION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a call uses at most. The provider is told `cap`, so that it is true."""

    deployment: Deployment
    price: Price
    input_tokens: int
    """No tokenizer makes more of the input."""
    choices: int = 1
    cap: int
    """The most tokens of one answer."""
    units: int = 0
    """The most pictures, seconds or characters that can be billed."""
    service_tier: str | None = None
    takes: frozenset[Capability] = frozenset()
    """What the request holds beside text, and may be billed dearer."""

    @property
    def worst_case_usd(self) -> Decimal:
        """What the call costs at most."""
        return self._most_usd(self.cap * self.choices)

    def counted(self, tokens: int) -> "Need":
        """The same for a text of so many tokens by OpenAI's tokenizer; others make more of it."""
        if self.takes:  # images and audio are not in the text
            return self
        own = self.deployment.provider in _SAME_TOKENIZER
        most = tokens + (tokens // 10 if own else tokens // 2) + _AROUND
        return replace(self, input_tokens=min(self.input_tokens, most))

    def amounts(self) -> Mapping[Unit, int]:
        """The same in each unit that is counted."""
        return {
            Unit.USD: to_nanos(self.worst_case_usd),
            Unit.TOKENS: self.input_tokens + self.cap * self.choices,
            Unit.REQUESTS: 1,
            Unit.CONCURRENT: 1,
        }

    def within(self, room: int, unit: Unit) -> "Need | None":
        """The same call with answers short enough for `room`; None where none is."""
        if unit is Unit.TOKENS:
            most = room - self.input_tokens
            return None if most < 0 else self._shortened(most)
        if unit is not Unit.USD:
            return self if room > 0 else None
        room_usd = from_nanos(room)
        if self._most_usd(0) > room_usd:
            return None
        return self._shortened(
            affordable_output_tokens(
                self.price,
                input_tokens=self.input_tokens,
                budget_usd=room_usd,
                units=self.units,
                service_tier=self.service_tier,
                takes=self.takes,
            )
        )

    def now(self, states: Iterable[AccountState]) -> "Need | None":
        """The same call within what is free in all accounts."""
        return self._within_each((state.room, state.unit) for state in states)

    def later(self, states: Iterable[AccountState]) -> "Need | None":
        """The same call within what may be free once the calls under way are settled.

        Only money comes back: requests and tokens of a quota stay used until time passes.
        """
        return self._within_each(
            (state.room_once_settled if state.unit is Unit.USD else state.room, state.unit)
            for state in states
        )

    def _within_each(self, rooms: Iterable[tuple[int, Unit]]) -> "Need | None":
        fitting: Need | None = self
        for room, unit in rooms:
            if fitting is not None:
                fitting = fitting.within(room, unit)
        return fitting

    def _shortened(self, most: int) -> "Need | None":
        """With at most so many tokens of all answers together; None where that says nothing."""
        cap = min(self.cap, most // self.choices)
        if self.deployment.kind is not Kind.CHAT and cap < self.cap:
            return None  # nobody can be told to make half a picture
        return replace(self, cap=cap) if cap > 0 or self.cap == 0 else None

    def _most_usd(self, output_tokens: int) -> Decimal:
        return worst_case_usd(
            self.price,
            input_tokens=self.input_tokens,
            output_tokens=output_tokens,
            units=self.units,
            service_tier=self.service_tier,
            takes=self.takes,
        )


def need_of(
    facts: Facts, deployment: Deployment, *, limit: int | None, service_tier: str | None = None
) -> Need:
    """What a request needs of `deployment`; `limit` is the policy's on one answer."""
    request = facts.request
    return Need(
        deployment=deployment,
        price=deployment.prices.at(day_of(facts)),
        input_tokens=max(request.most_input_tokens or 0, request.input_tokens),
        choices=request.choices,
        cap=0 if request.kind in _WITHOUT_OUTPUT else output_cap(request, deployment, limit=limit),
        units=request.units,
        service_tier=service_tier,
        takes=billed_apart(request),
    )


def modest(facts: Facts, need: Need) -> Need:
    """The same where a budget is at stake and the caller left the length open.

    A generous multiple of the predicted length is held, not all that the model could write.
    """
    if facts.request.max_output_tokens is not None or facts.request.kind is not Kind.CHAT:
        return need
    long = facts.assessment.output_tokens_p95 or 0
    thinks = Capability.REASONING in need.deployment.capabilities
    generous = max(_GENEROUS * long, _LEAST_REASONING if thinks else _LEAST_OPEN)
    return replace(need, cap=generous) if generous < need.cap else need


def useful_cap(facts: Facts, need: Need) -> int:
    """Below this an answer would probably be cut off: wait, or take another deployment."""
    long = facts.assessment.output_tokens_p95
    likely = long if long is not None else 2 * expected_output_tokens(facts) // need.choices
    return min(need.cap, likely)

"""What will a request cost on a deployment: expected, and at worst?"""

from dataclasses import dataclass, replace
from datetime import UTC, date
from decimal import Decimal
from types import MappingProxyType

from classifier.labels import Complexity
from router.core.deployment import Capability, Deployment, Kind
from router.core.facts import Facts, RequestShape
from router.core.price import Price, cost_of
from router.core.usage import Usage
from router.core.worst_case import worst_case_usd

__all__ = [
    "EXPECTED_OUTPUT_TOKENS",
    "Quote",
    "billed_apart",
    "day_of",
    "expected_output_tokens",
    "output_cap",
    "quote",
    "shortened",
]

EXPECTED_OUTPUT_TOKENS = MappingProxyType(
    {Complexity.TRIVIAL: 120, Complexity.MODERATE: 450, Complexity.DEMANDING: 1_100}
)
"""Length of an answer where none was predicted; it ranks deployments and never limits them."""

_BILLED_APART = frozenset({Capability.VISION, Capability.AUDIO})
_HANDLED = MappingProxyType(
    {
        Kind.IMAGE: frozenset({Capability.VISION}),
        Kind.TRANSCRIPTION: frozenset({Capability.AUDIO}),
        Kind.SPEECH: frozenset({Capability.AUDIO}),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Estimate before the call.

    `worst_case_usd` assumes that every permitted token is used, and billed as dearly as it can be.
    It holds for as much input as is stated here.
    """

    input_tokens: int
    warm_tokens: int = 0
    """Those of the input that are expected to come from the prompt cache."""
    expected_output_tokens: int
    max_output_tokens: int
    units: int = 0
    """The most pictures, seconds or characters that can be billed."""
    expected_usd: Decimal
    worst_case_usd: Decimal
    price_version: str


def billed_apart(request: RequestShape) -> frozenset[Capability]:
    """What a request holds, or its answer, beside text, and may be billed otherwise."""
    return _HANDLED.get(request.kind, request.needs & _BILLED_APART)


def expected_output_tokens(facts: Facts) -> int:
    """Likely length of all answers together, at most what the caller permits."""
    request, said = facts.request, facts.assessment
    if request.kind is not Kind.CHAT:  # the size of a picture says it, and no classifier
        return (request.max_output_tokens or 0) * request.choices
    expected = said.output_tokens_p50
    if expected is None:
        expected = EXPECTED_OUTPUT_TOKENS[said.complexity]
    if request.max_output_tokens is not None:
        expected = min(expected, request.max_output_tokens)
    return expected * request.choices


def output_cap(request: RequestShape, deployment: Deployment, *, limit: int | None = None) -> int:
    """The most tokens that one answer can have on this deployment; `limit` is the policy's."""
    room = max(deployment.context_window - request.input_tokens, 0)
    most = min(deployment.max_output_tokens, room)
    for other in (request.max_output_tokens, limit):
        most = most if other is None else min(other, most)
    return most


def quote(
    facts: Facts, deployment: Deployment, *, limit: int | None = None, warm: int = 0
) -> Quote:
    """Expected and worst-case cost of these facts on `deployment` at today's price.

    Args:
        facts: the request.
        deployment: who would answer.
        limit: the most tokens of one answer that policy permits.
        warm: input tokens that the prompt cache probably holds; the worst case has none.
    """
    price, request = deployment.prices.at(day_of(facts)), facts.request
    most = output_cap(request, deployment, limit=limit) * request.choices
    expected = min(expected_output_tokens(facts), most)
    spent = request.input_tokens
    likely = Usage(
        input_tokens=spent,
        cached_tokens=min(warm, spent),
        output_tokens=expected,
        units=request.units,
    )
    return Quote(
        input_tokens=spent,
        warm_tokens=likely.cached_tokens,
        expected_output_tokens=expected,
        max_output_tokens=most,
        units=request.units,
        expected_usd=cost_of(likely, price),
        worst_case_usd=worst_case_usd(
            price,
            input_tokens=spent,
            output_tokens=most,
            units=request.units,
            takes=billed_apart(request),
        ),
        price_version=price.version,
    )


def shortened(made: Quote, price: Price, *, facts: Facts, most: int) -> Quote:
    """A quote where all answers together have at most `most` tokens, fewer than it says."""
    if made.expected_output_tokens > most:
        expected = Usage(
            input_tokens=made.input_tokens,
            cached_tokens=made.warm_tokens,
            output_tokens=most,
            units=made.units,
        )
        made = replace(made, expected_output_tokens=most, expected_usd=cost_of(expected, price))
    worst_usd = worst_case_usd(
        price,
        input_tokens=made.input_tokens,
        output_tokens=most,
        units=made.units,
        takes=billed_apart(facts.request),
    )
    return replace(made, max_output_tokens=most, worst_case_usd=worst_usd)


def day_of(facts: Facts) -> date:
    """The day whose price applies: the request's, in UTC."""
    at = facts.at
    return at.date() if at.tzinfo is UTC else at.astimezone(UTC).date()

"""What can a call cost at most, and how long may an answer be at most for an amount?"""

from collections.abc import Set
from decimal import ROUND_FLOOR, Context, Decimal
from operator import attrgetter

from router.core.deployment import Capability
from router.core.money import NANOS_PER_USD, to_usd
from router.core.price import Price
from router.core.rates import Rates

__all__ = ["affordable_output_tokens", "input_reach", "worst_case_usd"]

_EXACT = Context(prec=100)
_TO_USD = Decimal("1e-6")
_ATTOS_PER_NANO = 10**9
_HALF_NANO = _ATTOS_PER_NANO // 2
_kinds_of_input = attrgetter(
    "cached_input_usd_per_mtok", "cache_write_usd_per_mtok", "cache_write_1h_usd_per_mtok"
)


def worst_case_usd(
    price: Price,
    *,
    input_tokens: int,
    output_tokens: int,
    units: int = 0,
    service_tier: str | None = None,
    takes: Set[Capability] = frozenset(),
) -> Decimal:
    """The most that a call with at most so many tokens can be billed, in whole nano-USD.

    Every token counts as the dearest kind that it may turn out to be: written to the cache, a part
    of an image, reasoning; in the band that the input may reach; in the service tier asked for or
    the usual one, since a provider may fall back to it.

    Args:
        price: that of the request's day.
        input_tokens: the most that the input may count; what is only estimated needs a margin.
        output_tokens: the most that all answers may have together.
        units: the most pictures, seconds or characters that can be billed.
        service_tier: the class of service that is asked for.
        takes: images and audio cost their own rate only where the request may hold them.
    """
    read, wrote, fixed = _highest(
        price, input_tokens=input_tokens, units=units, service_tier=service_tier, takes=takes
    )
    total = _EXACT.fma(output_tokens, wrote, _EXACT.multiply(input_tokens, read))
    return to_usd(_EXACT.fma(total, _TO_USD, fixed))


def affordable_output_tokens(
    price: Price,
    *,
    input_tokens: int,
    budget_usd: Decimal,
    most: int = 10**9,
    units: int = 0,
    service_tier: str | None = None,
    takes: Set[Capability] = frozenset(),
) -> int:
    """How many output tokens have a worst case within an amount; exact.

    The worst case of the result fits, and that of one token more does not. 0 also where the input
    alone exceeds the amount: ask `worst_case_usd` where the difference matters.

    Args:
        price: that of the request's day.
        input_tokens: as for `worst_case_usd`, like the last three.
        budget_usd: what may be spent.
        most: never more than this, also where output is free.
        units: how many the request has, whose answer's length is asked for.
        service_tier: the class of service that is asked for.
        takes: what kinds of input and output the request may hold.
    """
    read, wrote, fixed = _highest(
        price, input_tokens=input_tokens, units=units, service_tier=service_tier, takes=takes
    )
    each = _whole(wrote, places=12)
    held = input_tokens * _whole(read, places=12) + _whole(fixed, places=18)
    nanos = int((budget_usd * NANOS_PER_USD).to_integral_value(ROUND_FLOOR))
    # Half a nano-USD is rounded to the even neighbour, so an even amount covers the half above it.
    room = nanos * _ATTOS_PER_NANO + _HALF_NANO - nanos % 2 - held
    if room < 0:
        return 0
    return min(room // each, most) if each else most


def input_reach(input_tokens: int) -> int:
    """How long an input may turn out that was estimated or counted by another tokenizer.

    Half as much again: nine of ten estimates err by less than a third. It only decides which band
    of rates is reckoned with, since a band makes the whole request dearer.
    """
    return input_tokens + input_tokens // 2


def _highest(
    price: Price, *, input_tokens: int, units: int, service_tier: str | None, takes: Set[Capability]
) -> tuple[Decimal, Decimal, Decimal]:
    """The most that a million tokens of input and of output may cost, and all that is fixed."""
    hears = bool(takes) and Capability.AUDIO in takes
    sees = bool(takes) and Capability.VISION in takes
    tariff = price if service_tier is None else price.tariff(service_tier)
    reach = input_reach(input_tokens)
    if tariff is price and price.at(reach) is price:  # as a rule
        return _of(price, units, hears=hears, sees=sees)
    every = (*price.up_to(reach), *tariff.up_to(reach))
    each = (_of(one, units, hears=hears, sees=sees) for one in every)
    read, wrote, fixed = zip(*each, strict=True)
    return max(read), max(wrote), max(fixed)


def _of(rates: Rates, units: int, *, hears: bool, sees: bool) -> tuple[Decimal, Decimal, Decimal]:
    read, wrote = rates.input_usd_per_mtok, rates.output_usd_per_mtok
    for rate in _kinds_of_input(rates):
        if rate is not None and rate > read:
            read = rate
    image, reasoning = rates.image_input_usd_per_mtok, rates.reasoning_usd_per_mtok
    if sees and image is not None:
        read = max(read, image)
    if reasoning is not None:
        wrote = max(wrote, reasoning)
    if hears:
        read = max(read, rates.audio_input_usd_per_mtok or read)
        wrote = max(wrote, rates.audio_output_usd_per_mtok or wrote)
    fixed = rates.request_usd
    if units and rates.unit_usd is not None:
        fixed = _EXACT.fma(units, rates.unit_usd, fixed)
    return read, wrote, fixed


def _whole(amount_usd: Decimal, *, places: int) -> int:
    """A price in whole 1e-18 USD a token; catalogs hold no finer ones."""
    scaled = amount_usd.scaleb(places, _EXACT)
    whole = int(scaled)
    return whole + (whole < scaled)

"""How do lines of a catalog become deployments: what they say first, then what is listed?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from router.adapters.files.catalog_format import CatalogText, DeploymentText, UnknownPrice
from router.adapters.files.listed_model import ListedModel
from router.adapters.files.mistakes import did_you_mean, shown
from router.adapters.files.price_format import USD
from router.adapters.files.price_source import PriceSource
from router.adapters.files.pricing import Terms, prices_of, terms_of
from router.adapters.files.stand_in_price import estimated, unpriced
from router.core.deployment import Capability, Deployment, Kind, unit_of
from router.core.price import Price, PriceHistory
from router.core.usage import UsageUnit

__all__ = ["OWN_SERVERS", "SIMULATED", "Unfit", "filled", "known_providers"]

OWN_SERVERS = frozenset(
    {
        "hosted_vllm",
        "lm_studio",
        "lmstudio",
        "ollama",
        "ollama_chat",
        "openai_compatible",
        "vllm",
    }
)
"""Servers that one runs oneself: nobody lists their prices, and models have any name."""
SIMULATED = "simulated"

_UNLISTED_WINDOW = 32_768
_UNLISTED_OUTPUT = 8_192
_USUAL_CACHE_S = 300
_WITHOUT_OUTPUT = frozenset({Kind.EMBEDDING, Kind.MODERATION})
_SERVER_CAPABILITIES = frozenset({Capability.TOOLS, Capability.JSON_MODE, Capability.JSON_SCHEMA})
_FREE = "`prices: {input_usd_per_mtok: 0, output_usd_per_mtok: 0}`"
_PRICED = "`prices: {input_usd_per_mtok: 0.25, output_usd_per_mtok: 1.25}`"
_BY_UNIT = {
    UsageUnit.IMAGES: "`prices: {unit_usd: 0.04}` for a picture",
    UsageUnit.SECONDS: "`prices: {unit_usd: 0.0001}` for a second",
    UsageUnit.CHARACTERS: "`prices: {unit_usd: 0.000015}` for a character",
}


@dataclass(frozen=True, slots=True)
class Unfit:
    """What a deployment lacks, told at one of its fields."""

    field: tuple[str | int, ...]
    text: str


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the catalog, what the list knows of its model, and its prices as far as known."""

    written: DeploymentText
    known: ListedModel | None
    prices: tuple[Price, ...]
    unknown: UnknownPrice
    """What to do where there are none."""


def filled(catalog: CatalogText, listed: PriceSource) -> tuple[Deployment | list[Unfit], ...]:
    """For each line its deployment, or all that keeps it from being one."""
    terms = terms_of(catalog)
    lines = [
        _line(written, listed, terms=terms, unknown=written.unknown_price or catalog.unknown_price)
        for written in catalog.deployments
    ]
    priced = [
        _deployment(line, line.prices) for line in lines if isinstance(line, _Line) and line.prices
    ]
    return tuple(line if isinstance(line, list) else _whole(line, priced) for line in lines)


def known_providers(listed: PriceSource) -> frozenset[str]:
    """All providers that a line may name."""
    return listed.providers | OWN_SERVERS | {SIMULATED}


def _line(
    written: DeploymentText, listed: PriceSource, *, terms: Terms, unknown: UnknownPrice
) -> _Line | list[Unfit]:
    known: ListedModel | None = None
    if not _is_unlisted(written):
        known = listed.find(written.provider, written.provider_model, called_for=written.kind)
    unfit = [
        *_misnamed(written, listed, known=known),
        *_misstated(written, known=known, terms=terms),
    ]
    if unknown == "deny":
        unfit += _unpriced(written, listed, known=known)
    if written.provider == "openai_compatible" and written.api_base is None:
        text = "needs an address. Write `api_base: https://llm.example.com/v1`"
        unfit.append(Unfit(("model",), text))
    return unfit or _Line(written, known, prices_of(written, known, terms=terms), unknown)


def _whole(line: _Line, priced: Sequence[Deployment]) -> Deployment:
    if line.prices:
        return _deployment(line, line.prices)
    if line.unknown == "allow":
        return _deployment(line, (unpriced(),))
    written = line.written
    kind = _kind(written, line.known)
    stand_in = estimated(written.provider, kind, tier=written.tier, priced=priced)
    return _deployment(line, (stand_in,))


def _is_unlisted(written: DeploymentText) -> bool:
    return written.provider in OWN_SERVERS or written.provider == SIMULATED


def _misnamed(
    written: DeploymentText, listed: PriceSource, *, known: ListedModel | None
) -> Iterator[Unfit]:
    provider, model = written.provider, written.provider_model
    providers = known_providers(listed)
    if provider not in providers:
        elsewhere = listed.elsewhere(written.model) or listed.elsewhere(model)
        near = did_you_mean(provider, sorted(providers))
        if not near and elsewhere:
            near = f" Did you mean '{elsewhere[0]}'?"
        text = (
            f"names an unknown provider {shown(provider)}.{near} "
            "A server of your own that speaks OpenAI's API is `openai_compatible/<model>`"
        )
        yield Unfit(("model",), text)
    elif known is not None and known.kind is None and written.kind is None:
        text = f"is listed for {known.mode.replace('_', ' ')}, which no deployment serves"
        yield Unfit(("model",), text)


def _unpriced(
    written: DeploymentText, listed: PriceSource, *, known: ListedModel | None
) -> Iterator[Unfit]:
    """That nobody knows the price, and what to do about it."""
    provider, model = written.provider, written.provider_model
    if written.prices is not None or provider not in known_providers(listed):
        return
    unit = unit_of(_kind(written, known))
    priced = _PRICED if unit is None else _BY_UNIT[unit]
    if _is_unlisted(written):
        text = f"has no listed price. Say what it costs; if it is free: {_FREE}"
        yield Unfit(("model",), text)
    elif known is None:
        near_names = listed.nearest(provider, model) or listed.elsewhere(model)
        nearest = f" Nearest listed: {', '.join(near_names)}." if near_names else ""
        text = (
            f"is not in the price list ({listed.version}).{nearest} "
            f"Correct the name, or say what it costs: {priced}"
        )
        yield Unfit(("model",), text)
    elif known.price is None and (known.kind or written.kind) is not None:
        text = (
            f"has no price for each {_each(unit)} in the price list. Say what it costs: {priced}, "
            f"or if it is free: {_FREE}"
        )
        yield Unfit(("model",), text)


def _misstated(
    written: DeploymentText, *, known: ListedModel | None, terms: Terms
) -> Iterator[Unfit]:
    """What is wrong with the prices that are written."""
    kind = _kind(written, known)
    days: set[date | None] = set()
    for index, prices in enumerate(written.prices or ()):
        if prices.said.get("unit_usd") is not None and unit_of(kind) is None:
            name = "unit_usd" if prices.currency == USD else "unit_fee"
            yield Unfit(("prices", index), f"has {name}, but {kind} is billed by tokens. Delete it")
        elif prices.output is None and kind is Kind.CHAT:
            name = "output_usd_per_mtok" if prices.currency == USD else "output_per_mtok"
            yield Unfit(("prices", index), f"lacks {name}. Write 0 if it is free")
        if prices.currency not in terms.currencies:
            known_codes = did_you_mean(prices.currency, sorted(terms.currencies))
            text = (
                f"names a currency without a rate, {shown(prices.currency)}.{known_codes} "
                f"Write its rate at the top of the catalog: `currencies: {{{prices.currency}: "
                "1.08}`, which is USD for one unit"
            )
            yield Unfit(("prices", index, "currency"), text)
        if prices.valid_from in days:
            text = "begins on the same day as another price. Write a `valid_from` for each"
            yield Unfit(("prices", index), text)
        days.add(prices.valid_from)


def _kind(written: DeploymentText, known: ListedModel | None) -> Kind:
    return written.kind or (known.kind if known else None) or Kind.CHAT


def _deployment(line: _Line, prices: tuple[Price, ...]) -> Deployment:
    written, known = line.written, line.known
    kind = _kind(written, known)
    window = written.context_window or (known.context_window if known else None)
    window = window or _UNLISTED_WINDOW
    output = written.max_output_tokens or (known.max_output_tokens if known else None)
    if kind in _WITHOUT_OUTPUT or (output is None and _is_billed_by_units(kind, prices)):
        output = 0
    elif output is None:
        # A listed model without a limit of its own may fill its window.
        output = window if known else _UNLISTED_OUTPUT
    return Deployment(
        name=written.called,
        provider=written.provider,
        model=written.provider_model,
        tier=written.tier,
        prices=PriceHistory(prices),
        kind=kind,
        context_window=window,
        max_output_tokens=min(output, window),
        capabilities=_capabilities(written, known, kind=kind),
        abilities={str(task): ability for task, ability in written.abilities.items()},
        region=written.region,
        cache_ttl_s=_USUAL_CACHE_S if written.cache_ttl_s is None else written.cache_ttl_s,
        weight=written.weight,
        api_base=written.api_base,
        api_key_env=written.api_key_env,
        api_version=written.api_version,
    )


def _is_billed_by_units(kind: Kind, prices: tuple[Price, ...]) -> bool:
    """Then it has no output that is counted in tokens."""
    by_units = (price.unit_usd and not price.output_usd_per_mtok for price in prices)
    return unit_of(kind) is not None and all(by_units)


def _each(unit: UsageUnit | None) -> str:
    return "token" if unit is None else f"token or {unit.value.removesuffix('s')}"


def _capabilities(
    written: DeploymentText, known: ListedModel | None, *, kind: Kind
) -> frozenset[Capability]:
    if written.capabilities is not None:
        return frozenset(written.capabilities)
    if kind is not Kind.CHAT:
        return frozenset()
    if written.provider == SIMULATED:
        return frozenset(Capability)
    if known is not None:
        return known.capabilities
    return _SERVER_CAPABILITIES if written.provider in OWN_SERVERS else frozenset()

"""Can a foreign model be called from here as it is described, and what is it called then?"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from router.core.deployment import Capability, Kind
from router.core.importing.imported import ImportedDeployment, Prices
from router.core.importing.listing import Known, Listing, prices_of, window_of
from router.core.importing.tiers import expected_usd, tiers_by_cost
from router.core.tier import Tier

__all__ = [
    "SERVER",
    "Candidate",
    "HeldBack",
    "OfNoUse",
    "completed",
    "held_back",
    "with_tiers",
]

SERVER = "openai_compatible"
"""The provider of servers of one's own that speak OpenAI's API."""
_SERVER_CAN = frozenset({Capability.TOOLS, Capability.JSON_MODE, Capability.JSON_SCHEMA})
"""What servers of one's own are taken to do unless somebody says otherwise."""
_IN, _OUT = "input_usd_per_mtok", "output_usd_per_mtok"
_FREE: Prices = {_IN: Decimal(0), _OUT: Decimal(0)}


class HeldBack(Exception):
    """The deployment cannot be called as it is described; says what is missing."""


class OfNoUse(Exception):
    """It serves what Tierwise does not; says what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A model as a foreign configuration describes it, in our words."""

    model: str
    """Preferably `provider/model`."""
    line: int
    base_model: str | None = None
    """A listed model that it is the same as, where its own name says nothing."""
    kind: Kind | None = None
    api_base: str | None = None
    api_key_env: str | None = None
    api_version: str | None = None
    region: str | None = None
    prices: Prices = field(default_factory=dict)
    context_window: int | None = None
    max_output_tokens: int | None = None
    can: Mapping[Capability, bool] = field(default_factory=dict)
    """What it is said to be able to do, or not."""
    is_free_if_unpriced: bool = False
    """Its source counts a server of one's own as free."""


def completed(candidate: Candidate, listing: Listing) -> ImportedDeployment:
    """The deployment, still without name and tier, complete with what is known of it.

    Raises:
        HeldBack: something is missing that nobody should guess.
        OfNoUse: it serves neither chat nor embeddings.
    """
    model = _with_provider(candidate, listing)
    known = listing.of(model)
    base = None
    if known is None and candidate.base_model:
        base = listing.of(_listed_name(candidate.base_model, listing))
    return ImportedDeployment(
        name="",
        model=model,
        tier=Tier.STANDARD,
        line=candidate.line,
        kind=_kind(candidate, known=known, base=base),
        api_base=candidate.api_base,
        api_key_env=candidate.api_key_env,
        api_version=candidate.api_version,
        region=candidate.region,
        prices=_prices(candidate, model.partition("/")[0], known=known, base=base, listing=listing),
        context_window=candidate.context_window or (window_of(base) if base else None),
        max_output_tokens=candidate.max_output_tokens or (base.max_output_tokens if base else None),
        capabilities=_capabilities(
            candidate,
            known=known,
            base=base,
            is_own=model.partition("/")[0] in listing.own_servers,
        ),
    )


def held_back(candidate: Candidate, why: str) -> ImportedDeployment:
    """What is known of a deployment that cannot be called yet, to be completed by hand."""
    return ImportedDeployment(
        name="",
        model=candidate.model,
        tier=Tier.STANDARD,
        line=candidate.line,
        kind=candidate.kind,
        api_base=candidate.api_base,
        api_key_env=candidate.api_key_env,
        api_version=candidate.api_version,
        region=candidate.region,
        prices=candidate.prices or None,
        context_window=candidate.context_window,
        max_output_tokens=candidate.max_output_tokens,
        held_back=why,
    )


def _with_provider(candidate: Candidate, listing: Listing) -> str:
    """The model with a provider that can be named here."""
    provider, slash, name = candidate.model.partition("/")
    if slash and name and provider in {*listing.providers, *listing.own_servers}:
        is_own = provider == "openai" and candidate.api_base is not None
        if is_own and listing.of(candidate.model) is None:
            return f"{SERVER}/{name}"
        return candidate.model
    if elsewhere := listing.elsewhere(candidate.model):
        return elsewhere[0]
    if candidate.api_base is not None:
        return f"{SERVER}/{candidate.model}"
    raise HeldBack("its provider is not known here: write `model: provider/model`")


def _listed_name(model: str, listing: Listing) -> str:
    if listing.of(model) is not None:
        return model
    return next(iter(listing.elsewhere(model)), model)


def _kind(candidate: Candidate, *, known: Known | None, base: Known | None) -> Kind | None:
    listed = known or base
    if candidate.kind is None and listed is not None and listed.kind is None:
        raise OfNoUse("it serves neither chat nor embeddings, and Tierwise serves only these")
    if base is not None and candidate.kind is None:
        return None if base.kind is Kind.CHAT else base.kind
    return candidate.kind


def _prices(
    candidate: Candidate,
    provider: str,
    *,
    known: Known | None,
    base: Known | None,
    listing: Listing,
) -> Prices | None:
    """Its own prices, completed; None where the list has them under its own name."""
    listed = next((one.price for one in (known, base) if one and one.price), None)
    own = dict(candidate.prices)
    if own:
        needed = (_IN,) if candidate.kind is Kind.EMBEDDING else (_IN, _OUT)
        for name in needed:
            if name not in own and listed is None:
                raise HeldBack(f"it has only a part of its price: write {name} too")
            own.setdefault(name, prices_of(listed)[name] if listed else Decimal(0))
        return own
    if known is not None and known.price is not None:
        return None
    if base is not None and base.price is not None:
        return prices_of(base.price)
    if provider in listing.own_servers and candidate.is_free_if_unpriced:
        return dict(_FREE)
    raise HeldBack("nothing says what it costs: write its prices")


def _capabilities(
    candidate: Candidate, *, known: Known | None, base: Known | None, is_own: bool
) -> tuple[Capability, ...] | None:
    """None where the list says the same."""
    usual = _SERVER_CAN if is_own else frozenset[Capability]()
    listed = next((one.capabilities for one in (known, base) if one), usual)
    found = {c for c in Capability if candidate.can.get(c, c in listed)}
    if known is not None and found == listed:
        return None
    return tuple(sorted(found)) if candidate.can or base else None


def with_tiers(
    deployments: list[ImportedDeployment], listing: Listing
) -> tuple[list[ImportedDeployment], list[bool]]:
    """Each deployment with a tier by its price, and whether a price was known.

    Chat and embeddings are compared among themselves.
    """
    costs = [_cost(one, listing) for one in deployments]
    tiered = list(deployments)
    for is_embedding in (False, True):
        places = [i for i, one in enumerate(deployments) if _embeds(one, listing) is is_embedding]
        for place, tier in zip(places, tiers_by_cost([costs[i] for i in places]), strict=True):
            tiered[place] = replace(deployments[place], tier=tier)
    return tiered, [cost is not None for cost in costs]


def _embeds(deployment: ImportedDeployment, listing: Listing) -> bool:
    known = listing.of(deployment.model)
    return (deployment.kind or (known.kind if known else None)) is Kind.EMBEDDING


def _cost(deployment: ImportedDeployment, listing: Listing) -> Decimal | None:
    """None also where nothing is asked: what is free of charge says nothing on its class."""
    known = listing.of(deployment.model)
    prices = deployment.prices
    if prices is None:
        prices = prices_of(known.price) if known and known.price else {}
    zero = Decimal(0)
    return expected_usd(prices.get(_IN, zero), prices.get(_OUT, zero)) or None

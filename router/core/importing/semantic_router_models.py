"""Which deployments do the models of vLLM Semantic Router become?"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from router.core.importing.candidate import (
    SERVER,
    Candidate,
    HeldBack,
    OfNoUse,
    completed,
    held_back,
    with_tiers,
)
from router.core.importing.imported import ImportedDeployment
from router.core.importing.listing import Listing
from router.core.importing.naming import Names
from router.core.importing.semantic_router_servers import (
    backend_of,
    capabilities_of,
    endpoint_of,
    prices_in,
)
from router.core.importing.source import Part

__all__ = ["models_of"]


def models_of(root: Part, listing: Listing) -> dict[str, ImportedDeployment]:
    """The deployments by the names of their models; those that are not whole are held back."""
    names = Names()
    parts = dict(_described(root))
    cards = _cards(root)
    found = {}
    for called, part in parts.items():
        one = _deployment(called, part, root=root, card=cards.get(called), listing=listing)
        found[called] = replace(one, name=names.pick((called, f"model-{called}")))
    whole = [called for called, one in found.items() if one.held_back is None]
    tiered, priced = with_tiers([found[called] for called in whole], listing)
    for called, one, has_price in zip(whole, tiered, priced, strict=True):
        found[called] = one
        _tell(parts[called], one, has_price=has_price)
    return found


def _described(root: Part) -> Iterator[tuple[str, Part]]:
    """The models in `providers.models`, else those in the older `model_config` and endpoints."""
    providers = root.get("providers")
    newer = providers.get("models") if providers else None
    for part in newer.elements() if newer else ():
        name = part.get("name")
        called = name.text() if name else None
        if called is None:
            part.fault("lacks `name`")
        else:
            yield called, part
    older = root.get("model_config")
    described = older.items() if older else ()
    yield from described
    yield from _only_named(root, {called for called, _ in described})


def _only_named(root: Part, described: set[str]) -> Iterator[tuple[str, Part]]:
    """Models that an endpoint lists and nothing describes."""
    endpoints = root.get("vllm_endpoints")
    for endpoint in endpoints.elements() if endpoints else ():
        models = endpoint.get("models")
        for part in models.elements() if models else ():
            called = part.text()
            if called is not None and called not in described:
                described.add(called)
                yield called, Part(part.reading, part.at, None)


def _cards(root: Part) -> dict[str, Part]:
    routing = root.get("routing")
    listed = routing.get("modelCards") if routing else None
    cards = {}
    for card in listed.elements() if listed else ():
        name = card.get("name")
        if name is not None and (called := name.text()) is not None:
            cards[called] = card
    return cards


def _deployment(
    called: str, part: Part, *, root: Part, card: Part | None, listing: Listing
) -> ImportedDeployment:
    candidate = Candidate(model=f"{SERVER}/{called}", line=part.line)
    try:
        candidate = _candidate(called, part, root=root, card=card, listing=listing)
        return completed(candidate, listing)
    except (HeldBack, OfNoUse) as error:
        part.withdraw(f"{error}. It stands in catalog.yaml as a comment, to be completed.")
        return held_back(candidate, str(error))


def _candidate(
    called: str, part: Part, *, root: Part, card: Part | None, listing: Listing
) -> Candidate:
    known_as = part.get("provider_model_id")
    model = known_as.text() if known_as else None
    if known_as is not None:
        known_as.carried("the name in `model`")
    backend = backend_of(part) if part.get("backend_refs") or part.get("endpoints") else None
    if backend is None:
        backend = endpoint_of(called, part, root=root)
    name = f"{SERVER}/{model or called}"
    hosted = f"{backend.provider}/{model or called}"
    if backend.provider not in listing.own_servers and listing.of(hosted) is not None:
        name = hosted
    elif backend.api_base is None:
        raise HeldBack("no address of a server is given for it")
    pricing = part.get("pricing")
    return Candidate(
        model=name,
        line=part.line,
        api_base=backend.api_base,
        api_key_env=backend.api_key_env,
        prices=prices_in(pricing) if pricing else {},
        context_window=_limit(card, "context_window_size", becomes="context_window"),
        max_output_tokens=_limit(card, "max_output_tokens", becomes="max_output_tokens"),
        can=capabilities_of(card),
        is_free_if_unpriced=True,
    )


def _limit(card: Part | None, key: str, *, becomes: str) -> int | None:
    part = card.get(key) if card else None
    count = part.count() if part else None
    if part is not None and count is not None:
        part.carried(f"`{becomes}: {count}`")
    return count


def _tell(part: Part, one: ImportedDeployment, *, has_price: bool) -> None:
    """Note on a model what it became, at its name where it has one."""
    why = "by its price, in thirds of all models" if has_price else "since no price tells more"
    text = f"deployment `{one.name}` of `{one.model}`, tier {one.tier} {why}"
    if one.prices is not None and not any(one.prices.values()):
        text += ", at a price of 0. Write what the server costs you"
    name = part.get("name") if isinstance(part.value, Mapping) else None
    if name is not None:
        name.changed(text)
    elif isinstance(part.value, Mapping):
        part.reading.tell_key(part.at, text=text)
    else:
        part.changed(text)

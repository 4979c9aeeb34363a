"""Which names and tiers do LiteLLM's deployments get, and which groups do they form?"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from router.core.importing.candidate import with_tiers
from router.core.importing.imported import ImportedDeployment
from router.core.importing.listing import Listing
from router.core.importing.litellm_entry import Entry
from router.core.importing.litellm_groups import Group, Member
from router.core.importing.naming import Names
from router.core.importing.source import Part
from router.core.importing.tiers import INPUT_TOKENS, OUTPUT_TOKENS
from router.core.tier import Tier

__all__ = ["Placed", "groups_of", "named", "tiered"]


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry and its deployment, which has its name."""

    entry: Entry
    deployment: ImportedDeployment


def named(entries: Sequence[Entry]) -> list[Placed]:
    """Every deployment with a name of its own: the entry's id, else the model's."""
    names = Names()
    return [
        Placed(entry, replace(entry.deployment, name=names.pick(_wishes(entry, entry.deployment))))
        for entry in entries
        if entry.deployment is not None
    ]


def _wishes(entry: Entry, deployment: ImportedDeployment) -> tuple[str | None, ...]:
    provider, _, model = deployment.model.partition("/")
    last = model.rpartition("/")[2] or provider
    own = entry.own_name if re.search("[a-zA-Z]", entry.own_name or "") else None
    return (own, last, f"{provider}-{last}", entry.group, f"{entry.group}-{last}")


def groups_of(placed: Sequence[Placed]) -> dict[str, Group]:
    """The deployments that are whole, by the name that callers use, the first choice first."""
    found: dict[str, list[Placed]] = {}
    for one in placed:
        if one.deployment.held_back is None:
            found.setdefault(one.entry.group, []).append(one)
    groups = {}
    for name, ones in found.items():
        ranked = sorted(ones, key=lambda one: (one.entry.order, -one.entry.weight))
        members = tuple(_member(one) for one in ranked)
        groups[name] = Group(name=name, part=ones[0].entry.part, members=members)
    return groups


def _member(one: Placed) -> Member:
    entry = one.entry
    return Member(
        part=entry.part,
        name=one.deployment.name,
        tags=entry.tags,
        window=entry.window,
        kind=entry.kind,
    )


def tiered(
    placed: Sequence[Placed], listing: Listing, *, judged: Mapping[str, Tier]
) -> list[Placed]:
    """Every deployment with a tier: as a complexity router uses it, else by its price."""
    whole = [one for one in placed if one.deployment.held_back is None]
    deployments, priced = with_tiers([one.deployment for one in whole], listing)
    by_name: dict[str, ImportedDeployment] = {}
    for one, deployment, has_price in zip(whole, deployments, priced, strict=True):
        tier = judged.get(deployment.name, deployment.tier)
        by_name[deployment.name] = replace(deployment, tier=tier)
        _tell(one, by_name[deployment.name], is_judged=deployment.name in judged, priced=has_price)
    return [Placed(one.entry, by_name.get(one.deployment.name, one.deployment)) for one in placed]


def _tell(one: Placed, deployment: ImportedDeployment, *, is_judged: bool, priced: bool) -> None:
    if one.entry.own_name == deployment.name:
        one.entry.part.within("model_info", "id").carried(f"`name: {deployment.name}`")
    model = one.entry.model_part
    if is_judged:
        why = "as the complexity router uses it"
    elif priced:
        why = (
            f"by its price ({INPUT_TOKENS:,} input and {OUTPUT_TOKENS} output tokens, "
            "deployments sorted into thirds)"
        )
    else:
        why = "since no price tells more"
    model.changed(f"`{deployment.model}`, tier {deployment.tier} {why}")
    if deployment.prices is not None and not any(deployment.prices.values()):
        model.changed("its price is 0, as LiteLLM counts it. Write what the server costs you")
    elif deployment.prices is not None and not _says(one.entry.part, "output_cost_per_token"):
        model.changed("what its file does not say of the price was taken from the price list")


def _says(entry: Part, field: str) -> bool:
    sections = ("litellm_params", "model_info")
    return any(entry.within(section, field).value is not None for section in sections)

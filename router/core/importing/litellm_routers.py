"""What do LiteLLM's routers of its own (`auto_router/...`) become: rules by complexity?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from router.core.importing.imported import ImportedRule
from router.core.importing.litellm_entry import Entry
from router.core.importing.litellm_groups import Group
from router.core.importing.naming import Ids
from router.core.importing.source import Part
from router.core.tier import Tier

__all__ = ["Router", "router_of", "rules_of_router", "tiers_of_router"]

_COMPLEXITY = "auto_router/complexity_router"
_LEVELS = {
    "SIMPLE": ("trivial", Tier.ECONOMY),
    "MEDIUM": ("moderate", Tier.STANDARD),
    "COMPLEX": ("demanding", Tier.PREMIUM),
}
"""LiteLLM's levels of complexity, and what comes closest here."""
_DEFAULTS = (
    "complexity_router_default_model",
    "auto_router_default_model",
    "quality_router_default_model",
    "adaptive_router_default_model",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Router:
    """A router, read: which group serves which level, and which the rest."""

    entry: Entry
    levels: Mapping[str, tuple[Part, str]] = field(default_factory=dict)
    default: tuple[Part, str] | None = None


def router_of(entry: Entry) -> Router:
    """What a router of LiteLLM says."""
    params = entry.part.get("litellm_params")
    config = params.get("complexity_router_config") if params else None
    tiers = config.get("tiers") if config and entry.model == _COMPLEXITY else None
    levels = dict(_levels(tiers)) if tiers else {}
    return Router(entry=entry, levels=levels, default=_default(params, config))


def _levels(tiers: Part) -> Iterator[tuple[str, tuple[Part, str]]]:
    for level, part in tiers.items():
        first = next(iter(part.elements()), None)
        if first is None:
            continue
        named = first.get("model_name") if isinstance(first.value, dict) else first
        group = named.text() if named else None
        if level in _LEVELS and named is not None and group is not None:
            yield level, (named, group)


def _default(params: Part | None, config: Part | None) -> tuple[Part, str] | None:
    wished = [params.get(key) for key in _DEFAULTS] if params else []
    wished += [config.get("default_model")] if config else []
    for part in wished:
        if part is not None and (group := part.text()) is not None:
            return part, group
    return None


def tiers_of_router(router: Router, groups: Mapping[str, Group]) -> Mapping[str, Tier]:
    """The tier that each deployment has by the levels it serves: the highest of them."""
    tiers: dict[str, Tier] = {}
    for level, (_, name) in router.levels.items():
        tier = _LEVELS[level][1]
        for member in groups[name].members if name in groups else ():
            tiers[member.name] = max(tier, tiers.get(member.name, tier), key=lambda one: one.rank)
    return tiers


def rules_of_router(
    router: Router, groups: Mapping[str, Group], *, ids: Ids
) -> Iterator[ImportedRule]:
    """A rule for each level, and one for what the classifier is unsure of."""
    asked: dict[str, object] = {"requested_model": router.entry.group}
    for level, (part, name) in router.levels.items():
        complexity, _ = _LEVELS[level]
        if name not in groups:
            part.left(_missing(name))
            continue
        deployment = groups[name].members[0].name
        rule = ids.give(router.entry.group, complexity)
        part.changed(
            f"rule `{rule}`: `complexity: {complexity}` goes to `{deployment}`. Tierwise's own "
            "classifier judges, so single prompts are judged otherwise than LiteLLM's scores did"
        )
        yield ImportedRule(
            id=rule,
            reason=f"{router.entry.group} sends {complexity} work to {name}.",
            when={**asked, "complexity": complexity},
            then={"deployment": deployment},
            line=part.line,
        )
    yield from _rest(router, groups, asked=asked, ids=ids)


def _rest(
    router: Router, groups: Mapping[str, Group], *, asked: Mapping[str, object], ids: Ids
) -> Iterator[ImportedRule]:
    part, name = router.default or router.levels.get("MEDIUM") or (None, "")
    if part is None:
        return
    if name not in groups:
        part.left(_missing(name))
        return
    deployment = groups[name].members[0].name
    if router.default is not None:
        part.changed(f"`{deployment}` serves what no other rule of this name does")
    yield ImportedRule(
        id=ids.give(router.entry.group, "otherwise"),
        reason=f"{router.entry.group} sends what it is unsure of to {name}.",
        when=asked,
        then={"deployment": deployment},
        line=part.line,
    )


def _missing(name: str) -> str:
    return (
        f"no deployment of the name {name} was carried over. Complete it in catalog.yaml, then "
        "add the rule."
    )

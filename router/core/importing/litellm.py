"""What does a LiteLLM proxy's `config.yaml` become here?"""

from collections.abc import Iterator, Mapping, Sequence

from router.core.importing.imported import Imported, ImportedRule
from router.core.importing.leftovers import tell_leftovers
from router.core.importing.listing import Listing
from router.core.importing.litellm_advice import ADVICE, OTHERWISE
from router.core.importing.litellm_budgets import budgets_of, rule_of
from router.core.importing.litellm_catalog import groups_of, named, tiered
from router.core.importing.litellm_entry import Entry, entry_of
from router.core.importing.litellm_fallbacks import fallbacks_of, name_further
from router.core.importing.litellm_groups import Group, rules_of
from router.core.importing.litellm_names import aliases_of, tell_names, tell_routers
from router.core.importing.litellm_routers import (
    Router,
    router_of,
    rules_of_router,
    tiers_of_router,
)
from router.core.importing.naming import Ids
from router.core.importing.source import Document, Part, Reading
from router.core.tier import Tier

__all__ = ["import_litellm"]


def import_litellm(
    document: Document, listing: Listing, *, environment: Mapping[str, str]
) -> Imported:
    """Everything of a LiteLLM configuration that means something here, and a note on the rest.

    Args:
        document: the configuration.
        listing: what is known of prices and limits.
        environment: where addresses that stand in variables are looked up; keys never are.

    Raises:
        Unreadable: it is no such configuration.
    """
    reading = Reading(document)
    root, ids = reading.root, Ids()
    entries = list(_entries(root, listing, environment=environment))
    reading.check()
    placed = named(entries)
    groups = groups_of(placed)
    routers = [router_of(entry) for entry in entries if entry.is_router]
    placed = tiered(placed, listing, judged=_judged(routers, groups))
    sections = [p for p in map(root.get, ("router_settings", "litellm_settings")) if p]
    budgets = [budget for section in sections for budget in budgets_of(section, ids=ids)]
    of_groups = _rules_of_groups(groups, sections, ids=ids)
    rules = [rule_of(budget, ids=ids) for budget in budgets]
    rules += [rule for router in routers for rule in rules_of_router(router, groups, ids=ids)]
    rules += [rule for found in of_groups.values() for rule in found]
    tell_names(placed, groups, rules=of_groups)
    tell_routers(routers)
    tell_leftovers(reading, ADVICE, otherwise=OTHERWISE)
    reading.check()
    return Imported(
        origin="LiteLLM",
        file=document.name,
        deployments=tuple(one.deployment for one in placed),
        aliases=aliases_of(groups, routers, rules=of_groups),
        rules=tuple(rules),
        budgets=tuple(budgets),
        notes=reading.notes,
    )


def _entries(root: Part, listing: Listing, *, environment: Mapping[str, str]) -> Iterator[Entry]:
    models = root.get("model_list")
    if models is None or not isinstance(models.value, list) or not models.value:
        root.fault(
            "has no `model_list` with deployments. Models that LiteLLM keeps in its database are "
            "not in its file: write them into a `model_list` first"
        )
        return
    for part in models.elements():
        entry = entry_of(part, listing, environment=environment)
        if entry is not None:
            yield entry


def _judged(routers: Sequence[Router], groups: Mapping[str, Group]) -> dict[str, Tier]:
    judged: dict[str, Tier] = {}
    for router in routers:
        for name, tier in tiers_of_router(router, groups).items():
            judged[name] = max(tier, judged.get(name, tier), key=lambda one: one.rank)
    return judged


def _rules_of_groups(
    groups: Mapping[str, Group], sections: Sequence[Part], *, ids: Ids
) -> dict[str, list[ImportedRule]]:
    for section in sections:
        name_further(section.get("model_group_alias"), groups)
    fallbacks = fallbacks_of(sections, groups)
    by_tags = False
    for section in sections:
        switch = section.get("enable_tag_filtering")
        if switch is not None and switch.flag():
            by_tags = True
            switch.changed(
                "rules with `tags` send the callers of a group to the deployment with their tag; "
                "callers without one are served by the first deployment that works"
            )
    return {
        name: list(rules_of(group, groups, fallbacks=fallbacks, by_tags=by_tags, ids=ids))
        for name, group in groups.items()
    }

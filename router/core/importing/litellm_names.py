"""What is told of the names that LiteLLM's callers use: aliases, rules, or neither?"""

from collections.abc import Mapping, Sequence

from router.core.catalog import AUTO
from router.core.importing.imported import ImportedRule
from router.core.importing.litellm_catalog import Placed
from router.core.importing.litellm_groups import Group
from router.core.importing.litellm_routers import Router
from router.core.importing.naming import TAKEN

__all__ = ["aliases_of", "tell_names", "tell_routers"]

Rules = Mapping[str, Sequence[ImportedRule]]
"""The rules of each group."""


def aliases_of(
    groups: Mapping[str, Group], routers: Sequence[Router], *, rules: Rules
) -> dict[str, str]:
    """What callers' names stand for: their only deployment, or the rules' choice."""
    aliases: dict[str, str] = {}
    for group in groups.values():
        target = AUTO if rules[group.name] else group.members[0].name
        aliases |= {name: target for name in group.names if name not in (target, *TAKEN)}
    for router in routers:
        if router.entry.group not in TAKEN:
            aliases[router.entry.group] = AUTO
    return aliases


def tell_names(placed: Sequence[Placed], groups: Mapping[str, Group], *, rules: Rules) -> None:
    """Note on each entry what its `model_name` became."""
    for one in placed:
        if one.deployment.held_back is not None:
            continue
        part = one.entry.name_part
        group = groups[one.entry.group]
        first = group.members[0].name
        found = rules[group.name]
        if not group.names:
            part.left(
                f"`{group.name}` means Tierwise's tier to callers. Have them ask for "
                f"`{one.deployment.name}`."
            )
        elif found:
            ids = ", ".join(f"`{rule.id}`" for rule in found)
            spread = "; traffic is not spread" if len(group.members) > 1 else ""
            part.changed(f"rules {ids}: `{first}` serves it while it works{spread}")
        elif one.deployment.name != first:
            part.left(
                f"`{first}` alone serves `{group.name}`: embeddings of one name must come from "
                f"one deployment. Callers may ask for `{one.deployment.name}`."
            )
        elif group.name == first:
            part.carried("the deployment's name")
        else:
            part.carried(f"alias of `{first}`")


def tell_routers(routers: Sequence[Router]) -> None:
    """Note on each router what its name and kind became."""
    for router in routers:
        name, model = router.entry.name_part, router.entry.model_part
        if router.entry.group in TAKEN - {AUTO}:
            name.left(f"`{router.entry.group}` means Tierwise's tier. Have callers ask for `auto`.")
        else:
            name.carried("stands for `auto`: the policy's rules decide")
        if router.levels:
            model.changed("rules by `complexity`, which Tierwise's classifier judges")
        else:
            model.left(
                "what it learnt or was told to route by was not carried over. Write rules by "
                "`task` and `complexity`, or `cheapest_sufficient`, in policy.yaml."
            )

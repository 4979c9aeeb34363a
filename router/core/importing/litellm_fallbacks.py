"""Who stands in for whom by LiteLLM's fallbacks, and what are further names of its groups?"""

from collections.abc import Iterator, Mapping, Sequence

from router.core.importing.litellm_groups import Fallbacks, Group
from router.core.importing.source import Part

__all__ = ["fallbacks_of", "name_further"]

_STANDS_IN = (
    "a rule sends requests to it while the first is known to fail, that is after some failures in "
    "a row. The request that fails is not tried again"
)
_LONGER = (
    "a rule sends input that fills the first one's context window to the first of these, before "
    "the call and by estimated tokens"
)


def fallbacks_of(sections: Sequence[Part], groups: Mapping[str, Group]) -> Fallbacks:
    """The fallbacks in `router_settings` and `litellm_settings`; the first section wins."""
    usual: dict[str, list[str]] = {}
    longer: dict[str, list[str]] = {}
    everywhere: list[str] = []
    for section in sections:
        for group, names in _pairs(section.get("fallbacks"), groups):
            usual.setdefault(group, names)
        for group, names in _pairs(
            section.get("context_window_fallbacks"), groups, is_for_long_input=True
        ):
            longer.setdefault(group, names)
        for part in _list(section.get("default_fallbacks")):
            everywhere += _named(part, groups, text=_STANDS_IN)
    everywhere += usual.pop("*", [])
    return Fallbacks(usual=usual, everywhere=everywhere, long_input=longer)


def _pairs(
    part: Part | None, groups: Mapping[str, Group], *, is_for_long_input: bool = False
) -> Iterator[tuple[str, list[str]]]:
    for pair in _list(part):
        for group, stand_ins in pair.items():
            if group not in groups and group != "*":
                stand_ins.left(f"no deployment of the name {group} was carried over.")
            elif is_for_long_input and not _can_tell_length(groups.get(group)):
                stand_ins.left(
                    f"the context window of {group} is not known. Write a rule with "
                    "`requested_model` and `tokens: {at_least: …}`."
                )
            else:
                text = _LONGER if is_for_long_input else _STANDS_IN
                parts = stand_ins.elements()
                yield group, [name for one in parts for name in _named(one, groups, text=text)]


def _can_tell_length(group: Group | None) -> bool:
    return group is not None and group.members[0].window is not None


def _named(part: Part, groups: Mapping[str, Group], *, text: str) -> list[str]:
    name = part.text()
    if name is None:
        return []
    if name in groups:
        part.changed(text)
        return [name]
    part.left(f"no deployment of the name {name} was carried over.")
    return []


def name_further(part: Part | None, groups: Mapping[str, Group]) -> None:
    """Give groups the further names of `model_group_alias`."""
    for alias, target in part.items() if part else ():
        named = target.get("model") if isinstance(target.value, dict) else target
        name = named.text() if named else None
        if named is None or name is None:
            target.left("it names no group.")
        elif name not in groups:
            named.left(f"no deployment of the name {name} was carried over.")
        elif alias in groups:
            named.left(f"deployments are called {alias} too, and those are heeded.")
        else:
            groups[name].also.append(alias)
            named.carried(f"`{alias}` is a further name of `{name}`")


def _list(part: Part | None) -> tuple[Part, ...]:
    return part.elements() if part else ()

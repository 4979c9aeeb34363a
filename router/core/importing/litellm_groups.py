"""What does LiteLLM's name for a group of deployments become: an alias, or a few rules?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from router.core.catalog import AUTO
from router.core.deployment import Kind
from router.core.importing.imported import ImportedRule
from router.core.importing.naming import Ids
from router.core.importing.source import Part
from router.core.tier import Tier

__all__ = ["Fallbacks", "Group", "Member", "asks_for", "rules_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One deployment of a group."""

    part: Part
    name: str
    tags: tuple[str, ...]
    window: int | None
    kind: Kind


@dataclass(slots=True, kw_only=True)
class Group:
    """All deployments that callers know by one name, the first choice first."""

    name: str
    part: Part
    members: tuple[Member, ...]
    also: list[str] = field(default_factory=list)
    """Further names of the group."""

    @property
    def names(self) -> list[str]:
        """All names that callers use for it."""
        return [name for name in (self.name, *self.also) if name not in tuple(Tier)]

    @property
    def is_simple(self) -> bool:
        """Whether a caller who names it can be sent to its only deployment."""
        is_embedding = self.members[0].kind is Kind.EMBEDDING
        return is_embedding or (len(self.members) == 1 and AUTO not in self.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fallbacks:
    """Groups that stand in, by the name of the group that they stand in for."""

    usual: Mapping[str, Sequence[str]] = field(default_factory=dict)
    everywhere: Sequence[str] = ()
    long_input: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def of(self, group: str) -> Sequence[str]:
        """Who stands in for a group; what holds everywhere is for those that have none."""
        return self.usual.get(group) or [name for name in self.everywhere if name != group]


def asks_for(group: Group) -> dict[str, object]:
    """The condition that callers name this group."""
    names = group.names
    return {"requested_model": names if len(names) > 1 else names[0]}


def rules_of(
    group: Group, groups: Mapping[str, Group], *, fallbacks: Fallbacks, by_tags: bool, ids: Ids
) -> Iterator[ImportedRule]:
    """Rules that send the group's callers to its first deployment, else to one that stands in.

    None where the group needs no rule, because an alias says the same.
    """
    stand_ins = [groups[name] for name in fallbacks.of(group.name) if name in groups]
    longer = [groups[name] for name in fallbacks.long_input.get(group.name, ()) if name in groups]
    tagged = [one for one in group.members if one.tags] if by_tags else []
    if not group.names or (group.is_simple and not (stand_ins or longer or tagged)):
        return
    if group.members[0].kind is Kind.EMBEDDING:
        return  # vectors of another model would not match those that an application has stored
    yield from _by_tags(group, tagged, ids=ids)
    yield from _for_long_input(group, longer, ids=ids)
    yield from _in_turn(group, stand_ins, ids=ids)


def _by_tags(group: Group, tagged: Sequence[Member], *, ids: Ids) -> Iterator[ImportedRule]:
    for member in tagged:
        tags = [tag for tag in member.tags if tag != "default"]
        if tags:
            rule = ids.give(group.name, *tags)
            member.part.within("litellm_params", "tags").changed(
                f"rule `{rule}`; `default` has no meaning here"
            )
            yield ImportedRule(
                id=rule,
                reason=f"Callers with the tag {' or '.join(tags)} who ask for {group.name}.",
                when={**asks_for(group), "tags": tags if len(tags) > 1 else tags[0]},
                then={"deployment": member.name},
                line=member.part.line,
            )


def _for_long_input(group: Group, longer: Sequence[Group], *, ids: Ids) -> Iterator[ImportedRule]:
    window = group.members[0].window
    if not longer or window is None:
        return
    yield ImportedRule(
        id=ids.give(group.name, "long-input"),
        reason=f"The input does not fit the context window of {group.name}.",
        when={**asks_for(group), "tokens": {"at_least": window}},
        then={"deployment": longer[0].members[0].name},
        line=group.part.line,
    )


def _in_turn(group: Group, stand_ins: Sequence[Group], *, ids: Ids) -> Iterator[ImportedRule]:
    everyone = [*group.members, *(member for one in stand_ins for member in one.members)]
    chain = list({member.name: member for member in everyone}.values())
    for index, member in enumerate(chain):
        is_last = index == len(chain) - 1
        yield ImportedRule(
            id=ids.give(group.name, *([member.name] if index else [])),
            reason=f"Deployment {member.name} serves {group.name}"
            + (" while others fail." if index else "."),
            when=asks_for(group) if is_last else {**asks_for(group), **_works(member.name)},
            then={"deployment": member.name},
            line=member.part.line,
        )


def _works(name: str) -> dict[str, object]:
    return {"not": {"unhealthy": name}}

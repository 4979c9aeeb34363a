"""Which policy do a file, its bases and its teams' overlays make, and what is wrong in them?"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from router.adapters.files.file_stamp import Stamp, stamp
from router.adapters.files.mistakes import Location, Mistake, WrongFile
from router.adapters.files.named_sets import NamedSet
from router.adapters.files.placed_steps import placed_steps
from router.adapters.files.policy_layers import Layers, chain
from router.adapters.files.policy_part import PolicyPart, part_of
from router.adapters.files.source_map import SourceMap
from router.adapters.files.yaml_source import YamlSource, beside, read_yaml
from router.core.errors import ConfigurationError
from router.core.policy import Default, Policy

__all__ = ["PolicyReading", "read_policy"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyReading:
    """All that was read, right or wrong."""

    policy: Policy | None
    """What is right of it; None where the file itself holds no policy."""
    wrong: tuple[ConfigurationError, ...]
    """One for each file with mistakes, in the order in which they were opened."""
    stamps: Mapping[Path, Stamp]
    """All files that it depends on, as they were just before they were read."""
    places: SourceMap
    unused_sets: tuple[NamedSet, ...]


_TAKEN = ("approvals", "detection", "thrift")
"""Fields of a base that hold for a file that extends it, unless it has its own."""


def read_policy(path: Path) -> PolicyReading:
    """Read a policy file and all that belongs to it."""
    return _Family().reading(path)


class _Family:
    """The files of one policy."""

    def __init__(self) -> None:
        self._stamps: dict[Path, Stamp] = {}
        self._parts: dict[Path, PolicyPart | None] = {}
        self._mistakes: dict[Path, list[Mistake]] = {}
        self._unreadable: list[ConfigurationError] = []

    def reading(self, path: Path) -> PolicyReading:
        head = self._part(path, trail=(), asked=None)
        places: dict[Location, tuple[YamlSource, Location]] = {}
        policy = self._policy(head, places) if head else None
        return PolicyReading(
            policy=policy,
            wrong=(*self._unreadable, *self._wrong_files()),
            stamps=self._stamps,
            places=SourceMap(places),
            unused_sets=self._unused(head),
        )

    def _part(
        self, path: Path, *, trail: tuple[Path, ...], asked: tuple[YamlSource, Location] | None
    ) -> PolicyPart | None:
        """One file; `trail` are those that extend it, `asked` is where it is named."""
        own = path.resolve()
        if own in trail and asked is not None:
            ring = ", ".join(one.name for one in (*trail[trail.index(own) :], own))
            self._tell_at(asked, f"the files extend each other in a ring ({ring}). Break it.")
            return None
        if own not in self._parts:
            source = self._open(path, asked)
            self._parts[own] = self._read(source, trail=(*trail, own)) if source else None
        return self._parts[own]

    def _open(self, path: Path, asked: tuple[YamlSource, Location] | None) -> YamlSource | None:
        self._stamps[path] = stamp(path)  # before reading: an edit in between is seen later
        try:
            return read_yaml(path)
        except ConfigurationError as error:
            if asked is None or isinstance(error, WrongFile):
                self._unreadable.append(error)
            else:
                self._tell_at(asked, f"'{asked[1][-1]}' names a file that is missing. {error}")
            return None

    def _read(self, source: YamlSource, *, trail: tuple[Path, ...]) -> PolicyPart | None:
        base: PolicyPart | None = None
        named = source.data.get("extends") if isinstance(source.data, dict) else None
        if isinstance(named, str) and named:
            asked = (source, ("extends",))
            base = self._part(beside(source, named), trail=trail, asked=asked)
            if base is not None and base.text.team is not None:
                self._tell_at(asked, "a team's file cannot be extended. Extend its base.")
                base = None
        part, mistakes = part_of(source, base, is_base_missing=named is not None and base is None)
        self._mistakes.setdefault(source.path, []).extend(mistakes)
        return part

    def _policy(
        self, head: PolicyPart, places: dict[Location, tuple[YamlSource, Location]]
    ) -> Policy:
        layers = Layers(overlay=self._overlay, tell=self._tell)
        budgets = list(layers.budgets(head))
        rules = layers.rules(head, placed_steps(budgets, tell=self._tell))
        files = list(chain(head))
        default = next((one for one in files if "default" in one.text.model_fields_set), None)
        said = {
            name: getattr(one.text, name)
            for one in reversed(files)
            for name in _TAKEN
            if name in one.text.model_fields_set
        }
        places[()] = (head.source, ())
        places |= {("rules", n): (one.source, one.at) for n, one in enumerate(rules)}
        places |= {("budgets", n): (one.source, one.at) for n, one in enumerate(budgets)}
        steps = {step.rule_id(one.budget.id) for one in budgets for step in one.budget.steps}
        for n, one in enumerate(rules):
            if one.rule.id in steps:  # effects stand in the step itself
                places["rules", n, "then"] = (one.source, one.at)
        if default is not None:
            places["default",] = (default.source, ("default",))
        return Policy(
            version=1,
            name=head.text.name,
            description=head.text.description,
            owner=next((one.text.owner for one in files if one.text.owner), None),
            default=default.text.default if default else Default(),
            budgets=tuple(one.budget for one in budgets),
            **said,
            rules=tuple(one.rule for one in rules),
        )

    def _overlay(self, part: PolicyPart, place: int) -> PolicyPart | None:
        entry, at = part.overlay_at(place)
        asked = (part.source, (*at, "file"))
        return self._part(beside(part.source, entry.file), trail=(), asked=asked)

    def _tell_at(self, asked: tuple[YamlSource, Location], text: str) -> None:
        source, at = asked
        self._tell(source, Mistake(source.place_of(at), text, at=at))

    def _tell(self, source: YamlSource, mistake: Mistake) -> None:
        self._mistakes.setdefault(source.path, []).append(mistake)

    def _wrong_files(self) -> list[WrongFile]:
        found = ((path, self._mistakes.get(path)) for path in self._stamps)
        return [WrongFile(path, mistakes) for path, mistakes in found if mistakes]

    def _unused(self, head: PolicyPart | None) -> tuple[NamedSet, ...]:
        """Sets that stand in no rule and in no other set; a base's may be meant for other files."""
        bases = {part.path for part in chain(head) if part is not head} if head else set()
        parts = [part for part in self._parts.values() if part is not None]
        used = {id(part.sets.get(name)) for part in parts for name in part.expanded.used}
        return tuple(
            one
            for part in parts
            for one in part.sets.values()
            if one.source.path == part.path and part.path not in bases and id(one) not in used
        )

"""Which names does `$legal` stand for, and where is it written in a policy's rules?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from router.adapters.files.mistakes import Location, Mistake, did_you_mean, shown
from router.adapters.files.policy_format import SET
from router.adapters.files.yaml_source import YamlSource

__all__ = ["Expanded", "NamedSet", "expand"]


@dataclass(frozen=True, slots=True)
class NamedSet:
    """A set, and the file that defines it."""

    name: str
    members: tuple[str, ...]
    source: YamlSource = field(repr=False, hash=False, compare=False)

    @property
    def at(self) -> Location:
        """Where its file defines it."""
        return ("sets", self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expanded:
    """A file in which the names of sets are replaced by their members."""

    source: YamlSource
    sets: Mapping[str, NamedSet]
    """Its own sets and those of its bases."""
    used: frozenset[str]
    mistakes: tuple[Mistake, ...]


def expand(source: YamlSource, inherited: Mapping[str, NamedSet]) -> Expanded:
    """Replace the sets in rules and ladders; items keep the places of what they replace."""
    work = _Expansion(source, inherited)
    data = source.data
    if isinstance(data, dict):
        work.define(data.get("sets"))
        if isinstance(data.get("rules"), list):
            data = {**data, "rules": [work.rule(r, n) for n, r in enumerate(data["rules"])]}
        if isinstance(data.get("budgets"), list):
            data = {**data, "budgets": [work.budget(b, n) for n, b in enumerate(data["budgets"])]}
    return Expanded(
        source=replace(source, data=data, values=work.values),
        sets=work.sets,
        used=frozenset(work.used),
        mistakes=tuple(work.mistakes),
    )


class _Expansion:
    def __init__(self, source: YamlSource, inherited: Mapping[str, NamedSet]) -> None:
        self.source = source
        self.values = dict(source.values)
        self.sets = dict(inherited)
        self.used: set[str] = set()
        self.mistakes: list[Mistake] = []
        self._written: dict[str, object] = {}

    def define(self, written: object) -> None:
        """Take up the file's own sets, which may contain each other."""
        self._written = written if isinstance(written, dict) else {}
        for name in self._written:
            if name in self.sets:
                text = (
                    f"{self.sets[name].source.path} defines the set {shown(name)} already. "
                    "Give this one a name of its own."
                )
                self._wrong(("sets", name), text, is_key=True)
        for name in self._written:
            self._members(name, within=())

    def rule(self, rule: object, place: int) -> object:
        """A rule with its sets replaced."""
        if not isinstance(rule, dict):
            return rule
        changed, at = dict(rule), ("rules", place)
        if "when" in rule:
            changed["when"] = self._value(rule["when"], (*at, "when"))
        then = rule.get("then")
        if isinstance(then, dict) and "region" in then:
            region = self._value(then["region"], (*at, "then", "region"))
            changed["then"] = {**then, "region": region}
        return changed

    def budget(self, budget: object, place: int) -> object:
        """A budget whose ladder spares requests with its sets replaced."""
        if not isinstance(budget, dict) or "spare" not in budget:
            return budget
        return {**budget, "spare": self._value(budget["spare"], ("budgets", place, "spare"))}

    def _value(self, value: object, at: Location) -> object:
        if isinstance(value, dict):
            return {name: self._value(inner, (*at, name)) for name, inner in value.items()}
        if isinstance(value, list):
            if any(_is_set(item) for item in value) and all(isinstance(i, str) for i in value):
                return self._list(value, at)
            return [self._value(inner, (*at, n)) for n, inner in enumerate(value)]
        if isinstance(value, str) and _is_set(value):
            members = self._named(value, at, within=())
            return value if members is None else list(members)
        return value

    def _list(self, items: list[str], at: Location) -> list[str]:
        """A list with the members in place of the sets, each once; what is written stays."""
        found: list[str] = []
        places = [self.values.get((*at, n)) for n in range(len(items))]
        for n, item in enumerate(items):
            members = self._named(item, (*at, n), within=()) if _is_set(item) else None
            new = (item,) if members is None else [m for m in members if m not in items]
            for name in new:
                if members is None or name not in found:
                    place = places[n]
                    if place is not None:
                        self.values[(*at, len(found))] = place
                    found.append(name)
        return found

    def _named(
        self, written: str, at: Location, *, within: tuple[str, ...]
    ) -> tuple[str, ...] | None:
        """The members of the set that is written as `$name`; None where there is no such set."""
        name = written.removeprefix(SET)
        self.used.add(name)
        if name in within:
            ring = ", ".join(f"{SET}{one}" for one in (*within[within.index(name) :], name))
            self._wrong(at, f"the set {shown(written)} contains itself ({ring}). Take it out.")
            return ()
        if name not in self.sets and name not in self._written:
            known = [f"{SET}{one}" for one in dict.fromkeys((*self.sets, *self._written))]
            remedy = did_you_mean(written, known) or (
                f" Sets: {', '.join(known)}." if known else f" Define it: `sets: {{{name}: […]}}`."
            )
            self._wrong(at, f"unknown set {shown(written)}.{remedy}")
            return None
        return self._members(name, within=within)

    def _members(self, name: str, *, within: tuple[str, ...]) -> tuple[str, ...]:
        if name not in self.sets:
            written = self._written[name]
            items = written if isinstance(written, list) else [written]
            found = dict.fromkeys(self._flat(items, name, within=within))
            self.sets[name] = NamedSet(name, tuple(found), self.source)
        return self.sets[name].members

    def _flat(self, items: list[object], name: str, *, within: tuple[str, ...]) -> Iterator[str]:
        for n, item in enumerate(items):
            if isinstance(item, str) and _is_set(item):
                yield from self._named(item, ("sets", name, n), within=(*within, name)) or ()
            elif isinstance(item, str):
                yield item

    def _wrong(self, at: Location, text: str, *, is_key: bool = False) -> None:
        place = self.source.place_of_key(at) if is_key else self.source.place_of(at)
        mistake = Mistake(place, text, at=at)
        if mistake not in self.mistakes:
            self.mistakes.append(mistake)


def _is_set(item: object) -> bool:
    return isinstance(item, str) and item.startswith(SET)

"""May a team's file change this base, and what do its rules become there?"""

from collections.abc import Iterator
from pathlib import Path

from router.adapters.files.mistakes import Mistake, did_you_mean, shown
from router.adapters.files.policy_format import OverlayText
from router.adapters.files.policy_part import PlacedRule, PolicyPart
from router.adapters.files.yaml_source import YamlSource, beside
from router.core.policy import Rule
from router.core.rules.team import TeamIs

__all__ = ["permission", "team_rules", "unfit"]


def permission(overlay: PolicyPart, base: PolicyPart) -> OverlayText | Mistake:
    """What the base permits to a team's file, or why it permits nothing."""
    place = overlay.source.place_of(("team",))
    entries = {entry.team: entry for entry in base.text.overlays}
    entry = entries.get(overlay.text.team or "")
    if entry is None:
        near = did_you_mean(overlay.text.team or "", entries)
        listed = f" Teams: {', '.join(entries)}." if entries else ""
        text = (
            f"{base.path} permits team {shown(overlay.text.team)} no file.{near or listed} Its "
            f"owner can list it under `overlays`."
        )
        return Mistake(place, text, at=("team",))
    if beside(base.source, entry.file).resolve() != overlay.path.resolve():
        text = (
            f"{base.path} lists {entry.file} for team {shown(entry.team)}, and not this file. "
            "Put the rules there."
        )
        return Mistake(place, text, at=("team",))
    return entry


def unfit(overlay: PolicyPart, entry: OverlayText, *, base: Path) -> Iterator[Mistake]:
    """Why a file that a base lists for a team is no overlay of that base."""
    source = overlay.source
    if overlay.text.team != entry.team:
        said = f"says team {shown(overlay.text.team)}" if overlay.text.team else "names no team"
        text = f"{base} lists this file for team {shown(entry.team)}, but it {said}. "
        at = ("team",) if overlay.text.team else ()
        yield Mistake(source.place_of(at), f"{text}Write `team: {entry.team}`.", at=at)
    elif overlay.base is not None and overlay.base.path.resolve() != base.resolve():
        text = f"{base} lists this file as an overlay, but it extends another file."
        yield Mistake(source.place_of(("extends",)), text, at=("extends",))


def team_rules(overlay: PolicyPart, entry: OverlayText) -> Iterator[PlacedRule | Mistake]:
    """The rules of a team's file for that team only, or why one of them cannot be."""
    for placed in overlay.rules:
        wrong = [
            *_not_permitted(placed, entry, source=overlay.source),
            *_of_others(placed, entry, source=overlay.source),
        ]
        yield from wrong
        if not wrong:
            rule = _for_team(placed.rule, entry.team)
            yield PlacedRule(rule=rule, source=placed.source, at=placed.at)


def _for_team(rule: Rule, team: str) -> Rule:
    when = rule.when.model_copy(update={"team": TeamIs.model_validate(team)})
    return rule.model_copy(update={"when": when})


def _not_permitted(
    placed: PlacedRule, entry: OverlayText, *, source: YamlSource
) -> Iterator[Mistake]:
    then = placed.rule.then
    for effect in type(then).model_fields:
        if getattr(then, effect) is not None and effect not in entry.may:
            at = (*placed.at, "then", effect)
            text = (
                f"the effect '{effect}' of rule {shown(placed.rule.id)} is not permitted to team "
                f"{shown(entry.team)}, which may use {', '.join(entry.may)}. Take it out, or ask "
                "the base's owner to permit it."
            )
            yield Mistake(source.place_of_key(at), text, at=at)


def _of_others(placed: PlacedRule, entry: OverlayText, *, source: YamlSource) -> Iterator[Mistake]:
    team = placed.rule.when.team
    if team is not None and entry.team not in team.root:
        at = (*placed.at, "when", "team")
        text = (
            f"'team' in rule {shown(placed.rule.id)} names {', '.join(team.root)}, and this file "
            f"holds for team {shown(entry.team)} only. Take the condition out."
        )
        yield Mistake(source.place_of_key(at), text, at=at)

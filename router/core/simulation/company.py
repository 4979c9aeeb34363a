"""Who works in the company: people in teams, departments and time zones, and their programs?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from router.core.directory import Entry, EntryKind, Place
from router.core.key import Role, VirtualKey
from router.core.simulation.draw import Draw
from router.core.simulation.persona import PERSONAS, Persona

__all__ = ["Company", "Person", "Program", "ProgramKind", "found"]

_TEAM_SIZE = 12
_SITES = (("berlin", 2, 11), ("boston", -4, 6), ("singapore", 8, 3))
"""Name, hours ahead of UTC, and weight. Clocks are not changed in a simulated month."""
_ORGANISATION = "northlight"


class ProgramKind(StrEnum):
    """What a service account is for."""

    SUPPORT_BOT = "support_bot"
    NIGHTLY = "nightly"
    PIPELINE = "pipeline"
    AGENT = "agent"


_PROJECTS = {
    ProgramKind.SUPPORT_BOT: "customer-answers",
    ProgramKind.NIGHTLY: "mail-sorting",
    ProgramKind.PIPELINE: "pipelines",
    ProgramKind.AGENT: "tickets",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who works there."""

    name: str
    persona: Persona
    team: str
    project: str
    hours_ahead: int
    appetite: float
    """How much more than others of the same work they ask; 1 is usual."""
    network: str
    client: str
    role: Role = Role.MEMBER
    """The first of a team leads it; in finance, the first is of the role that approves."""

    @property
    def key(self) -> str:
        """The name of their key."""
        return f"key-{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A service account."""

    name: str
    kind: ProgramKind
    team: str
    project: str
    environment: str
    requests_a_day: int
    network: str
    tags: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The name of its key."""
        return f"key-{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """All of them."""

    people: Sequence[Person]
    programs: Sequence[Program]

    def issued(self) -> Iterator[VirtualKey]:
        """One for everybody; its id is its name."""
        for one in self.people:
            key = _key(one.key, one.team, user=one.name, project=one.project)
            yield replace(key, role=one.role)
        for program in self.programs:
            key = _key(program.key, program.team, user=None, project=program.project)
            yield replace(
                key,
                service_account=program.name,
                environment=program.environment,
                tags=program.tags,
            )

    def directory(self) -> Iterator[Entry]:
        """What stands above comes first."""
        top = Place(EntryKind.ORGANISATION, _ORGANISATION)
        yield Entry(kind=top.kind, id=top.id)
        teams = {one.team: one.persona.department for one in self.people}
        for department in sorted(set(teams.values())):
            yield Entry(kind=EntryKind.DEPARTMENT, id=department, parent=top)
        for team, department in sorted(teams.items()):
            yield Entry(
                kind=EntryKind.TEAM, id=team, parent=Place(EntryKind.DEPARTMENT, department)
            )


def found(people: int, *, seed: int) -> Company:
    """A company of so many people; the same seed founds the same one."""
    draw = Draw(seed, "company")
    staff: list[Person] = []
    for persona, count in _counts(people):
        for number in range(count):
            team_number = number // _TEAM_SIZE
            site = _site(persona, team_number, seed=seed)
            staff.append(_person(persona, number, site=site, draw=draw))
    return Company(people=staff, programs=tuple(_programs(staff)))


def _counts(people: int) -> Iterator[tuple[Persona, int]]:
    """How many have each persona: one each, and the rest by their shares."""
    rest, shares = max(0, people - len(PERSONAS)), sum(one.share for one in PERSONAS)
    counts = [1 + int(rest * one.share / shares) for one in PERSONAS]
    counts[0] += people - sum(counts)
    yield from zip(PERSONAS, counts, strict=True)


def _site(persona: Persona, team: int, *, seed: int) -> tuple[str, int]:
    draw = Draw(seed, "site", persona.name, team)
    return draw.weighted({(name, ahead): weight for name, ahead, weight in _SITES})


def _person(persona: Persona, number: int, *, site: tuple[str, int], draw: Draw) -> Person:
    team = f"{persona.name}-{number // _TEAM_SIZE + 1}"
    return Person(
        name=f"{persona.name}-{number + 1:03}",
        persona=persona,
        team=team,
        project=_project(persona, team, draw=draw),
        hours_ahead=site[1],
        appetite=min(3.0, draw.skewed(0.89, 0.5)),
        network=f"10.{len(site[0])}.{number % 250}.0/24",
        client=draw.one_of(persona.clients),
        role=_role(persona, number),
    )


def _project(persona: Persona, team: str, *, draw: Draw) -> str:
    own = f"{team}-{draw.one_of(('core', 'next', 'care'))}"
    return persona.project or own


def _role(persona: Persona, number: int) -> Role:
    if number % _TEAM_SIZE:
        return Role.MEMBER
    is_finance = persona.name == "finance" and number == 0
    return Role.FINANCE if is_finance else Role.TEAM_LEAD


def _programs(staff: Sequence[Person]) -> Iterator[Program]:
    """Larger companies run more of them, and busier ones."""
    scale = len(staff) / 500
    first = {one.persona.name: one for one in reversed(staff)}
    wanted = [
        (ProgramKind.SUPPORT_BOT, "support", "prod", 2_000, 1),
        (ProgramKind.NIGHTLY, "finance", "prod", 2_000, 1),
        (ProgramKind.PIPELINE, "developer", "ci", 600, 1),
        (ProgramKind.AGENT, "developer", "prod", 300, max(1, round(3 * scale))),
    ]
    for kind, persona, environment, requests, count in wanted:
        owner = first.get(persona, staff[0])
        for number in range(count):
            yield Program(
                name=f"{kind.value.replace('_', '-')}-{number + 1}",
                kind=kind,
                team=owner.team,
                project=_PROJECTS[kind],
                environment=environment,
                requests_a_day=max(10, round(requests * scale)),
                network=f"10.200.{number}.0/24",
                tags=("production",) if environment == "prod" else (),
            )


def _key(name: str, team: str, *, user: str | None, project: str) -> VirtualKey:
    return VirtualKey(id=name, name=name, team=team, user=user, project=project)

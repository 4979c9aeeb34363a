"""No route, command or export of the service ranks people, or tells what several of them used."""

import asyncio
import json
import random
import re
import shutil
from collections.abc import Iterator, Sequence
from enum import Enum
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from typer.main import get_command

from router.api.app import create_app
from router.bootstrap import Container, assemble, open_desk
from router.cli.main import app as commands
from router.core.errors import RouterError
from router.settings import Settings
from tests.cli.calling import call
from tests.journeys.leaderboards import Person, leaderboard_in
from tests.journeys.planted_people import ADMIN_SECRET, company, people_of, plant
from tests.journeys.rulebooks import DEFAULT_POLICY
from tests.journeys.running import variables

QUERIES = (
    "",
    "limit=100",
    "days=30",
    *(f"by={by}&limit=100" for by in ("user", "key", "person", "team", "task", "project")),
    "group_by=user",
    "sort=spend_usd",
    "order_by=-cost_usd",
)
NOT_RUN = frozenset({"serve", "demo", "train", "embed", "adapt", "label", "simulate", "model"})
"""They run for long, ask a person, or work on no ledger."""
FORMS = ("--json", "--csv", "--format", "--since", "--limit", "--sort", "--order")
VALUES = {"--since": "30d", "--limit": "1000"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a service in whose ledger thirty people are."""
    folder = tmp_path_factory.mktemp("company")

    async def fill() -> None:
        desk = open_desk(Settings.load(variables(folder, policy=DEFAULT_POLICY)))
        await plant(desk.stores)
        await desk.close()

    asyncio.run(fill())
    return folder


@pytest.fixture
def container(folder: Path, tmp_path: Path) -> Container:
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    return assemble(Settings.load(variables(tmp_path, policy=DEFAULT_POLICY)), ())


async def answers(app: FastAPI, container: Container) -> dict[str, str]:
    """What every route says to an administrator, however it is asked."""
    told: dict[str, str] = {}
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    headers = {"authorization": f"Bearer {ADMIN_SECRET}"}
    async with (
        container.running(),
        httpx.AsyncClient(transport=transport, base_url="http://tierwise", headers=headers) as one,
    ):
        for method, path in calls(app):
            for query in QUERIES if method == "GET" else QUERIES[:1]:
                asked = f"{method} {path}?{query}"
                answer = await one.request(method, path, params=httpx.QueryParams(query), json={})
                told[f"{asked} {answer.status_code}"] = f"{answer.headers} {answer.text}"
    return told


def calls(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Every route, with several values of what its path leaves open."""
    one = company()[0]
    ids = ("none", one.user, one.caller.key_id, "search")
    for found in iter_route_contexts(app.routes):
        for method in sorted((found.methods or set()) - {"HEAD"}):
            named = str(found.path).replace("{kind}", "user")
            for id_ in ids if "{" in named and method == "GET" else ids[:1]:
                yield method, re.sub(r"\{[^}]+\}", id_, named)


def wrong(told: dict[str, str], people: Sequence[Person]) -> dict[str, str]:
    return {asked: found for asked, text in told.items() if (found := leaderboard_in(text, people))}


def named(text: str, people: Sequence[Person]) -> int:
    return sum(any(name in text for name in one.names) for one in people)


async def test_no_route_ranks_people(container: Container) -> None:
    people = people_of(container.stores)

    told = await answers(create_app(container), container)

    assert wrong(told, people) == {}
    found = {asked: named(text, people) for asked, text in told.items()}
    assert found["GET /v1/admin/keys?limit=100 200"] == len(people)
    assert found["GET /v1/admin/budgets?limit=100 200"] == len(people)
    assert "search" in told["GET /v1/analytics/behaviour?days=30 200"]


async def test_a_leaderboard_would_be_noticed(container: Container) -> None:
    app, people = create_app(container), people_of(container.stores)

    @app.get("/v1/leaderboard")
    async def rank() -> list[dict[str, object]]:
        return [{"who": one.user, "usd": float(one.cost_usd * one.requests)} for one in company()]

    found = wrong(await answers(app, container), people)

    assert {asked.split("?")[0] for asked in found} == {"GET /v1/leaderboard"}


@pytest.mark.slow
def test_no_command_and_no_export_ranks_people(folder: Path, tmp_path: Path) -> None:
    given = variables(folder, policy=DEFAULT_POLICY)
    desk = open_desk(Settings.load(given))
    people = people_of(desk.stores)
    asyncio.run(desk.close())
    told: dict[str, str] = {}
    for number, arguments in enumerate(lines()):
        place = tmp_path / str(number)
        shutil.copytree(folder, place)
        told[" ".join(arguments)] = printed(place, arguments)

    assert wrong(told, people) == {}
    found = {line: named(text, people) for line, text in told.items()}
    everybody = [line for line, count in found.items() if count == len(people)]
    for line in ("keys list", "users list", "budgets list", "ledger export OUT.jsonl"):
        assert line in everybody
    assert "search" in told["analytics behaviour --by team"]


def printed(place: Path, arguments: Sequence[str]) -> str:
    """What a command prints and writes, in a copy of the company of its own."""
    before = {path for path in place.rglob("*") if path.is_file()}
    given = [one.replace("OUT", str(place / "out")) for one in arguments]
    settings = {
        "TIERWISE_DATABASE": str(place / "ledger.db"),
        "TIERWISE_POLICY": str(place / "policy.yaml"),
    }
    try:
        done = call(*given, COLUMNS="300", **settings)
    except RouterError as error:
        return error.message
    written = [path for path in place.rglob("*") if path.is_file() and path not in before]
    texts = (path.read_text("utf-8", errors="replace") for path in written)
    return "\n".join((done.stdout, done.stderr, *texts))


def lines() -> Iterator[list[str]]:
    """Every command with arguments that fit, and with each form and each group that it offers."""
    for path, command in leaves(get_command(commands), []):
        if path[0] in NOT_RUN:
            continue
        base = [*path, *(value for one in command.params for value in filled(one))]
        yield base
        for option in command.params:
            yield from ([*base, *more] for more in forms(option))


def leaves(command: Any, path: list[str]) -> Iterator[tuple[list[str], Any]]:
    children = getattr(command, "commands", {})
    if not children:
        yield path, command
    for name, child in children.items():
        yield from leaves(child, [*path, name])


def filled(parameter: Any) -> list[str]:
    """A value for what must be written."""
    if not parameter.required:
        return []
    kind = parameter.type_descriptor.annotation
    value = "OUT.jsonl" if "Path" in str(kind) else company()[0].user
    return [value] if parameter.param_type_name == "argument" else [parameter.opts[0], value]


def forms(option: Any) -> Iterator[list[str]]:
    """The forms and groups of what is printed; of what is entered, one of each kind will do."""
    name = option.opts[0]
    if name not in FORMS and not name.endswith("by"):
        return
    if name in ("--json", "--csv"):
        yield [name]
    kind = option.type_descriptor.annotation
    if isinstance(kind, type) and issubclass(kind, Enum):
        yield from ([name, str(choice.value)] for choice in kind)
    if name in VALUES:
        yield [name, VALUES[name]]


def written_as(people: Sequence[Person], order: Sequence[int]) -> Iterator[str]:
    """Rankings in forms in which somebody could build them."""
    chosen = [people[place] for place in order]
    usd = [one.figures[0] for one in chosen]
    yield json.dumps([{"u": one.names[0], "x": x} for one, x in zip(chosen, usd, strict=True)])
    yield "\n".join(f"{one.names[1]}\t{x:,.2f}" for one, x in zip(chosen, usd, strict=True))
    yield "\n".join(f"{one.names[2]},{one.figures[2]:.0f}" for one in chosen)
    yield "<tr>".join(f"{one.names[0]}<td>{x:.4e}" for one, x in zip(chosen, usd, strict=True))
    yield json.dumps({one.names[0]: {"tokens": one.figures[4]} for one in chosen})
    yield "".join(f"{one.names[1]} has {one.figures[6]:.4f} %; " for one in chosen)


@pytest.fixture
def people(container: Container) -> Sequence[Person]:
    return people_of(container.stores)


def test_figures_of_people_are_noticed_in_any_form_and_order(people: Sequence[Person]) -> None:
    order = list(range(len(people)))
    random.Random(6).shuffle(order)  # noqa: S311 - no secret
    texts = [*written_as(people, order), *written_as(people, order[:2])]

    assert len(texts) == 12
    for text in texts:
        assert leaderboard_in(text, people) is not None, text


@pytest.mark.parametrize("is_reversed", [False, True])
@pytest.mark.parametrize("name", [0, 1, 2])
def test_people_in_the_order_of_their_use_are_noticed_without_figures(
    people: Sequence[Person], name: int, *, is_reversed: bool
) -> None:
    ordered = sorted(people, key=lambda one: one.rank, reverse=is_reversed)
    for some in (ordered, ordered[:10], ordered[::3]):
        assert leaderboard_in(", ".join(one.names[name] for one in some), people) is not None


def test_lists_of_names_and_one_persons_figures_are_no_rankings(people: Sequence[Person]) -> None:
    by_name = sorted(one.names[0] for one in people)
    assert leaderboard_in("\n".join(by_name), people) is None
    assert leaderboard_in(f"{by_name[0]} {people[0].figures}", people) is None
    assert leaderboard_in(json.dumps([one.figures for one in people]), people) is None

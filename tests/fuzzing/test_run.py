"""Some hundred spoilt bodies each time; `python -m tests.fuzzing.run` sends more."""

import logging
import random
from pathlib import Path

import pytest

from router.api.access import RULES
from tests.fuzzing.run import Findings, by_application, by_sockets, send_monsters
from tests.fuzzing.seeds import SEEDS
from tests.fuzzing.stage import staged
from tests.fuzzing.verdict import Answer, fault_of


async def test_nothing_spoilt_brings_the_service_down(tmp_path: Path) -> None:
    draw, findings = random.Random(7), Findings()  # noqa: S311 - the same cases each time
    async with staged(tmp_path) as stage:
        await by_application(stage, draw, bodies=400, findings=findings)
        await by_sockets(stage, draw, requests=150, findings=findings)
        books = await stage.quiet_books()

    assert findings.wrong == []
    assert books == []
    assert {name[:3] for name in findings.outcomes} >= {"200", "400"}


@pytest.mark.slow
async def test_no_monster_brings_the_service_down(tmp_path: Path) -> None:
    findings = Findings()
    async with staged(tmp_path) as stage:
        await send_monsters(stage, megabytes=20, findings=findings)
        books = await stage.quiet_books()

    assert findings.wrong == []
    assert books == []


async def test_what_is_logged_as_an_error_is_a_finding(tmp_path: Path) -> None:
    findings = Findings()
    async with staged(tmp_path) as stage:
        logging.getLogger("somewhere").error("unexpected error on POST /v1/somewhere")
        findings.hear(stage, path="/v1/somewhere", sent=b"{}")

    assert findings.wrong == [
        ("unexpected error on POST /v1/somewhere", "/v1/somewhere", b"{}"),
    ]


def test_every_route_that_takes_a_post_is_fuzzed() -> None:
    routes = {rule.removeprefix("POST ") for rule in RULES if rule.startswith("POST ")}
    shapes = {_shape(route) for route in routes}
    assert {_shape(path) for path in SEEDS} == shapes


@pytest.mark.parametrize(
    ("answer", "path"),
    [
        (Answer(500, "application/json", b'{"error":{"message":"x","type":"x"}}'), "/v1/route"),
        (Answer(200, "application/json", b"nope"), "/v1/route"),
        (Answer(200, "application/json", b"[]"), "/v1/route"),
        (Answer(400, "application/json", b"{}"), "/v1/route"),
        (Answer(400, "application/json", b'{"error":{"message":"x"}}'), "/v1/route"),
        (Answer(400, "application/json", b'{"error":{"message":"x","type":"y"}}'), "/v1/messages"),
        (Answer(200, "text/event-stream", b"data: Tierwise made a mistake\n\n"), "/v1/messages"),
    ],
)
def test_what_no_caller_should_get_is_a_fault(answer: Answer, path: str) -> None:
    assert fault_of(answer, path=path) is not None


def _shape(path: str) -> str:
    """The path without the ids in it: `/v1/grants/{grant_id}/revoke` and `…/grt_x/revoke`."""
    parts = path.split("/")
    return "/".join("*" if part[:1] == "{" or "_x" in part or part == "all" else part
                    for part in parts)  # fmt: skip

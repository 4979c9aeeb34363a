"""Some requests to each operation of the OpenAPI document; `python -m tests.fuzzing.openapi`."""

from pathlib import Path
from typing import Any

import pytest

from router.core.key import Role
from tests.fuzzing.openapi import Found, described, examine
from tests.fuzzing.stage import Stage, staged


@pytest.mark.slow
@pytest.mark.parametrize("role", [Role.ADMIN, Role.MEMBER])
async def test_the_service_answers_as_its_document_says(tmp_path: Path, role: Role) -> None:
    async with staged(tmp_path, more={"TIERWISE_RETRIES": "0"}) as stage:
        found = await examine(stage, secret=await stage.issue(role), examples=15)
        books = await stage.quiet_books()

    assert found.wrong == []
    assert books == []
    assert {outcome[:3] for outcome in found.outcomes} >= {"200", "400", "404"}


async def test_every_operation_is_asked(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        found = await examine(stage, secret="tw-unknown", examples=1)

    document = stage.app.openapi()
    asked = {outcome.partition(" ")[2] for outcome in found.outcomes}
    assert asked == {
        f"{method.upper()} {path}" for path, some in document["paths"].items() for method in some
    }


async def test_what_the_document_does_not_say_is_found(tmp_path: Path) -> None:
    found = await examined_with_sabotage(tmp_path)

    assert any("GET /teapot\n" in one and "418" in one for one in found.wrong)
    assert any("GET /broken\n" in one and "500" in one for one in found.wrong)
    assert any("GET /text\n" in one and "text/plain" in one for one in found.wrong)


async def examined_with_sabotage(folder: Path) -> Found:
    from starlette.responses import PlainTextResponse, Response

    async with staged(folder) as stage:
        app = stage.app
        app.router.responses = {}
        app.add_api_route("/teapot", lambda: Response(status_code=418), responses={})
        app.add_api_route("/broken", lambda: Response(status_code=500))
        app.add_api_route("/text", lambda: PlainTextResponse("no JSON"))
        app.openapi_schema = None
        return await only(stage, {"/teapot", "/broken", "/text"})


async def only(stage: Stage, paths: set[str]) -> Found:
    document = stage.app.openapi()
    document["paths"] = {path: told for path, told in document["paths"].items() if path in paths}
    return await examine(stage, secret=stage.admin_key.decode(), examples=1)


def test_bodies_and_queries_are_added_to_the_document() -> None:
    operations: dict[str, Any] = {"get": {}, "put": {"requestBody": 1}, "post": {}}
    document = {"paths": {"/v1/grants/{grant_id}/revoke": operations}}
    told = described(document)["paths"]["/v1/grants/{grant_id}/revoke"]

    assert told["put"] == {"requestBody": 1}
    schema = told["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert schema["anyOf"][0] == {"enum": [{"why": "so"}]}
    assert "since" in {one["name"] for one in told["get"]["parameters"]}
    assert document["paths"]["/v1/grants/{grant_id}/revoke"]["post"] == {}

"""Does the page on the API agree with the service?"""

import ast
import inspect
import json
import re

import httpx
import pytest

from router.api import attribution
from router.api.attribution import attribution_of
from router.core import errors
from router.core.catalog import AUTO
from router.core.errors import RouterError
from router.core.tier import Tier
from tests.docs.conftest import Running
from tests.docs.pages import ROOT, prose, rows

PAGE = ROOT / "docs" / "api.md"
CODES: dict[str, type[RouterError]] = {
    error.code: error for error in (getattr(errors, name) for name in errors.__all__)
}
CHAT = {"model": "auto", "messages": [{"role": "user", "content": "Hello"}]}


def _spans(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_every_endpoint_is_listed_and_no_other(service: Running) -> None:
    paths = httpx.get(f"{service.url}/openapi.json").json()["paths"]
    served = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    assert {_spans(row[0])[0] for row in rows(PAGE, "endpoint")} == served


def test_every_error_code_is_listed_with_its_status_and_type() -> None:
    listed = {_spans(row[0])[0]: (int(row[1]), _spans(row[2])[0]) for row in rows(PAGE, "code")}
    assert listed == {code: (error.status, error.type) for code, error in CODES.items()}


# The code of the parent class stands for mistakes of Tierwise, which its docstring does not say.
@pytest.mark.parametrize("code", sorted(CODES.keys() - {RouterError.code}))
def test_an_error_code_means_what_its_class_says(code: str) -> None:
    (meaning,) = [row[3] for row in rows(PAGE, "code") if _spans(row[0]) == [code]]
    assert meaning.startswith(inspect.getdoc(CODES[code]) or "undocumented")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [("GET", "/v1/nothing", 404, "unknown_url"), ("GET", "/v1/route", 405, "method_not_allowed")],
)
def test_wrong_addresses_have_codes_too(
    method: str, path: str, status: int, code: str, service: Running
) -> None:
    answer = httpx.request(method, f"{service.url}{path}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert f"`{code}` ({status})" in prose(PAGE)


def test_a_whole_answer_carries_the_headers_that_are_listed(service: Running) -> None:
    answer = httpx.post(f"{service.url}/v1/chat/completions", json=CHAT)
    sent = {name for name in answer.headers if name.startswith("x-tierwise-")}
    assert {_spans(row[0])[0] for row in rows(PAGE, "header")} == sent


def test_every_attribution_header_is_listed_in_the_order_in_which_it_counts() -> None:
    listed = [name for row in rows(PAGE, "claim") for name in _spans(row[1])]
    assert listed == _header_names()


@pytest.mark.parametrize("row", rows(PAGE, "claim"), ids=lambda row: row[0])
def test_each_attribution_header_makes_the_claim_of_its_row(row: list[str]) -> None:
    field = {"conversation": "conversation_id"}.get(row[0], row[0])
    for name in _spans(row[1]):
        claimed = getattr(attribution_of({name: "atlas"}), field)
        assert claimed in ("atlas", ("atlas",))


def test_a_claimed_environment_has_no_effect(service: Running) -> None:
    headers = {"x-tierwise-environment": "ci"}
    told = httpx.post(f"{service.url}/v1/route", json=CHAT, headers=headers).json()
    assert told["request"]["environment"] == "dev"


def test_a_stream_ends_with_the_usage_chunk_and_done(service: Running) -> None:
    body = {**CHAT, "stream": True, "stream_options": {"include_usage": True}}
    *_, usage, done = _events(httpx.post(f"{service.url}/v1/chat/completions", json=body).text)
    assert done == "[DONE]"
    chunk = json.loads(usage)
    assert chunk["choices"] == []
    assert set(chunk["tierwise"]) == {"decision_id", "cost_usd", "is_estimated"}


def test_a_stream_has_no_usage_chunk_unless_it_is_asked_for(service: Running) -> None:
    body = {**CHAT, "stream": True}
    *events, done = _events(httpx.post(f"{service.url}/v1/chat/completions", json=body).text)
    assert done == "[DONE]"
    assert all(json.loads(event)["choices"] for event in events)


def test_every_kind_of_model_name_is_listed() -> None:
    names = [name for row in rows(PAGE, "`model`") for name in _spans(row[0])]
    assert names == [AUTO, *Tier, "gpt-4*"]


def _events(text: str) -> list[str]:
    return re.findall(r"^data: (.+)$", text, re.MULTILINE)


def _header_names() -> list[str]:
    """All header names that stand in the source, by claim, as the page orders them."""
    named = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in ast.parse(inspect.getsource(attribution)).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple)
        if isinstance(node.targets[0], ast.Name)
    }
    return [name for names in named.values() for name in names]

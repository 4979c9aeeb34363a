"""Does the running service keep what its OpenAPI document says? `python -m tests.fuzzing.openapi`.

Schemathesis makes the requests. The document names no bodies (each API's own documentation does)
and not all names behind the `?`; they are added here from `seeds.py` and from the lists.
"""

import argparse
import asyncio
import copy
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
import schemathesis
import uvloop
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis.errors import FlakyFailure
from schemathesis.checks import CHECKS
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Err

from router.core.key import Role
from tests.fuzzing.seeds import SEEDS, Body
from tests.fuzzing.stage import Stage, staged

__all__ = ["Found", "described", "examine", "main"]

Document = dict[str, Any]
_CHECKED = ("status_code_conformance", "content_type_conformance", "response_schema_conformance")
_NOT_OFFERED = 501
_OWN_MISTAKES = 500
_PUT: Mapping[str, Body] = {
    "/v1/coach/me": {"tips": True},
    "/v1/admin/keys/{key_id}": {"name": "k", "team": "search", "tags": ["a"]},
    "/v1/admin/directory/{kind}/{entry_id}": {"name": "Ada", "team": "search", "parent": "x"},
    "/v1/admin/budgets/{limit_id}": {"limit_usd": 10, "per": "month", "match": {"team": "a"}},
    "/v1/admin/quotas/{limit_id}": {"requests": 10, "tokens": 100, "per": "minute"},
}
"""What is changed by other methods than POST."""
_ASKED = ("limit", "after", "state", "kind", "subject", "since", "days", "by", "head", "team")
_NAMES: Mapping[str, Sequence[str]] = {
    "name": ("auto", "economy-one", "embedder"),
    "kind": ("user", "team", "project"),
    "entry_id": ("ada", "search"),
    "limit_id": ("all", "mine"),
}
"""What the paths name that is there, or may be there after a PUT."""
_VALUES = ("1", "0", "x", "open", "user", "team:search", "2026-01-01T00:00:00Z", "30")


@dataclass
class Found:
    """What the service answered, and what of it is wrong."""

    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


async def examine(stage: Stage, *, secret: str, examples: int, seed: int = 1) -> Found:
    """Ask every operation of the document so often, in the name of the key with this secret."""
    base_url = f"http://127.0.0.1:{stage.port}"
    headers = {"authorization": f"Bearer {secret}"}

    def ask_all() -> Found:
        told: Document = requests.get(f"{base_url}/openapi.json", timeout=10).json()
        found = Found()
        for operation in _operations(described(told)):
            _ask(operation, found, base_url=base_url, headers=headers, many=(examples, seed))
        return found

    found = await asyncio.to_thread(ask_all)  # requests waits, and the service is in this process
    found.wrong += stage.complaints.heard
    stage.complaints.heard.clear()
    return found


def described(document: Document) -> Document:
    """The document with bodies and queries, which it leaves to prose."""
    more = copy.deepcopy(document)
    for path, operations in more["paths"].items():
        for method, operation in operations.items():
            for parameter in operation.get("parameters", ()):
                if names := _NAMES.get(parameter["name"]):
                    parameter["schema"] = {"anyOf": [{"enum": list(names)}, {"type": "string"}]}
            if method == "get":
                listed = operation.setdefault("parameters", [])
                known = {parameter["name"] for parameter in listed}
                listed += [_query(name) for name in _ASKED if name not in known]
            elif "requestBody" not in operation:
                operation["requestBody"] = _body(_bodies(path))
    return more


def _operations(document: Document) -> Iterator[Any]:
    for result in schemathesis.openapi.from_dict(document).get_all_operations():
        if isinstance(result, Err):
            raise result.err()
        yield result.ok()


def _ask(
    operation: Any,
    found: Found,
    *,
    base_url: str,
    headers: Mapping[str, str],
    many: tuple[int, int],
) -> None:
    """Of one operation the simplest request that finds a fault is kept."""
    checks = [CHECKS.get_one(name) for name in _CHECKED]
    examples, seed = many

    @seeded(seed)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        response = case.call(base_url=base_url, headers=dict(headers), timeout=30)
        found.outcomes[f"{response.status_code} {operation.label}"] += 1
        if response.status_code == _NOT_OFFERED:
            return
        if response.status_code >= _OWN_MISTAKES:
            raise _Mistake(f"{response.status_code}: {response.text[:300]}\n{_curl(case)}")
        case.validate_response(response, checks=checks)

    try:
        ask()
    except (_Mistake, Failure, FailureGroup, FlakyFailure, requests.RequestException) as wrong:
        found.wrong.append(f"{operation.label}\n{_said(wrong)}")


class _Mistake(AssertionError):
    """An answer that tells of a mistake of ours."""


def _curl(case: Any) -> str:
    told: str = case.as_curl_command()
    return told[:1_000]


def _said(wrong: BaseException) -> str:
    if isinstance(wrong, BaseExceptionGroup):
        return "\n".join(_said(one) for one in wrong.exceptions)
    return f"{type(wrong).__name__}: {wrong}"[:2_000]


def _query(name: str) -> Document:
    schema = {"anyOf": [{"type": "string", "enum": list(_VALUES)}, {"type": "string"}]}
    return {"name": name, "in": "query", "required": False, "schema": schema}


def _bodies(path: str) -> list[Body]:
    if path in _PUT:
        return [_PUT[path]]
    parts = path.split("/")
    for known, bodies in SEEDS.items():
        names = known.split("/")
        if len(names) == len(parts) and all(
            name == part or part.startswith("{") for name, part in zip(names, parts, strict=True)
        ):
            return list(bodies)
    return [{}]


def _body(bodies: list[Body]) -> Document:
    """Whole bodies as they should be, and bodies whose fields are as they should be or are not."""
    values: dict[str, list[object]] = {}
    for body in bodies:
        for name, value in body.items():
            values.setdefault(name, []).append(value)
    loose = {
        "type": "object",
        "properties": {name: {"anyOf": [{"enum": some}, {}]} for name, some in values.items()},
    }
    schema = {"anyOf": [{"enum": bodies}, loose]}
    return {"required": True, "content": {"application/json": {"schema": schema}}}


async def _run(arguments: argparse.Namespace, folder: Path) -> list[Found]:
    many = {"examples": arguments.examples, "seed": arguments.seed}
    async with staged(folder, more={"TIERWISE_RETRIES": "0"}) as stage:
        secrets = (stage.admin_key.decode(), await stage.issue(Role.MEMBER))
        return [await examine(stage, secret=secret, **many) for secret in secrets]


def main() -> int:
    """Ask as an administrator and as a caller, and print what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        both = runner.run(_run(arguments, Path(folder)))
    for who, found in zip(("administrator", "caller"), both, strict=True):
        statuses = Counter[str]()
        for outcome, count in found.outcomes.items():
            statuses[outcome[:3]] += count
        print(f"{who}: {dict(sorted(statuses.items()))}, {len(found.wrong)} findings")
        print(*found.wrong, sep="\n\n")
    return 1 if any(found.wrong for found in both) else 0


if __name__ == "__main__":
    raise SystemExit(main())

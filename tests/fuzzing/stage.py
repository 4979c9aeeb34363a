"""A whole service in this process: asked without a network or by sockets, its books, its log."""

import asyncio
import logging
import socket
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from fastapi import FastAPI
from starlette.types import Message, Scope
from typing_extensions import override

from router.api.app import create_app
from router.bootstrap import Container, assemble, find_providers, open_desk
from router.cli.server import Server
from router.core.key import Role
from router.core.money import to_nanos
from router.services.issue_key import IssueKey
from router.settings import Settings
from tests.fuzzing.provider import Provider
from tests.fuzzing.seeds import kind_of
from tests.fuzzing.verdict import Answer
from tests.journeys.running import entries_in, variables

__all__ = ["Stage", "staged"]

_POLICY = """
version: 1
name: spoilt
budgets:
  - {id: all, limit_usd: 1000000, per: year, hard: true}
default: {tier: economy, reason: Nothing else applies.}
rules:
  - id: wide
    reason: So that every tier is called.
    when: {tools: true}
    then: {tier: premium}
"""
_DEPLOYMENT = """
  - name: {name}
    model: openai/{name}-model
    tier: {tier}
    kind: {kind}
    api_base: {base_url}
    context_window: 1000000
    prices: {{input_usd_per_mtok: 1, output_usd_per_mtok: 4}}
"""
_MEDIUM = """
  - name: {name}
    model: openai/{name}-model
    tier: economy
    kind: {kind}
    api_base: {base_url}
    prices: {{{price}: 0.01}}
"""
_MEDIA = MappingProxyType(
    {
        "moderator": ("moderation", "input_usd_per_mtok"),
        "painter": ("image", "unit_usd"),
        "writer": ("transcription", "unit_usd"),
        "speaker": ("speech", "unit_usd"),
    }
)
_CAN = "    capabilities: [tools, json_mode, json_schema, vision, audio]\n"


class Complaints(logging.Handler):
    """All that is logged as an error: what nobody expected, tasks that nobody awaited."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.heard: list[str] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(logging.Formatter().format(record))


@dataclass(frozen=True, kw_only=True)
class Stage:
    """The service under test."""

    app: FastAPI
    server: Server
    port: int
    database: Path
    admin_key: bytes
    provider: "Answering"
    complaints: Complaints = field(default_factory=Complaints)

    async def post(
        self,
        path: str,
        body: Sequence[bytes],
        *,
        headers: Sequence[tuple[bytes, bytes]] = (),
        query: bytes = b"",
    ) -> Answer:
        """What the application answers to a body that comes in parts."""
        scope: Scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query,
            "root_path": "",
            "headers": [(b"content-type", kind_of(path).encode()), *headers],
            "client": ("127.0.0.1", 1),
            "server": ("here", 80),
        }
        return await _answered(self.app, scope, body)

    async def issue(self, role: Role) -> str:
        """The secret of a new key with this role."""
        container: Container = self.app.state.container
        issue = IssueKey(keys=container.stores.keys, clock=container.steps.clock)
        _, secret = await issue(name="another", role=role)
        return secret

    def faults_in_books(self) -> list[str]:
        """Where holds are left, or accounts are not the sum of the ledger."""
        with closing(sqlite3.connect(self.database)) as connection:
            (holds,) = connection.execute("SELECT count(*) FROM hold").fetchone()
            spent, held = connection.execute(
                "SELECT coalesce(sum(spent), 0), coalesce(sum(held), 0) FROM account_slice"
            ).fetchone()
        booked = sum(to_nanos(entry.cost_usd) for entry in entries_in(self.database))
        said = []
        if holds or held:
            said.append(f"{holds} holds of {held} nano-USD are left")
        if spent != booked:
            said.append(f"the account says {spent} nano-USD, the ledger {booked}")
        return said

    async def quiet_books(self) -> list[str]:
        """The same once nothing is under way any more, or after ten seconds."""
        faults: list[str] = []
        for _ in range(100):
            if not (faults := self.faults_in_books()):
                return []
            await asyncio.sleep(0.1)  # what runs after an answer sets no event
        return faults

    @property
    def connections(self) -> int:
        """How many callers are connected."""
        return len(self.server.server_state.connections)


class Answering(Protocol):
    """A provider on this machine."""

    base_url: str
    open_connections: int

    async def __aenter__(self) -> object: ...

    async def __aexit__(self, *_: object) -> None: ...


@asynccontextmanager
async def staged(
    folder: Path,
    *,
    provider: Answering | None = None,
    more: Mapping[str, str] | None = None,
    policy: str = _POLICY,
) -> AsyncIterator[Stage]:
    """A service before one provider, which listens and is not yet asked anything."""
    complaints = Complaints()
    logging.getLogger().addHandler(complaints)
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, said: complaints.heard.append(f"asyncio: {said}"))
    answering = provider or Provider()
    async with answering:
        given = variables(folder, policy=policy, catalog=_catalog(answering.base_url))
        settings = Settings.load(given | {"OPENAI_API_KEY": "sk-x"} | dict(more or {}))
        desk = open_desk(settings)
        _, secret = await desk.issue_key(name="root", role=Role.ADMIN)
        await desk.close()
        app = create_app(assemble(settings, await find_providers(settings)))
        server = Server(app, drain_s=2)
        with socket.create_server(("127.0.0.1", 0), backlog=4096) as listening:
            serving = asyncio.create_task(server._serve([listening]))  # signals are the tests' own
            while not server.started and not serving.done():  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            try:
                yield Stage(
                    app=app,
                    server=server,
                    port=listening.getsockname()[1],
                    database=folder / "ledger.db",
                    admin_key=secret.encode(),
                    provider=answering,
                    complaints=complaints,
                )
            finally:
                server.should_exit = True
                await serving
                logging.getLogger().removeHandler(complaints)


def _catalog(base_url: str) -> str:
    tiers = ("economy", "standard", "premium")
    chats = [
        _DEPLOYMENT.format(name=f"{tier}-one", tier=tier, kind="chat", base_url=base_url) + _CAN
        for tier in tiers
    ]
    embedder = _DEPLOYMENT.format(
        name="embedder", tier="economy", kind="embedding", base_url=base_url
    )
    media = [
        _MEDIUM.format(name=name, kind=kind, price=price, base_url=base_url)
        for name, (kind, price) in _MEDIA.items()
    ]
    aliases = 'version: 1\naliases: {"gpt-*": auto, "claude-*": auto}\ndeployments:'
    return "".join([aliases, *chats, embedder, *media])


async def _answered(app: FastAPI, scope: Scope, body: Sequence[bytes]) -> Answer:
    waiting = list(body) or [b""]
    status, kind, parts = 0, "", list[bytes]()
    is_over = asyncio.Event()

    async def receive() -> Message:
        if not waiting:
            await is_over.wait()
            return {"type": "http.disconnect"}
        part = waiting.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(waiting)}

    async def send(message: Message) -> None:
        nonlocal status, kind
        if message["type"] == "http.response.start":
            status = message["status"]
            found = {name.lower(): value for name, value in message["headers"]}
            kind = found.get(b"content-type", b"").decode("latin-1")
        else:
            parts.append(message.get("body", b""))

    await app(scope, receive, send)
    is_over.set()
    return Answer(status, kind, b"".join(parts))

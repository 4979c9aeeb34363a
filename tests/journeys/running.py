"""The real service and a scripted upstream, each in a thread with an event loop of its own."""

import asyncio
import socket
import sqlite3
import ssl
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import httpx
import uvloop
from fastapi import FastAPI
from openai import AsyncOpenAI, OpenAI

from router.adapters.storage.rows import EntryRow, entry_from_row
from router.api.app import create_app
from router.bootstrap import assemble, find_providers
from router.cli.server import Server
from router.core.ledger import LedgerEntry
from router.services.watch_health import WatchHealth
from router.settings import Settings
from tests.upstream import Upstream

_ENTRIES = f"SELECT {', '.join(EntryRow._fields)} FROM ledger_entry ORDER BY seq"  # noqa: S608
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Not used; without it each httpx client loads certificates, which takes longer than an answer."""


@dataclass(frozen=True, kw_only=True)
class Service:
    """A service that listens on this machine, and what can be seen of it from outside."""

    url: str
    settings: Settings
    server: Server
    loop: asyncio.AbstractEventLoop
    health: WatchHealth

    def forget_troubles(self) -> None:
        """As if no deployment had ever failed: what one test makes fail, another one needs."""
        self.loop.call_soon_threadsafe(self.health._suspects.clear)

    @property
    def base_url(self) -> str:
        """What a client is pointed at."""
        return f"{self.url}/v1"

    def openai(self, *, key: str = "any", headers: Mapping[str, str] | None = None) -> OpenAI:
        """OpenAI's own client. It does not try again, so that each request is one request."""
        return OpenAI(
            base_url=self.base_url, api_key=key, max_retries=0, default_headers=headers or {}
        )

    def async_openai(self) -> AsyncOpenAI:
        """OpenAI's own asynchronous client."""
        return AsyncOpenAI(base_url=self.base_url, api_key="any", max_retries=0)

    def post(
        self, body: object, *, path: str = "/v1/chat/completions", key: str | None = None
    ) -> httpx.Response:
        """The bare answer to `body`: bytes as they are, anything else as JSON."""
        headers = {"content-type": "application/json"}
        if key is not None:
            headers["authorization"] = f"Bearer {key}"
        if isinstance(body, bytes):
            return httpx.post(self.url + path, content=body, headers=headers, verify=_NO_TLS)
        return httpx.post(self.url + path, json=body, headers=headers, verify=_NO_TLS)

    def get(self, path: str) -> dict[str, object]:
        """The JSON at `path`."""
        found: dict[str, object] = httpx.get(self.url + path, verify=_NO_TLS).json()
        return found

    def status(self, path: str, *, key: str) -> int:
        """The status with which the holder of `key` is answered."""
        headers = {"authorization": f"Bearer {key}"}
        return httpx.get(self.url + path, headers=headers, verify=_NO_TLS).status_code

    def decision(self, answer: httpx.Response) -> dict[str, object]:
        """What the service says of the decision behind `answer`."""
        return self.get(f"/v1/decisions/{answer.headers['x-tierwise-decision-id']}")

    def entries(self) -> list[LedgerEntry]:
        """All that is booked, oldest first."""
        return entries_in(self.settings.database)

    def entry_of(self, answer: httpx.Response) -> LedgerEntry:
        """The one entry of an answer or an error."""
        decision_id = answer.headers["x-tierwise-decision-id"]
        (entry,) = [entry for entry in self.entries() if entry.decision_id == decision_id]
        return entry

    @property
    def tasks(self) -> int:
        """How many tasks are alive in the service."""
        return len(asyncio.all_tasks(self.loop))

    @property
    def callers(self) -> int:
        """How many callers are connected."""
        return len(self.server.server_state.connections)


def entries_in(database: Path) -> list[LedgerEntry]:
    """All that is booked in a ledger file, oldest first."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        rows = connection.execute(_ENTRIES).fetchall()
    return [entry_from_row(EntryRow(*row)) for row in rows]


def eventually(claim: Callable[[], bool], *, timeout_s: float = 10.0) -> None:
    """Wait until `claim` holds: what happens in another thread or process has no event to await."""
    deadline = time.monotonic() + timeout_s
    while not claim():
        if time.monotonic() > deadline:
            raise AssertionError("it did not come true in time")
        time.sleep(0.005)


@contextmanager
def running_upstream() -> Iterator[Upstream]:
    """An upstream that answers while the test's own thread waits."""
    with _loop_in_thread(asyncio.new_event_loop) as loop:
        upstream = Upstream()
        upstream.answers_probes = True
        asyncio.run_coroutine_threadsafe(upstream.__aenter__(), loop).result(10)
        try:
            yield upstream
        finally:
            asyncio.run_coroutine_threadsafe(upstream.__aexit__(), loop).result(10)


@contextmanager
def running_service(environment: Mapping[str, str]) -> Iterator[Service]:
    """The service as `tierwise serve` would start it with these variables and no others."""
    settings = Settings.load(environment)
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        _loop_in_thread(uvloop.new_event_loop) as loop,
    ):
        host, port = listening.getsockname()
        starting = asyncio.run_coroutine_threadsafe(_app_for(settings), loop)
        app = starting.result(30)
        server = Server(app)
        serving = asyncio.run_coroutine_threadsafe(server.serve(sockets=[listening]), loop)
        eventually(lambda: server.started or serving.done())
        try:
            yield Service(
                url=f"http://{host}:{port}",
                settings=settings,
                server=server,
                loop=loop,
                health=app.state.container.steps.call.health,
            )
        finally:
            server.should_exit = True
            serving.result(30)


@asynccontextmanager
async def fifty_at_once() -> AsyncIterator[httpx.AsyncClient]:
    """A client with as many connections as it needs."""
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(limits=limits, timeout=30, verify=_NO_TLS) as client:
        yield client


def variables(
    folder: Path, *, policy: str, catalog: str | None = None, **more: str
) -> dict[str, str]:
    """The environment of a service whose files all lie in `folder`."""
    (folder / "policy.yaml").write_text(policy, encoding="utf-8")
    given = {
        "TIERWISE_POLICY": str(folder / "policy.yaml"),
        "TIERWISE_DATABASE": str(folder / "ledger.db"),
        "TIERWISE_SIMULATED_SPEED": "0",
        "TIERWISE_RETRIES": "0",  # each request is one call, unless a journey says otherwise
        "OLLAMA_HOST": f"127.0.0.1:{closed_port()}",
    }
    if catalog is not None:
        (folder / "catalog.yaml").write_text(catalog, encoding="utf-8")
        given["TIERWISE_CATALOG"] = str(folder / "catalog.yaml")
    return given | more


def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port


def decision_ids(answers: Sequence[httpx.Response]) -> set[str]:
    """The ids of the decisions behind some answers."""
    return {answer.headers["x-tierwise-decision-id"] for answer in answers}


async def _app_for(settings: Settings) -> FastAPI:
    """Made on the service's own thread, because that is where its connections are used."""
    return create_app(assemble(settings, await find_providers(settings)))


@contextmanager
def _loop_in_thread(
    factory: Callable[[], asyncio.AbstractEventLoop],
) -> Iterator[asyncio.AbstractEventLoop]:
    with asyncio.Runner(loop_factory=factory) as runner:
        loop = runner.get_loop()
        thread = Thread(target=loop.run_forever)
        thread.start()
        try:
            yield loop
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()

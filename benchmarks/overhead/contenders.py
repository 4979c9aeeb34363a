"""Which servers are compared, how is each started, and what is it asked for?"""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.overhead.process import free_port

__all__ = ["OURS", "Contender", "Peers", "contenders", "tierwise"]

OURS = "Tierwise"
_PATH = "/v1/chat/completions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """One server under test."""

    name: str
    port: int
    path: str = _PATH
    command: list[str] = field(default_factory=list)
    """Empty where it runs already."""
    ready: str = "/healthz"
    model: str = "gpt-4o-mini"
    key: str = "none"
    environment: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Peers:
    """Where peers are installed; None leaves one out."""

    litellm: Path | None = None
    """The python of an environment with `litellm[proxy]`."""
    portkey: Path | None = None
    """A folder with `node_modules/@portkey-ai/gateway`."""
    routellm: Path | None = None
    """The python of an environment with `routellm[serve]`."""


def contenders(upstream: int, folder: Path, *, peers: Peers) -> Iterator[Contender]:
    """The upstream itself, Tierwise in full dress, the floors, and the peers that are there."""
    yield Contender(name="upstream alone", port=upstream)
    yield tierwise(upstream, folder)
    for name in ("FastAPI", "Starlette", "ASGI"):
        yield _bare(name, upstream)
    if peers.litellm is not None:
        yield _litellm(upstream, folder, peers.litellm)
    if peers.portkey is not None:
        yield _portkey(upstream, peers.portkey)
    if peers.routellm is not None:
        yield _routellm(upstream, peers.routellm)


def tierwise(upstream: int, folder: Path, *, more: Mapping[str, str] | None = None) -> Contender:
    """With a key, the classifier, the default policy, two budgets that count, a durable ledger."""
    program = str(Path(sys.executable).with_name("tierwise"))
    database = ["--database", str(folder / "bench.db")]

    def told(*words: str) -> str:
        done = subprocess.run(
            [program, *words, *database], capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    key = told("keys", "create", "bench", "--team", "bench", "--user", "ada")
    for scope, name in (("team", "bench"), ("user", "ada")):
        told(
            "budgets", "set", scope, "--limit-usd", "1000000", "--per", "month", f"--{scope}", name
        )
    catalog = folder / "catalog.yaml"
    models = {"economy": "gpt-4o-mini", "standard": "gpt-4.1-mini", "premium": "gpt-4o"}
    catalog.write_text(
        "version: 1\ndeployments:\n"
        + "".join(
            f"  - {{name: bench-{tier}, model: openai/{model}, tier: {tier}, "
            f"api_base: 'http://127.0.0.1:{upstream}/v1', api_key_env: BENCH_KEY}}\n"
            for tier, model in models.items()
        )
    )
    port = free_port()
    return Contender(
        name=OURS,
        command=[program, "serve", "--port", str(port), "--catalog", str(catalog), *database],
        port=port,
        ready="/readyz",
        model="auto",
        key=key,
        environment={"BENCH_KEY": "upstream", "TIERWISE_AUTH": "required", **(more or {})},
    )


def _bare(name: str, upstream: int) -> Contender:
    port = free_port()
    served = f"benchmarks.overhead.bare:{name.lower()}"
    options = ["--port", str(port), "--no-access-log", "--log-level", "warning"]
    return Contender(
        name=f"bare {name} + aiohttp",
        command=[sys.executable, "-m", "uvicorn", served, *options],
        port=port,
        environment={"UPSTREAM": f"http://127.0.0.1:{upstream}/v1"},
    )


def _litellm(upstream: int, folder: Path, python: Path) -> Contender:
    port, key = free_port(), "sk-bench-0123456789abcdef"
    config = folder / "litellm.yaml"
    config.write_text(
        "model_list:\n  - model_name: gpt-4o-mini\n    litellm_params: "
        f"{{model: openai/gpt-4o-mini, api_base: 'http://127.0.0.1:{upstream}/v1', "
        "api_key: sk-upstream}\n"
        "litellm_settings: {telemetry: false, drop_params: true, num_retries: 0}\n"
        "general_settings: {}\n"
    )
    command = [str(python.with_name("litellm")), "--config", str(config), "--num_workers", "1"]
    return Contender(
        name="LiteLLM proxy",
        command=[*command, "--host", "127.0.0.1", "--port", str(port)],
        port=port,
        ready="/health/liveliness",
        key=key,
        environment={
            "LITELLM_MASTER_KEY": key,
            "LITELLM_LOCAL_MODEL_COST_MAP": "True",
            "LITELLM_TELEMETRY": "False",
            "LITELLM_LOG": "ERROR",
            "LITELLM_MODE": "PRODUCTION",
        },
    )


def _portkey(upstream: int, folder: Path) -> Contender:
    port = free_port()
    gateway = folder / "node_modules" / "@portkey-ai" / "gateway" / "build" / "start-server.js"
    return Contender(
        name="Portkey gateway",
        command=["node", str(gateway), f"--port={port}", "--headless"],
        port=port,
        ready="/",
        environment={"NODE_ENV": "production", "TRUSTED_CUSTOM_HOSTS": "127.0.0.1,localhost"},
        headers={
            "x-portkey-provider": "openai",
            "x-portkey-custom-host": f"http://127.0.0.1:{upstream}/v1",
        },
    )


def _routellm(upstream: int, python: Path) -> Contender:
    port = free_port()
    base = f"http://127.0.0.1:{upstream}/v1"
    models = ["--strong-model", "openai/gpt-4o", "--weak-model", "openai/gpt-4o-mini"]
    return Contender(
        name="RouteLLM, random",
        command=[
            *(str(python), "-m", "routellm.openai_server", "--routers", "random"),
            *("--base-url", base, "--api-key", "upstream", "--port", str(port), *models),
        ],
        port=port,
        ready="/health",
        model="router-random-0.5",
        environment={
            "OPENAI_API_KEY": "upstream",
            "LITELLM_LOCAL_MODEL_COST_MAP": "True",
            "HF_HUB_OFFLINE": "1",
        },
    )

"""Tests of `router.cli.server`."""

import signal
import socket
import subprocess
import sys

import httpx
import pytest
from fastapi import FastAPI

from router.cli.server import run_server
from router.core.errors import ConfigurationError

SERVING = """
import sys
from fastapi import FastAPI
from router.cli.server import run_server

app = FastAPI()
app.add_api_route("/", lambda: "hello")
run_server(app, host=sys.argv[1], port=0, announce=lambda port: print(port, flush=True))
print("after", flush=True)
"""
FAILING = """
from contextlib import asynccontextmanager
from fastapi import FastAPI
from router.cli.server import run_server

@asynccontextmanager
async def failing(app):
    raise OSError("The disk is full")
    yield

run_server(FastAPI(lifespan=failing), host="127.0.0.1", port=0, announce=print)
"""


def never(port: int) -> None:
    pytest.fail(f"it announced port {port}")


def test_it_announces_the_port_that_it_was_given_once_it_answers() -> None:
    with subprocess.Popen(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", SERVING, "127.0.0.1"], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline())
            answer = httpx.get(f"http://127.0.0.1:{port}/")
            process.send_signal(signal.SIGTERM)
            rest = process.stdout.read()
            ended_with = process.wait(10)
        finally:
            process.kill()

    assert port > 0
    assert answer.json() == "hello"
    assert "server" not in answer.headers
    assert (rest, ended_with) in (("", -signal.SIGTERM), ("after\n", 0))


def test_who_cannot_start_does_not_end_as_if_all_were_well() -> None:
    done = subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", FAILING], capture_output=True, text=True, check=False, timeout=30
    )

    assert done.returncode != 0
    assert done.stdout == ""
    assert "The disk is full" in done.stderr


def test_an_occupied_port_is_named_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as occupied:
        port = occupied.getsockname()[1]
        with pytest.raises(ConfigurationError) as caught:
            run_server(FastAPI(), host="127.0.0.1", port=port, announce=never)

    assert caught.value.message == (
        f"Cannot listen on 127.0.0.1:{port}: Address already in use. Stop what listens there, or "
        "choose another port with --port or TIERWISE_PORT."
    )


def test_a_port_that_cannot_be_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r"127\.0\.0\.1:70000: "):
        run_server(FastAPI(), host="127.0.0.1", port=70_000, announce=never)


def test_an_address_that_is_not_ours_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r"Cannot listen on 192\.0\.2\.1:8080: "):
        run_server(FastAPI(), host="192.0.2.1", port=8080, announce=never)

"""Tests of `router.cli.server`."""

import asyncio
import signal
import socket
import subprocess
import sys

import httpx
import pytest
from fastapi import FastAPI

from router.cli.server import Server, drain_s_from, run_server
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
    assert (rest, ended_with) == ("after\n", 0)  # told to stop and stopped: that is no failure


def test_who_cannot_start_does_not_end_as_if_all_were_well() -> None:
    done = subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", FAILING], capture_output=True, text=True, check=False, timeout=30
    )

    assert done.returncode != 0
    assert done.stdout == ""
    assert "The disk is full" in done.stderr


def test_an_occupied_port_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as occupied:
        port = occupied.getsockname()[1]
        with pytest.raises(ConfigurationError, match=f"Cannot listen on 127.0.0.1:{port}: "):
            run_server(FastAPI(), host="127.0.0.1", port=port, announce=never)


@pytest.mark.parametrize(("told", "expected"), [(None, 30.0), ("0", 0.0), ("2.5", 2.5)])
def test_the_environment_says_how_long_answers_may_take_to_end(
    told: str | None, expected: float
) -> None:
    given = {} if told is None else {"TIERWISE_DRAIN_S": told}

    assert drain_s_from(given) == expected


@pytest.mark.parametrize("told", ["", "soon", "-1", "nan", "inf", "1e9"])
def test_what_is_no_time_for_that_is_refused(told: str) -> None:
    with pytest.raises(ConfigurationError, match="TIERWISE_DRAIN_S="):
        drain_s_from({"TIERWISE_DRAIN_S": told})


async def test_a_process_that_nobody_could_stop_any_more_stops_itself() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = Server(FastAPI(), is_orphan=lambda: server.started)

        await asyncio.wait_for(server._serve([listening]), 10)

    assert server.should_exit

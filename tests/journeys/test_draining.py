"""Told to stop, the service loses no answer and no cent, and says so to whoever asks."""

import json
import signal
import socket
from pathlib import Path

import httpx
import pytest

from router.core.ledger import Outcome
from tests.journeys.command import Served, serving
from tests.journeys.rulebooks import POLICY
from tests.journeys.running import entries_in, eventually, variables

BODY = {
    "model": "economy",
    "messages": [{"role": "user", "content": "Write a long story about the sea"}],
}


def _port(served: Served) -> int:
    return int(served.base_url.rpartition(":")[2].partition("/")[0])


def _knocks(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def test_answers_under_way_end_while_nobody_new_is_let_in(tmp_path: Path) -> None:
    given = variables(tmp_path, policy=POLICY) | {"TIERWISE_SIMULATED_SPEED": "2"}
    with serving(given, folder=tmp_path) as served, httpx.Client(timeout=30) as idle:
        root = served.base_url.removesuffix("/v1")
        assert idle.get(f"{root}/readyz").status_code == 200
        url = f"{served.base_url}/chat/completions"
        with httpx.stream("POST", url, json=BODY | {"stream": True}, timeout=30) as answer:
            events = answer.iter_lines()
            next(events)
            served.process.send_signal(signal.SIGTERM)
            eventually(lambda: not _knocks(_port(served)))
            on_its_way = idle.get(f"{root}/readyz")
            rest = [line for line in events if line]
        ended_with = served.process.wait(30)

    assert (on_its_way.status_code, on_its_way.json()["status"]) == (503, "draining")
    assert on_its_way.headers["connection"] == "close"
    assert rest[-1] == "data: [DONE]"
    assert ended_with == 0
    (entry,) = entries_in(tmp_path / "ledger.db")
    assert entry.outcome is Outcome.COMPLETED


@pytest.mark.parametrize("is_streamed", [True, False], ids=["streamed", "whole"])
def test_what_does_not_end_in_time_is_broken_off_in_order_and_booked(
    tmp_path: Path, *, is_streamed: bool
) -> None:
    given = variables(tmp_path, policy=POLICY) | {
        "TIERWISE_SIMULATED_SPEED": "0.05",
        "TIERWISE_DRAIN_S": "0.5",
    }
    with serving(given, folder=tmp_path) as served:
        asked = json.dumps(BODY | {"stream": is_streamed}).encode()
        with socket.create_connection(("127.0.0.1", _port(served)), timeout=30) as caller:
            caller.sendall(
                b"POST /v1/chat/completions HTTP/1.1\r\nhost: here\r\n"
                b"content-length: %d\r\n\r\n" % len(asked) + asked
            )
            received = caller.recv(65_536) if is_streamed else b""
            if not is_streamed:
                eventually(lambda: _holds(tmp_path / "ledger.db"))
            served.process.send_signal(signal.SIGTERM)
            while more := caller.recv(65_536):
                received += more
        ended_with = served.process.wait(30)

    assert b"shutting_down" in received
    assert received.startswith(b"HTTP/1.1 200" if is_streamed else b"HTTP/1.1 503")
    assert received.endswith(b"\r\n0\r\n\r\n" if is_streamed else b"}}")
    assert ended_with == 0
    (entry,) = entries_in(tmp_path / "ledger.db")
    assert entry.outcome is Outcome.CANCELLED


def _holds(database: Path) -> bool:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return bool(connection.execute("SELECT count(*) FROM hold").fetchone()[0])

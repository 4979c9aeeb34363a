"""Tests of `benchmarks.overhead`: what is sent, what is told, and the compiled programs."""

import json
import shutil
import time
from pathlib import Path

import pytest

from benchmarks.overhead.bodies import conversations, write_bodies
from benchmarks.overhead.contenders import OURS
from benchmarks.overhead.native import Measured, Native
from benchmarks.overhead.process import answers, free_port, start, stop
from benchmarks.overhead.rows import ALONE, BARE, CONNECTIONS, Row, as_json, as_picture, as_table

needs_compiler = pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler")


def row(*, scale: float) -> Row:
    made = Row(requests_per_s=[1_000 / scale], cpu_ms=[scale], chunks_per_s=[20_000 / scale])
    for connections in CONNECTIONS:
        for share in ("p50", "p95", "p99"):
            made.note("latency_ms", f"{share}@{connections}", scale)
    made.note("first_ms", "p50@1", scale)
    return made


ROWS = {ALONE: row(scale=0.5), OURS: row(scale=1.5), BARE: row(scale=1.0)}


def test_every_conversation_has_other_words_and_about_the_same_length() -> None:
    texts = [messages[-1]["content"] for messages in conversations(500, seed=1)]

    assert len(set(texts)) == 500
    assert max(map(len, texts)) < 2 * min(map(len, texts))


def test_what_is_sent_is_the_same_in_every_run(tmp_path: Path) -> None:
    def written(name: str) -> str:
        of = conversations(20, seed=7)
        return write_bodies(tmp_path / name, of, model="auto", keys=["a", "b"]).read_text()

    assert written("one") == written("other")


def test_keys_take_turns_and_bodies_are_json(tmp_path: Path) -> None:
    of = conversations(4, seed=7)
    file = write_bodies(tmp_path / "f", of, model="m", keys=["a", "b"], is_stream=True)
    lines = [line.split("\t") for line in file.read_text().splitlines()]

    assert [key for _, key, _ in lines] == ["a", "b", "a", "b"]
    assert all(json.loads(body)["stream"] is True for *_, body in lines)


def test_what_is_added_is_told_and_not_what_the_upstream_takes() -> None:
    told = json.loads(as_json(ROWS, about={}))["servers"]

    assert told[OURS]["added_p50_ms_at_1"] == 1.0
    assert told[BARE]["added_first_chunk_ms"] == 0.5
    assert ALONE not in told


def test_ratios_are_those_of_one_run() -> None:
    last = as_table(ROWS).splitlines()[-1]

    assert last.split()[-5:] == ["2.00", "1.50", "0.67", "0.67", "1.50"]


def test_a_server_without_streams_has_none_in_the_picture() -> None:
    silent = row(scale=2)
    silent.chunks_per_s = [float("nan")]
    picture = as_picture({**ROWS, "silent": silent})

    assert picture.startswith("<svg")
    assert picture.endswith("</svg>\n")
    assert ">none<" in picture


def test_refusals_and_lost_connections_are_errors() -> None:
    seen = {"classes": {"0": {"lost": 2, "statuses": {"200": 5, "503": 3}}}}

    assert Measured(seen).errors == 5


@needs_compiler
def test_the_compiled_programs_count_the_same(tmp_path: Path) -> None:
    native = Native(tmp_path / "build")
    port = free_port()
    bodies = [
        write_bodies(
            tmp_path / str(is_stream),
            conversations(5, seed=7),
            model="m",
            keys=["k"],
            is_stream=is_stream,
        )
        for is_stream in (False, True)
    ]
    serving = start(native.upstream(port, chunks=3), {}, core=None)
    try:
        _await(port)
        whole, stream, paced = (
            native.load(port, path, bodies=body, connections=2, seconds=5, most=20)
            for path, body in (
                ("/v1/chat/completions", bodies[0]),
                ("/v1/chat/completions", bodies[1]),
                ("/paced/v1/chat/completions", bodies[1]),
            )
        )
    finally:
        stop(serving)

    assert (whole.finished, whole.errors) == (20, 0)
    assert [one.seen["chunks"] for one in (whole, stream, paced)] == [0, 20 * 6, 20 * 6]
    assert 0 < stream.first_ms("p50") <= stream.latency_ms("p99")


@needs_compiler
def test_an_upstream_that_is_told_to_fails_now_and_then(tmp_path: Path) -> None:
    native = Native(tmp_path / "build")
    port = free_port()
    body = write_bodies(tmp_path / "b", conversations(5, seed=7), model="m", keys=["k"])
    serving = start(native.upstream(port, faults_per_1000=300), {}, core=None)
    try:
        _await(port)
        seen = native.load(port, "/v1", bodies=body, connections=2, seconds=5, most=1_000)
    finally:
        stop(serving)

    assert 295 <= seen.errors <= 300


def _await(port: int) -> None:
    for _ in range(200):
        if answers(f"http://127.0.0.1:{port}/stats"):
            return
        time.sleep(0.02)
    pytest.fail("the upstream does not answer")

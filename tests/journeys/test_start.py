"""`tierwise serve`: it says what it found, or ends with what to mend."""

import asyncio
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from router.core.ledger import Outcome
from tests.journeys.command import Served, serving, tierwise
from tests.journeys.rulebooks import DEFAULT_POLICY, KEY, POLICY, REPOSITORY
from tests.journeys.running import entries_in, fifty_at_once, variables

MESSAGES = [{"role": "user", "content": "Say hello"}]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("start")


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[Served]:
    """A service without any key."""
    with serving(variables(folder, policy=DEFAULT_POLICY), folder=folder) as running:
        yield running


def test_without_a_key_it_says_that_answers_are_simulated(served: Served, folder: Path) -> None:
    assert "No provider key found: answers are simulated and say so." in served.printed
    assert "open to this machine, no key needed" in served.printed
    assert str(folder / "ledger.db") in served.printed
    assert "simulated-small" in served.printed


def test_the_printed_curl_command_works_as_it_stands(served: Served) -> None:
    command = served.printed.partition("Try it")[2].partition("or from Python")[0]

    done = subprocess.run(  # noqa: S602 - what people paste goes to their shell
        command, shell=True, capture_output=True, text=True, check=True, timeout=30
    )

    assert done.stdout.startswith("HTTP/1.1 200 OK")
    assert "x-tierwise-tier: economy" in done.stdout
    assert "[simulated by Tierwise]" in done.stdout


def test_providers_are_found_and_their_keys_never_shown(tmp_path: Path) -> None:
    given = variables(
        tmp_path,
        policy=DEFAULT_POLICY,
        OPENAI_API_KEY=KEY,
        OPENAI_BASE_URL=f"https://user:{KEY}@gateway.example/v1",
        ANTHROPIC_API_KEY=f"{KEY}-two",
        TIERWISE_AUTH="required",
    )
    with serving(given, folder=tmp_path) as served:
        refused = httpx.post(f"{served.base_url}/chat/completions", json={"model": "auto"})
        assert refused.status_code in (400, 401)
        served.stop(signal.SIGTERM)
        assert served.process.stdout is not None
        printed = served.printed + served.process.stdout.read()

    assert "openai: key in OPENAI_API_KEY" in printed
    assert "anthropic: key in ANTHROPIC_API_KEY" in printed
    assert "Authorization: Bearer $TIERWISE_KEY" in printed
    assert KEY not in printed


def _break_policy(given: dict[str, str]) -> str:
    policy = Path(given["TIERWISE_POLICY"])
    policy.write_text(POLICY.replace("{team: thrifty}", "{teem: thrifty}"), encoding="utf-8")
    return f"{policy}:12:12: unknown condition 'teem' in rule 'thrifty-team'"


def _break_catalog(given: dict[str, str]) -> str:
    catalog = Path(given["TIERWISE_POLICY"]).with_name("catalog.yaml")
    catalog.write_text("version: 1\ndeployments:\n  - {model: openai/gpt-5.4-mini, tier: cheap}\n")
    given["TIERWISE_CATALOG"] = str(catalog)
    return f"{catalog}:3:"


def _break_artifact(given: dict[str, str]) -> str:
    folder = Path(given["TIERWISE_POLICY"]).with_name("artifact")
    shutil.copytree(REPOSITORY / "classifier" / "model", folder)
    tables = folder / "heads.npz"
    content = bytearray(tables.read_bytes())
    content[len(content) // 2] ^= 1
    tables.write_bytes(content)
    given["TIERWISE_CLASSIFIER"] = str(folder)
    return f"{tables}: "


def _lack_policy(given: dict[str, str]) -> str:
    given["TIERWISE_POLICY"] += ".nowhere"
    return given["TIERWISE_POLICY"]


@pytest.mark.parametrize(
    "spoil",
    [
        _break_policy,
        _break_catalog,
        _break_artifact,
        _lack_policy,
    ],
)
def test_what_is_broken_stops_it_with_what_to_write_instead(
    spoil: Callable[[dict[str, str]], str], tmp_path: Path
) -> None:
    given = variables(tmp_path, policy=POLICY)
    said = spoil(given)

    done = tierwise("serve", "--port", "0", environment=given)

    assert done.returncode != 0
    assert done.stdout == ""
    assert f"tierwise: {said}" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "ledger.db").exists()


def test_an_occupied_port_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as occupied:
        port = str(occupied.getsockname()[1])
        given = variables(tmp_path, policy=POLICY)
        done = tierwise("serve", "--port", port, environment=given)

    assert done.returncode != 0
    assert f"tierwise: Cannot listen on 127.0.0.1:{port}: Address already in use." in done.stderr
    assert "choose another port with --port or TIERWISE_PORT" in done.stderr


def test_told_to_stop_it_finishes_the_answer_first(tmp_path: Path) -> None:
    given = variables(tmp_path, policy=POLICY) | {"TIERWISE_SIMULATED_SPEED": "2"}
    body = {"model": "economy", "messages": MESSAGES, "stream": True}
    with serving(given, folder=tmp_path) as served:
        url = f"{served.base_url}/chat/completions"
        with httpx.stream("POST", url, json=body, timeout=30) as answer:
            events = answer.iter_lines()
            first = next(events)
            served.process.send_signal(signal.SIGTERM)
            rest = [line for line in events if line]
        ended_with = served.process.wait(30)

    assert first.startswith("data: {")
    assert len(rest) > 10
    assert rest[-1] == "data: [DONE]"
    assert ended_with in (0, -signal.SIGTERM)
    assert not (tmp_path / "ledger.db-wal").exists()  # all is in the one file
    (entry,) = entries_in(tmp_path / "ledger.db")
    assert entry.outcome is Outcome.COMPLETED


async def test_killed_it_has_lost_no_answered_request(tmp_path: Path) -> None:
    with serving(variables(tmp_path, policy=POLICY), folder=tmp_path) as served:
        url = f"{served.base_url}/chat/completions"
        async with fifty_at_once() as client:
            bodies = ({"model": "auto", "messages": MESSAGES, "seed": seed} for seed in range(50))
            answers = await asyncio.gather(*(client.post(url, json=body) for body in bodies))
            served.stop(signal.SIGKILL)

    assert {answer.status_code for answer in answers} == {200}
    booked = {entry.decision_id for entry in entries_in(tmp_path / "ledger.db")}
    assert booked == {answer.headers["x-tierwise-decision-id"] for answer in answers}

"""Tests of `router.cli.demo.command`: the command against a real local server."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from router.cli.demo import demo
from router.core.errors import ConfigurationError

app = typer.Typer()
app.command()(demo)


@pytest.fixture
def prompts(tmp_path: Path) -> Path:
    texts = [*("Hello " * words for words in range(1, 13)), "please refuse", "drop this"]
    lines = (json.dumps({"messages": [{"role": "user", "content": t}]}) for t in texts)
    file = tmp_path / "prompts.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(
        app, arguments, env={"COLUMNS": "100", "TIERWISE_KEY": None}, catch_exceptions=False
    )
    return result.exit_code, result.output


def test_the_whole_demo_runs_and_failures_do_not_stop_it(service: str, prompts: Path) -> None:
    code, text = run("--url", service, "--prompts", str(prompts), "--concurrency", "3")

    assert code == 0
    assert "14 of 14 prompts from" in text
    assert "drafting" in text
    assert "The 10 most surprising decisions" in text
    assert "1 x policy_denied" in text
    assert "1 x unreachable" in text
    assert "14 prompts in" in text


def test_fewer_prompts_can_be_asked_for(service: str, prompts: Path) -> None:
    _, text = run("--url", service, "--prompts", str(prompts), "--count", "5")

    assert "5 of 14 prompts from" in text


def test_without_any_answer_the_demo_has_failed(service: str, tmp_path: Path) -> None:
    file = tmp_path / "refused.jsonl"
    file.write_text('{"messages": [{"role": "user", "content": "refuse"}]}')

    code, text = run("--url", service, "--prompts", str(file))

    assert code == 1
    assert "policy_denied" in text


def test_a_key_is_sent_and_its_refusal_told(service: str, prompts: Path) -> None:
    with pytest.raises(ConfigurationError, match="--key"):
        run("--url", service, "--prompts", str(prompts), "--key", "tw-wrong")


def test_no_service_is_one_sentence_and_exit_code_2(prompts: Path) -> None:
    script = "import sys; from router.cli import main; sys.argv[0] = 'tierwise'; main()"
    arguments = ["demo", "--url", "http://127.0.0.1:1", "--prompts", str(prompts)]

    ended = subprocess.run(  # noqa: S603 - our own interpreter and arguments
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=False
    )

    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1
    assert "start it with `make run` in another terminal" in ended.stderr

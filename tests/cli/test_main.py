"""Tests of `router.cli.main`, and of how `router.cli` ends."""

import subprocess
import sys

import pytest

from router import __version__
from tests.cli.calling import call

HEAVY = {
    "aiohttp",
    "fastapi",
    "litellm",
    "numpy",
    "scipy",
    "sentence_transformers",
    "sklearn",
    "sqlite3",
    "torch",
    "uvicorn",
}
COMMANDS = ("serve", "explain", "classify", "spend", "demo", "keys", "model", "drift")
HELP_OF_ALL = """
import sys
from contextlib import suppress
from router.cli import main
for words in sys.argv[1:]:
    sys.argv = ["tierwise", *words.split(), "--help"]
    with suppress(SystemExit):
        main()
print(*sys.modules, file=sys.stderr)
"""


def test_no_command_loads_what_is_heavy_to_say_what_it_does() -> None:
    done = subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", HELP_OF_ALL, "", *COMMANDS, "keys create", "keys list"],
        capture_output=True,
        text=True,
        check=True,
    )

    loaded = set(done.stderr.split())
    assert done.stdout.count("Usage: tierwise") == len(COMMANDS) + 3
    assert "router.cli.keys" in loaded
    assert not loaded & HEAVY


def test_help_says_of_each_command_what_it_is_for() -> None:
    shown = call("--help").stdout

    for command in COMMANDS:
        (line,) = [line for line in shown.splitlines() if f"│ {command} " in line]
        assert len(line.strip(" │").split()) > 3


def test_without_a_command_the_help_is_shown() -> None:
    assert "Usage: " in call().output


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_is_asked_for_in_two_ways(option: str) -> None:
    assert call(option).stdout == call("--help").stdout


def test_the_version_needs_no_command() -> None:
    shown = call("--version")

    assert (shown.exit_code, shown.stdout) == (0, f"tierwise {__version__}\n")


def test_an_unknown_command_is_refused() -> None:
    shown = call("sevre")

    assert shown.exit_code == 2
    assert "sevre" in shown.stderr


def test_what_can_be_mended_is_one_sentence_without_a_traceback() -> None:
    script = "import sys; from router.cli import main; sys.argv[0] = 'tierwise'; main()"

    done = subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", script, "spend"],
        env={"TIERWISE_DATABSE": "x.db"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("tierwise: Unknown setting TIERWISE_DATABSE. ")
    assert done.stderr.count("\n") == 1

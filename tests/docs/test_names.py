"""Does everything exist that the pages name: commands, settings, make targets, files?"""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from router.cli.main import app
from router.settings import SETTINGS
from tests.docs.pages import PAGES, ROOT, blocks, spans

_OURS = r"(router|classifier|policies|docs|tests|benchmarks)/[\w./-]+"
_SHORT = r"(core|services|adapters|ports|api|cli)/[\w./-]+"

TO_BE_MADE = {"classifier/features/links.py", "router/core/rules/streamed.py"}
"""The files of the examples for newcomers."""

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def _lines(page: Path) -> list[str]:
    """All that is code: what stands in backticks, and the lines of fenced blocks."""
    fenced = [line for block in blocks(page) for line in block.text.splitlines()]
    return [*spans(page), *fenced]


@each_page
def test_make_targets(page: Path) -> None:
    targets = {line.split(":")[0] for line in (ROOT / "Makefile").read_text().splitlines()}
    named = {line.split()[1] for line in _lines(page) if re.match(r"make [a-z]", line)}
    assert named <= targets


@each_page
def test_commands_and_their_options(page: Path) -> None:
    for line in _lines(page):
        if line.startswith("tierwise "):
            words = shlex.split(line.split("|")[0], comments=True)
            told = CliRunner().invoke(app, [*words[1:], "--help"])
            assert told.exit_code == 0, f"{line}\n{told.output}"


@each_page
def test_settings(page: Path) -> None:
    named = set(re.findall(r"TIERWISE_[A-Z_]+", page.read_text("utf-8")))
    assert named - {"TIERWISE_"} <= set(SETTINGS)


@each_page
def test_files(page: Path) -> None:
    named = {span for span in spans(page) if re.fullmatch(_OURS, span)}
    named |= {f"router/{span}" for span in spans(page) if re.fullmatch(_SHORT, span)}
    missing = {path for path in named if not (ROOT / path).exists()}
    assert missing == (TO_BE_MADE if page.name == "CONTRIBUTING.md" else set())

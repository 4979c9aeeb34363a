"""Does every snippet of the pages do what a reader expects of it?"""

import shlex
from pathlib import Path

import pytest
import yaml

from router.adapters.files.catalog_file import load_catalog
from router.adapters.files.policy_file import load_policy
from tests.docs.conftest import Running
from tests.docs.pages import PAGES, Block, blocks

_READ = tuple(page for page in PAGES if page.name != "CONTRIBUTING.md")
"""CONTRIBUTING.md shows pieces of source files: test_contributing.py puts them into place."""
_COMMANDS = ("curl", "tierwise")
_TOO_LONG = ("serve", "demo", "simulate")
"""Commands that do not end by themselves, or take minutes: only their options are checked."""


def _found(*languages: str) -> list[Block]:
    return [block for page in _READ for block in blocks(page, *languages)]


def _runs(block: Block) -> bool:
    return block.text.startswith(_COMMANDS)


@pytest.mark.parametrize("block", [*filter(_runs, _found("bash"))], ids=str)
def test_a_command_line_works_when_it_is_pasted(block: Block, service: Running) -> None:
    script = "\n".join(_ended(line) for line in _joined(service.as_read(block.text)))
    done = service.run("bash", "-euo", "pipefail", "-c", script)
    assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"


@pytest.mark.parametrize("block", _found("python"), ids=str)
def test_a_program_works_when_it_is_pasted(block: Block, service: Running) -> None:
    done = service.run("python", "-c", service.as_read(block.text))
    assert done.returncode == 0, done.stderr
    assert done.stdout, "a snippet that prints nothing shows nothing"


@pytest.mark.parametrize("block", _found("yaml"), ids=str)
def test_a_policy_or_catalog_is_accepted(block: Block, tmp_path: Path) -> None:
    data = yaml.safe_load(block.text)
    path = tmp_path / "snippet.yaml"
    path.write_text(block.text)
    if "deployments" in data:
        assert load_catalog(path).deployments
    else:
        policy, _ = load_policy(path)
        assert policy.rules


def _joined(script: str) -> list[str]:
    """Command lines, continued ones joined."""
    return [line for line in script.replace("\\\n", " ").splitlines() if line.strip()]


def _ended(line: str) -> str:
    words = shlex.split(line, comments=True)
    if words[:1] == ["tierwise"] and words[1:2] and words[1] in _TOO_LONG:
        return shlex.join([*words, "--help"])  # an unknown option is refused before the help
    return line

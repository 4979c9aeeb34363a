"""Tests of `router.cli.banner`."""

import re
import shlex
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from classifier.manifest import Manifest
from classifier.prediction import SHIPPED
from classifier.registry import Registry
from router import __version__
from router.adapters.providers.discovery import Found
from router.bootstrap import assemble
from router.bootstrap.rollout import open_rollout
from router.cli.banner import banner
from router.services.roll_out import Version
from router.settings import Settings
from tests.classifier import versions
from tests.factories import policy

OPENAI = Found(provider="openai", note="key in OPENAI_API_KEY")
OLLAMA = Found(provider="ollama", note="runs at http://[fe80::1]:11434/v1: no model installed")
Show = Callable[..., str]


@pytest.fixture
def show(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Show:
    """What is printed under these settings, without line breaks inside of long values."""

    def shown(found: Sequence[Found] = (), **settings: str) -> str:
        given = {"TIERWISE_DATABASE": str(tmp_path / "ledger.db")} | {
            f"TIERWISE_{name.upper()}": value for name, value in settings.items()
        }
        banner(assemble(Settings.load(given), found, is_ephemeral=True), port=8123)
        return re.sub(r" *\n {8,}(?=\S)", "", capsys.readouterr().out)

    return shown


def test_it_says_which_release_listens_where(show: Show) -> None:
    assert f"Tierwise {__version__} listens on http://127.0.0.1:8123/v1\n" in show()


@pytest.mark.parametrize("host", ["::1", "fe80::1"])
def test_an_address_of_version_6_stands_in_brackets(show: Show, host: str) -> None:
    printed = show(host=host)

    assert printed.count(f"http://[{host}]:8123/v1") == 3


@pytest.mark.parametrize(
    ("settings", "access"),
    [
        ({}, "open to this machine, no key needed"),
        ({"auth": "required"}, "virtual key required"),
        ({"host": "192.168.1.5"}, "virtual key required"),
        (
            {"host": "192.168.1.5", "auth": "open"},
            "open to whoever reaches this address, no key needed",
        ),
    ],
)
def test_it_says_who_may_call(show: Show, settings: dict[str, str], access: str) -> None:
    assert re.search(rf"^  access +{re.escape(access)} *$", show(**settings), re.MULTILINE)


@pytest.mark.parametrize("auth", ["open", "required"])
def test_the_snippets_name_a_key_only_where_one_is_needed(show: Show, auth: str) -> None:
    printed = show(auth=auth)

    command = shlex.split(printed.partition("Try it")[2].partition("or from Python")[0])
    python = printed.partition("or from Python")[2]
    compile("\n".join(line[2:] for line in python.splitlines()), "snippet", "exec")
    is_required = auth == "required"
    assert command[:3] == ["curl", "-i", "http://127.0.0.1:8123/v1/chat/completions"]
    assert ("Authorization: Bearer $TIERWISE_KEY" in command) is is_required
    assert f'api_key="{"tw-..." if is_required else "any"}"' in python


def test_without_a_provider_it_says_that_answers_are_simulated_and_what_to_do(show: Show) -> None:
    printed = show()

    assert "No provider key found: answers are simulated and say so." in printed
    assert "Set OPENAI_API_KEY" in printed
    assert re.search(r"^  economy +simulated-small", printed, re.MULTILINE)


def test_with_a_provider_it_says_what_was_found_and_nothing_of_simulation(show: Show) -> None:
    printed = show([OPENAI])

    assert "  found  openai: key in OPENAI_API_KEY\n" in printed
    assert "simulated" not in printed


def test_who_was_found_and_has_no_model_does_not_hide_the_simulation(show: Show) -> None:
    printed = show([OLLAMA])

    assert f"  found  ollama: {OLLAMA.note}\n" in printed
    assert "No model of the catalog can be called: answers are simulated" in printed


def test_deployments_with_an_address_of_their_own_are_not_called_simulated(
    show: Show, tmp_path: Path
) -> None:
    catalog = tmp_path / "catalog.yaml"
    catalog.write_text(
        "version: 1\ndeployments:\n  - {name: house, model: openai/x, tier: standard, "
        "api_base: 'http://h/v1', prices: {input_usd_per_mtok: 1, output_usd_per_mtok: 1}, "
        "context_window: 1000}\n"
    )

    printed = show(catalog=str(catalog))

    assert re.search(r"^  standard +house *$", printed, re.MULTILINE)
    assert re.search(r"^  premium +none *$", printed, re.MULTILINE)
    assert "simulated" not in printed


@pytest.mark.parametrize("folder", ["[dev]", "[/x]", "folder-" * 25])
def test_a_path_is_printed_whole_and_as_it_is(show: Show, tmp_path: Path, folder: str) -> None:
    database = tmp_path / folder / "ledger.db"

    assert str(database) in show(database=str(database))


def test_it_says_which_artifact_judges_and_whether_it_is_pinned(show: Show, tmp_path: Path) -> None:
    registry = Registry(tmp_path / "models")
    entry = registry.add(versions.variant(SHIPPED, tmp_path / "newer", version="9.9"))
    registry.promote(entry, at="now", who="ada")
    pinned = Manifest.read(SHIPPED).label

    assert re.search(rf"^  classifier +{re.escape(entry.name)} *$", show(), re.MULTILINE)
    assert f"{pinned}  {SHIPPED}" in show(classifier=str(SHIPPED))


def test_a_policy_of_the_store_is_not_said_to_be_the_file_s(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    settings = Settings.load({"TIERWISE_DATABASE": str(tmp_path / "ledger.db")})
    desk = open_rollout(settings)
    desk.writer("ada").apply(Version("acme@1", policy()), message="m")

    banner(assemble(settings, ()), port=8123)

    printed = capsys.readouterr().out
    assert "acme@1  tierwise policy status" in printed
    assert str(settings.policy) not in printed

"""Tests of `router.cli.serve`: what stops it before it serves. tests/journeys has the rest."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from router.core.errors import ConfigurationError
from tests.cli.calling import call


@pytest.fixture
def occupied() -> Iterator[int]:
    """A port at which somebody else listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def refused(*arguments: str | Path, **environment: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        call("serve", *arguments, **environment)
    return caught.value.message


def test_a_flag_says_where_to_listen_whatever_the_environment_says(
    occupied: int, tmp_path: Path
) -> None:
    message = refused(
        *("--host", "localhost", "--port", str(occupied), "--database", tmp_path / "ledger.db"),
        TIERWISE_HOST="192.0.2.1",
        TIERWISE_PORT="1",
    )

    assert message.startswith(f"Cannot listen on localhost:{occupied}: ")


def test_the_environment_says_it_where_no_flag_does(occupied: int, tmp_path: Path) -> None:
    message = refused(TIERWISE_PORT=str(occupied), TIERWISE_DATABASE=str(tmp_path / "ledger.db"))

    assert message.startswith(f"Cannot listen on 127.0.0.1:{occupied}: ")


@pytest.mark.parametrize("option", ["--policy", "--catalog", "--classifier"])
def test_a_file_that_is_missing_is_named_before_anything_is_written(
    option: str, tmp_path: Path, occupied: int
) -> None:
    missing, database = tmp_path / "nowhere", tmp_path / "ledger.db"

    message = refused(option, missing, "--database", database, "--port", str(occupied))

    assert message.startswith(str(missing))
    assert not database.exists()


def test_a_port_that_is_none_is_refused_by_its_flag() -> None:
    shown = call("serve", "--port", "http")

    assert shown.exit_code == 2
    assert "--port" in shown.stderr

"""Tests of `router.cli.options`."""

import pytest

from tests.cli.calling import call


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("serve", ["--policy", "--catalog", "--database", "--classifier"]),
        ("explain", ["--policy", "--catalog", "--classifier"]),
        ("classify", ["--classifier"]),
        ("spend", ["--database"]),
        ("model list", ["--models", "--database"]),
        ("drift", ["--models", "--database"]),
        ("keys create", ["--database"]),
        ("keys list", ["--database"]),
        ("keys revoke", ["--database"]),
    ],
)
def test_commands_share_the_names_of_their_options(command: str, options: list[str]) -> None:
    shown = call(*command.split(), "--help")

    assert shown.exit_code == 0
    for option in options:
        assert f"{option} " in shown.stdout

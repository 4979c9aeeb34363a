"""Tests of `router.cli.limit_options`."""

from typing import Any

import typer
from typer.main import get_command
from typer.testing import CliRunner

from router.cli.budgets import budgets
from router.cli.limit_options import written_of
from router.cli.quotas import quotas
from router.core.limit_scope import LimitScope


def test_only_what_was_written_is_taken() -> None:
    app, seen = typer.Typer(), list[dict[str, object]]()

    @app.command()
    def put(
        context: typer.Context,
        *,
        id: str,
        team: str | None = None,
        hard: bool | None = None,
        limit: int | None = None,
        database: str | None = None,
    ) -> None:
        seen.append(written_of(context))

    options = ["a", "--no-hard", "--limit", "0", "--database", "x"]
    result = CliRunner().invoke(app, options, catch_exceptions=False)

    assert result.exit_code == 0
    assert seen == [{"hard": False, "limit": 0}]


def test_all_names_of_a_scope_can_be_written_of_budgets_and_quotas() -> None:
    for commands in (budgets, quotas):
        group: Any = get_command(commands)
        named = {parameter.name for parameter in group.commands["set"].params}

        assert named >= set(LimitScope.model_fields)

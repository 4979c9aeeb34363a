"""Tests of `router.cli.wide_table`."""

import pytest

from router.cli.wide_table import show_table


def test_nothing_is_cut_or_read_as_markup(capsys: pytest.CaptureFixture[str]) -> None:
    long = "x" * 300

    show_table(("id", "name"), [(long, "[red]a[/x]")])

    assert f"│ {long} │ [red]a[/x] │" in capsys.readouterr().out


def test_without_rows_the_heads_stand_alone(capsys: pytest.CaptureFixture[str]) -> None:
    show_table(("id", "name"), [])

    assert "id" in capsys.readouterr().out

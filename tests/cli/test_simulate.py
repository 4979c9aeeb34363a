"""Tests of `router.cli.simulate`."""

import json
from pathlib import Path

import pytest

from router.core.errors import ConfigurationError, InvalidRequest
from tests.cli.calling import call

SMALL = ("simulate", "--days", "1", "--people", "7")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, object]]:
    """The page and the figures of one run."""
    out = tmp_path_factory.mktemp("simulated") / "page.md"
    shown = call(*SMALL, "--json", "--out", out)
    return out.read_text(encoding="utf-8"), json.loads(shown.stdout)


def test_the_page_is_written_and_the_figures_printed(
    page: tuple[str, dict[str, object]],
) -> None:
    text, figures = page

    assert text.startswith("# 7 people, 1 days")
    assert figures["people"] == 7
    assert f"{figures['requests']:,} requests" in text


def test_the_policy_that_acts_is_the_one_where_none_is_named(
    page: tuple[str, dict[str, object]],
) -> None:
    versions = page[1]["versions"]

    assert isinstance(versions, dict)
    assert versions["policy"].startswith("governed@")


def test_money_is_text_so_that_it_stays_exact(page: tuple[str, dict[str, object]]) -> None:
    assert isinstance(page[1]["spent_usd"], str)


def test_every_aim_is_told_with_what_was_measured(page: tuple[str, dict[str, object]]) -> None:
    aims = page[1]["aims"]

    assert isinstance(aims, list)
    assert [set(aim) for aim in aims] == [{"text", "measured", "is_met"}] * 3


@pytest.mark.parametrize("amount", ["much", "-3", "0", "inf"])
def test_a_budget_that_is_no_amount_is_refused(amount: str) -> None:
    with pytest.raises(InvalidRequest, match="no amount"):
        call(*SMALL, "--budget-usd", amount)


def test_a_policy_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        call(*SMALL, "--policy", tmp_path / "none.yaml")


def test_a_page_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match="cannot be written"):
        call(*SMALL, "--out", tmp_path / "none" / "page.md")

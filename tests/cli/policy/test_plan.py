"""Tests of `router.cli.policy.plan`."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from router.cli.policy.plan import crew_of, window
from router.core.errors import ConfigurationError, InvalidRequest
from tests.cli.calling import call
from tests.cli.policy.ledger import write


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    return write(tmp_path_factory.mktemp("plan"))


def test_a_policy_against_itself_costs_exactly_what_was_spent(
    files: tuple[Path, Path, Path],
) -> None:
    old, _, ledger = files
    shown = call("policy", "plan", old, "--against", old, "--database", ledger, "--format", "json")
    found = json.loads(shown.stdout)
    spent = call("spend", "--json", "--since", "24h", "--database", ledger).stdout.splitlines()
    total = sum(Decimal(json.loads(line)["cost_usd"]) for line in spent)
    assert Decimal(found["whole"]["old_usd"]) == Decimal(found["whole"]["new_usd"]) == total > 0
    assert Decimal(found["booked_usd"]) == total
    assert (found["whole"]["requests"], found["whole"]["changed"]) == (42, 0)


def test_a_new_policy_is_compared_with_the_one_in_force(files: tuple[Path, Path, Path]) -> None:
    old, new, ledger = files
    shown = call("policy", "plan", new, "--database", ledger, TIERWISE_POLICY=str(old))
    assert shown.exit_code == 0
    assert "42 requests" in shown.stdout
    for expected in ("thrifty@", "acme@", "14 (33%)", "task drafting", "no language recorded"):
        assert expected in shown.stdout


def test_crossed_limits_fail_and_say_so(files: tuple[Path, Path, Path]) -> None:
    old, new, ledger = files
    limits = ("--fail-if", "changed > 10%", "--fail-if", "cost > +5%")
    shown = call("policy", "plan", new, "--against", old, "--database", ledger, *limits)
    assert shown.exit_code == 1
    assert "FAIL changed > 10%: crossed, it is +33.33%" in shown.stdout
    assert "ok   cost > +5%: kept" in shown.stdout
    kept = call("policy", "plan", new, "--against", old, "--database", ledger, *limits[2:])
    assert kept.exit_code == 0


def test_in_markdown_names_of_callers_are_no_markup(files: tuple[Path, Path, Path]) -> None:
    old, new, ledger = files
    given = ("policy", "plan", new, "--against", old, "--database", ledger)
    shown = call(*given, "--format", "markdown").stdout
    assert r"legal\|\[red\]" in shown
    assert "### Plan: thrifty" in shown
    assert shown.count("<details>") == shown.count("</details>") > 3


def test_the_same_requests_are_drawn_each_time(files: tuple[Path, Path, Path]) -> None:
    old, new, ledger = files
    given = ("policy", "plan", new, "--against", old, "--database", ledger, "--format", "json")
    first, second = (json.loads(call(*given, "--sample", "3").stdout)["sample"] for _ in "12")
    assert first == second
    assert [one["new"]["rule"] for one in first] == ["pay-less"] * 3


def test_another_catalog_file_is_planned_with(
    files: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    old, _, ledger = files
    catalog = tmp_path / "catalog.yaml"
    catalog.write_text(
        "version: 1\n"
        "deployments:\n"
        "  - name: middle\n"
        "    model: openai/middle\n"
        "    tier: standard\n"
        "    context_window: 128_000\n"
        "    max_output_tokens: 16_384\n"
        "    prices: {input_usd_per_mtok: 2, output_usd_per_mtok: 8}\n",
        encoding="utf-8",
    )
    given = ("policy", "plan", old, "--against", old, "--database", ledger, "--format", "json")
    found = json.loads(call(*given, "--catalog", catalog).stdout)
    before, after = (Decimal(found["whole"][side]) for side in ("old_usd", "new_usd"))
    assert after == 2 * before
    assert found["old"]["catalog"] != found["new"]["catalog"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--fail-if", "costs > 5%"), "Did you mean 'cost'"),
        (("--since", "soon"), "'soon' is no duration"),
        (("--against", "other"), "There is no version 'other'"),
        (("--since", "1m"), "Nothing is recorded"),
    ],
)
def test_mistakes_are_told_in_a_sentence(
    files: tuple[Path, Path, Path], arguments: tuple[str, str], told: str
) -> None:
    with pytest.raises(InvalidRequest, match=told):
        call("policy", "plan", files[1], "--database", files[2], *arguments)


def test_workers_or_a_cluster_but_not_both() -> None:
    with pytest.raises(ConfigurationError, match="not both"), crew_of(2, "local"):
        pass


def test_the_time_reaches_until_now() -> None:
    begin, end = window("24h")
    assert timedelta(hours=24) < end - begin < timedelta(hours=24, seconds=1)
    assert abs(end - datetime.now(UTC)) < timedelta(minutes=1)

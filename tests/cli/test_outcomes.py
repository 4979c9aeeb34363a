"""Tests of `router.cli.outcomes`."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet
import pytest

from classifier.routing.outcomes import load_outcomes
from router.bootstrap import Desk, open_desk
from router.core.errors import InvalidRequest
from router.core.feedback import Feedback, Verdict
from router.core.kept_text import KeptText
from router.core.outcome_row import OutcomeRow, OutcomeSource
from router.settings import Settings
from tests.cli.calling import call
from tests.factories import decision_record, facts, ledger_entry, shape

NOW = datetime.now(UTC)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """An audited answer with its text, an accepted one without, and one that was asked twice."""
    file = tmp_path / "ledger.db"
    asyncio.run(learn(file))
    return file


async def learn(file: Path) -> None:
    desk = open_desk(Settings.load({}, database=file))
    for number, ago in ((1, 60), (2, 60), (3, 30), (4, 29)):
        await book(desk, number, at=NOW - timedelta(minutes=ago))
    exact = OutcomeRow(
        decision_id="dec_1",
        at=NOW,
        deployment="small",
        source=OutcomeSource.AUDIT_EXACT,
        score=1.0,
        weight=1.0,
        cost_usd=Decimal("0.25"),
    )
    large = replace(exact, deployment="large", cost_usd=Decimal("0.5"))
    await desk.stores.outcomes.add([exact, large])
    messages = [{"role": "user", "content": "Sort these"}]
    kept = KeptText(decision_id="dec_1", at=NOW, messages=messages, answer="x")
    await desk.stores.texts.keep([kept])
    said = Feedback(id="fb", decision_id="dec_2", at=NOW, key_id="k", verdict=Verdict.ACCEPTED)
    await desk.stores.feedback.add(said)
    await desk.close()


async def book(desk: Desk, number: int, *, at: datetime) -> None:
    words = "same" if number > 2 else f"w{number}"
    asked = replace(shape(), fingerprint=words)
    entry = ledger_entry(id=f"led_{number}", decision_id=f"dec_{number}", at=at)
    record = decision_record(id=f"dec_{number}", on=facts(asked=asked))
    await desk.stores.ledger.append(entry, record)


def columns(file: Path) -> dict[str, list[object]]:
    table: dict[str, list[object]] = pyarrow.parquet.read_table(file).to_pydict()
    return table


def test_what_has_its_text_is_written_as_adapt_reads_it(database: Path, tmp_path: Path) -> None:
    file = tmp_path / "outcomes.parquet"

    shown = call("outcomes", "export", file, "--database", database)

    outcomes = load_outcomes(file)
    assert (outcomes.prompts, outcomes.groups) == (("Sort these",), ("drafting",))
    assert outcomes.models == ("large", "small")
    assert outcomes.scores.tolist() == [[1.0, 1.0]]
    assert outcomes.costs_usd.tolist() == [[0.5, 0.25]]
    assert columns(file)["source"] == ["audit_exact", "audit_exact"]
    assert shown.stdout.startswith("2 judgements written to ")
    assert file.stat().st_mode & 0o077 == 0


def test_what_is_lost_without_the_text_is_said(database: Path, tmp_path: Path) -> None:
    shown = call("outcomes", "export", tmp_path / "o.parquet", "--database", database)

    assert "1 of 3 judgements are left out: their text was not kept" in shown.stderr
    assert "`tierwise adapt` cannot use them" in shown.stderr


def test_features_stand_in_for_texts_of_all_judgements(database: Path, tmp_path: Path) -> None:
    file = tmp_path / "features.parquet"

    shown = call("outcomes", "export", file, "--features", "--database", database)

    written = columns(file)
    assert written["decision_id"] == ["dec_2", "dec_1", "dec_1"]
    assert written["source"] == ["feedback", "audit_exact", "audit_exact"]
    assert written["feature_words"] == [12.0] * 3
    assert written["task"] == ["drafting"] * 3
    assert "prompt" not in written
    assert shown.stderr == ""


def test_signals_are_derived_once_and_exported_only_when_asked_for(
    database: Path, tmp_path: Path
) -> None:
    for new in (1, 0):
        shown = call("outcomes", "signals", "--database", database)
        assert shown.stdout == f"escalation: 0 new\nregeneration: {new} new\n"
    exported = {}
    for flags in ((), ("--weak",)):
        file = tmp_path / f"{len(flags)}.parquet"
        call("outcomes", "export", file, "--features", *flags, "--database", database)
        exported[flags] = columns(file)["source"]

    assert "regeneration" not in exported[()]
    assert exported[("--weak",)] == [*exported[()], "regeneration"]


def test_where_nothing_was_judged_it_says_how_it_would_be(tmp_path: Path) -> None:
    new = ("--database", tmp_path / "new.db")
    call("keys", "create", "laptop", *new)

    with pytest.raises(InvalidRequest, match="TIERWISE_AUDIT_SHARE"):
        call("outcomes", "export", tmp_path / "o.parquet", *new)
    assert not (tmp_path / "o.parquet").exists()


def test_a_file_that_cannot_be_written_is_told(database: Path) -> None:
    with pytest.raises(InvalidRequest, match="cannot be written"):
        call("outcomes", "export", database.parent / "no" / "o.parquet", "--database", database)

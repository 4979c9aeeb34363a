"""Tests of `router.services.replay_decisions`."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from classifier.scale import LocalProcesses
from router.core.errors import DecisionNotFound, InvalidRequest
from router.core.traffic import AUDIT_CALLER
from router.services.replay_decisions import ReplayDecisions, Replays
from tests import factories
from tests.adapters.storage.sqlite.opening import opened
from tests.factories import NOON
from tests.services.history import asked, remember

EVER = (NOON, NOON + timedelta(hours=1))
BOOK = factories.rulebook()
FACTS = [asked(who=factories.caller(team=team)) for team in ("pay", "search") * 20]


async def service(**versions: str) -> ReplayDecisions:
    stores = await remember(FACTS, BOOK)
    record = replace(factories.decision_record(id="dec_odd"), **versions)  # type: ignore[arg-type]
    entry = factories.ledger_entry(id="led_odd", decision_id="dec_odd")
    await stores.ledger.append(entry, record)
    return ReplayDecisions(history=stores.history, past=stores.past)


async def test_what_was_decided_comes_out_the_same_and_what_was_tampered_with_does_not() -> None:
    found = (await service()).all(*EVER)
    assert (found.identical, found.differing) == (len(FACTS), 1)
    (odd,) = found.shown
    assert odd.decision_id == "dec_odd"
    assert not found.is_proven


async def test_decisions_of_versions_that_are_not_kept_are_told_and_prove_nothing() -> None:
    found = (await service(policy_version="lost@1")).all(*EVER)
    assert found.unknown == {("lost@1", "cat-1"): 1}
    assert (found.identical, found.differing, found.is_proven) == (len(FACTS), 0, False)


async def test_one_decision_is_replayed_by_its_id() -> None:
    replays = await service()
    assert replays.one("dec_0").is_identical
    assert not replays.one("dec_odd").is_identical
    with pytest.raises(DecisionNotFound, match="dec_none"):
        replays.one("dec_none")


async def test_audits_follow_their_own_rule_and_are_left_out() -> None:
    stores = await remember([factories.facts(who=AUDIT_CALLER)], BOOK)
    replays = ReplayDecisions(history=stores.history, past=stores.past)
    found = replays.all(*EVER)
    assert (found.audits, found.identical, found.is_proven) == (1, 0, True)
    with pytest.raises(InvalidRequest, match="call of an audit"):
        replays.one("dec_0")


async def test_in_pieces_and_other_processes_the_same_is_found(tmp_path: Path) -> None:
    stores = await remember(FACTS, BOOK, stores=opened(tmp_path / "ledger.db"))
    replays = ReplayDecisions(history=stores.history, past=stores.past)
    whole = replays.all(*EVER)
    in_pieces = replace(replays, piece=9)
    assert in_pieces.all(*EVER, workers=LocalProcesses(2)) == whole
    assert whole.identical == len(FACTS)
    await stores.close()


async def test_few_of_those_that_differ_are_shown_and_all_are_counted() -> None:
    odd = (await service()).one("dec_odd")
    whole = Replays()
    for _ in range(3):
        piece = Replays()
        for _ in range(70):
            piece.add(odd)
        whole.merge(piece)
    assert whole.differing == 210
    assert len(whole.shown) == 100

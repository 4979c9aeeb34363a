"""Tests of `router.core.weak_signals`."""

from dataclasses import replace
from datetime import timedelta

import pytest

from router.core.caller import UNASSIGNED
from router.core.ledger import Outcome
from router.core.outcome_row import OutcomeRow, OutcomeSource
from router.core.tier import Tier
from router.core.traffic import ServedRequest
from router.core.weak_signals import MOST_IN_A_CHAIN, WINDOW, weak_signals
from tests.factories import NOON, caller, facts, ledger_entry, shape

MUCH_LATER = NOON + timedelta(days=1)
MINUTE = timedelta(minutes=1)


def asked(
    number: int,
    *,
    after: timedelta = timedelta(0),
    words: str | None = "w1",
    conversation: str | None = None,
    turns: int = 1,
    model: str = "auto",
    tier: Tier = Tier.ECONOMY,
    user: str = "ada",
    environment: str = "prod",
    outcome: Outcome = Outcome.COMPLETED,
) -> ServedRequest:
    who = caller(user=user, environment=environment)
    entry = ledger_entry(
        id=f"led_{number}", decision_id=f"dec_{number}", at=NOON + after, who=who, outcome=outcome
    )
    request = replace(
        shape(requested_model=model),
        fingerprint=words,
        conversation_id=conversation,
        turns=turns,
    )
    return ServedRequest(entry=replace(entry, tier=tier), facts=facts(who=who, asked=request))


def signals(*served: ServedRequest, spoken_of: frozenset[str] = frozenset()) -> list[OutcomeRow]:
    return weak_signals(served, spoken_of=spoken_of, now=MUCH_LATER)


def sources(*served: ServedRequest) -> dict[str, OutcomeSource]:
    return {row.decision_id: row.source for row in signals(*served)}


def test_the_same_asked_again_within_minutes_is_a_regeneration_of_the_first_answer() -> None:
    (row,) = signals(asked(1), asked(2, after=MINUTE))

    assert (row.decision_id, row.source) == ("dec_1", OutcomeSource.REGENERATION)
    assert (row.score, row.weight, row.deployment) == (0.0, 0.2, "small")
    assert row.cost_usd == asked(1).entry.cost_usd
    assert row.at == NOON + MINUTE


@pytest.mark.parametrize(
    "again",
    [
        asked(2, after=WINDOW + timedelta(microseconds=1)),
        asked(2, after=MINUTE, words="w2"),
        asked(2, after=MINUTE, user="eve"),
        asked(2, after=MINUTE, words=None),
    ],
    ids=["later", "other words", "somebody else", "no words"],
)
def test_anything_else_is_no_repetition(again: ServedRequest) -> None:
    assert signals(asked(1), again) == []


def test_the_same_turn_of_a_conversation_counts_whatever_its_words() -> None:
    first = asked(1, conversation="c1", turns=2, words="w1")
    again = asked(2, conversation="c1", turns=2, words="w2", after=MINUTE)
    further = asked(3, conversation="c1", turns=3, words="w3", after=2 * MINUTE)
    elsewhere = asked(4, conversation="c2", turns=3, words="w4", after=2 * MINUTE)

    assert sources(first, again, further, elsewhere) == {"dec_1": OutcomeSource.REGENERATION}


def test_asking_a_dearer_model_by_name_is_an_escalation() -> None:
    again = asked(2, after=MINUTE, model="premium", tier=Tier.PREMIUM)

    assert sources(asked(1), again) == {"dec_1": OutcomeSource.ESCALATION}


@pytest.mark.parametrize(
    "again",
    [
        asked(2, after=MINUTE, model="auto", tier=Tier.PREMIUM),
        asked(2, after=MINUTE, model="economy", tier=Tier.ECONOMY),
    ],
    ids=["policy chose it", "no dearer"],
)
def test_where_the_caller_asked_for_nothing_dearer_it_is_a_regeneration(
    again: ServedRequest,
) -> None:
    assert sources(asked(1), again) == {"dec_1": OutcomeSource.REGENERATION}


def test_an_answer_has_one_signal_and_the_escalation_is_it() -> None:
    first = asked(1, conversation="c1")
    same_turn = asked(2, conversation="c1", words="w2", after=MINUTE)
    same_words = asked(3, after=2 * MINUTE, model="premium", tier=Tier.PREMIUM)

    assert sources(first, same_turn, same_words)["dec_1"] is OutcomeSource.ESCALATION


def test_each_answer_of_a_chain_but_the_last_has_one() -> None:
    chain = [asked(number, after=number * MINUTE) for number in range(3)]

    assert list(sources(*reversed(chain))) == ["dec_0", "dec_1"]


def test_what_never_stops_asking_is_a_machine() -> None:
    chain = [asked(number, after=number * MINUTE) for number in range(MOST_IN_A_CHAIN + 1)]

    assert signals(*chain) == []
    assert len(signals(*chain[:-1])) == MOST_IN_A_CHAIN - 1


def test_a_chain_that_may_still_grow_is_not_judged_yet() -> None:
    chain = (asked(1), asked(2, after=MINUTE))

    assert weak_signals(chain, spoken_of=set(), now=NOON + MINUTE + WINDOW) == []
    assert weak_signals(chain, spoken_of=set(), now=NOON + 2 * MINUTE + WINDOW) != []


def test_where_somebody_spoke_nothing_is_guessed() -> None:
    chain = (asked(1), asked(2, after=MINUTE), asked(3, after=2 * MINUTE))

    rows = signals(*chain, spoken_of=frozenset({"dec_1"}))

    assert [row.decision_id for row in rows] == ["dec_2"]


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.CANCELLED])
def test_trying_again_after_no_answer_says_nothing(outcome: Outcome) -> None:
    assert signals(asked(1, outcome=outcome), asked(2, after=MINUTE)) == []


def test_ci_repeats_itself_by_nature() -> None:
    repeated = [asked(n, after=n * MINUTE, environment="ci", conversation="c1") for n in (1, 2)]

    assert signals(*repeated) == []


def test_behind_a_key_that_names_nobody_only_conversations_are_told_apart() -> None:
    crowd = [asked(n, after=n * MINUTE, user=UNASSIGNED) for n in (1, 2)]
    talking = [asked(n, after=n * MINUTE, user=UNASSIGNED, conversation="c1") for n in (1, 2)]

    assert signals(*crowd) == []
    assert len(signals(*talking)) == 1


def test_a_guess_about_a_simulated_answer_says_so() -> None:
    first = asked(1)
    simulated = replace(first, entry=replace(first.entry, provider="simulated"))

    (row,) = signals(simulated, asked(2, after=MINUTE))

    assert row.is_simulated

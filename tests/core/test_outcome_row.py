"""Tests of `router.core.outcome_row`."""

from router.core.outcome_row import EVIDENCE_ORDER, WEAK_SOURCES, WEIGHTS, OutcomeSource


def test_every_source_has_a_weight_and_better_evidence_never_weighs_less() -> None:
    weights = [WEIGHTS[source] for source in EVIDENCE_ORDER]

    assert set(WEIGHTS) == set(OutcomeSource)
    assert weights == sorted(weights, reverse=True)
    assert min(weights) > 0


def test_guesses_weigh_less_than_all_that_was_said_or_compared() -> None:
    strong = [WEIGHTS[source] for source in OutcomeSource if source not in WEAK_SOURCES]

    assert max(WEIGHTS[source] for source in WEAK_SOURCES) < min(strong) / 2

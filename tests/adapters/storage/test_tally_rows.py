"""Tests of `router.adapters.storage.tally_rows`. Its queries are run by tests/contracts."""

from dataclasses import astuple

from router.adapters.storage.tally_rows import Dialect, tally_from_row, tally_query
from router.core.rollout.limit import Metric
from router.core.rollout.tally import FAILURE_CODES, REFUSAL_CODES

DIALECT = Dialect(
    place=":P",
    is_among="among({})",
    truth="truth({})",
    total="total({})",
    lot="lot_of(d.facts)",
)


def test_the_query_is_written_in_the_dialect_throughout() -> None:
    query = tally_query(DIALECT, equals="<>")

    assert query.count(":P") == 5
    assert "e.policy_version <> :P" in query
    assert "among(e.team)" in query
    assert "lot_of(d.facts)" in query
    assert "total(n3 * y3)" in query


def test_the_codes_are_those_of_the_core() -> None:
    query = tally_query(DIALECT, equals="=")

    assert all(f"'{code}'" in query for code in (*FAILURE_CODES, *REFUSAL_CODES))


def test_each_metric_gets_its_own_sums() -> None:
    tally = tally_from_row([7, *range(24)])

    assert tally.requests == 7
    assert astuple(tally.of(Metric.COST)) == (0, 1, 2, 3, 4, 5)
    assert astuple(tally.of(Metric.BAD_FEEDBACK)) == (18, 19, 20, 21, 22, 23)
    assert set(tally.sums) == set(Metric)

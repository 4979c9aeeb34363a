"""Tests of `router.adapters.storage.deposit_rows`."""

from router.adapters.storage.deposit_rows import DepositQueries, deposit_from_row, deposit_to_row
from tests.contracts.test_deposits import BATCH, FILE


def test_a_row_is_read_as_it_was_written() -> None:
    for one in (FILE, BATCH):
        assert deposit_from_row(deposit_to_row(one)) == one


def test_statements_have_a_mark_for_each_value() -> None:
    assert DepositQueries("%s").put.count("%s") == len(deposit_to_row(FILE))

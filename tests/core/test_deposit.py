"""Tests of `router.core.deposit`."""

from router.core.deposit import DepositKind
from tests.contracts.test_deposits import BATCH, FILE


def test_only_a_batch_is_open_and_has_a_decision() -> None:
    assert (FILE.kind, FILE.is_open, FILE.decision_id) == (DepositKind.FILE, False, None)
    assert (BATCH.kind, BATCH.is_open, BATCH.decision_id) == (DepositKind.BATCH, True, "dec_1")

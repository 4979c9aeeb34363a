"""Tests of `router.adapters.storage.served_rows`. The query is run by tests/contracts."""

from router.adapters.storage.rows import rows_of
from router.adapters.storage.served_rows import SERVED, served_chats
from router.core.deployment import Kind
from router.core.traffic import AUDIT_CALLER
from tests import factories


def row(kind: Kind) -> tuple[object, ...]:
    on = factories.facts(asked=factories.shape(kind=kind))
    entry, decision = rows_of(factories.ledger_entry(), factories.decision_record(on=on))
    return (*entry, decision.facts)


def test_chats_are_shown_and_embeddings_are_not() -> None:
    (served,) = served_chats([row(Kind.EMBEDDING), row(Kind.CHAT)])

    assert served.entry == factories.ledger_entry()
    assert served.facts.request.kind is Kind.CHAT


def test_audits_are_left_out_by_the_query() -> None:
    assert f"<> '{AUDIT_CALLER.key_id}'" in SERVED

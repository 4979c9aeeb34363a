"""Tests of `router.core.plan.comparison`."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.catalog import Catalog
from router.core.facts import Facts
from router.core.history import Recorded
from router.core.ledger import Outcome
from router.core.plan.comparison import Comparer, Comparison
from router.core.plan.sample import Sample
from router.core.plan.side import Side
from router.core.plan.tally import grouped
from router.core.policy import Policy
from router.core.routing import Rulebook
from router.core.tier import Tier
from router.core.traffic import AUDIT_CALLER
from router.core.usage import Usage
from tests import factories, strategies
from tests.core.plan.recording import asked, recorded

OLD = factories.rulebook()
NEW = factories.rulebook(
    factories.policy({"when": {"team": "search"}, "then": {"tier": "economy"}})
)


def compare(*history: Recorded, old: Rulebook = OLD, new: Rulebook = NEW) -> Comparison:
    return Comparer(old, new, sample=5).compare(history)


@given(
    old=strategies.policies(),
    new=strategies.policies(),
    catalog=strategies.catalogs(),
    known=strategies.generated_facts(),
)
def test_what_is_not_decided_twice_would_have_come_out_the_same(
    old: Policy, new: Policy, catalog: Catalog, known: Facts
) -> None:
    before, after = factories.rulebook(old, of=catalog), factories.rulebook(new, of=catalog)
    kept = recorded(known, before)
    found = compare(kept, old=before, new=after)
    (sums,) = (group.sums for group in grouped(found.cells))
    first, second = Side(before).judge(kept), Side(after, booked_at=catalog).judge(kept)
    assert (sums.old_nanos, sums.new_nanos) == (first.cost_nanos, second.cost_nanos)
    assert sums.changed == (first.route != second.route)
    assert sums.cut_off == second.is_cut_off


@given(book=strategies.rulebooks(), known=strategies.generated_facts(), usage=strategies.usages())
def test_the_policy_that_decided_costs_what_is_booked_to_the_nano_dollar(
    book: Rulebook, known: Facts, usage: Usage
) -> None:
    kept = recorded(known, book, usage=usage)
    found = compare(kept, old=book, new=book)
    (sums,) = (group.sums for group in grouped(found.cells))
    assert sums.old_nanos == sums.new_nanos == found.booked_nanos == kept.booked_nanos
    assert (sums.changed, found.as_decided) == (0, 1)
    assert found.clusters.cost_nanos().total == 0


def test_a_changed_request_is_counted_priced_and_shown() -> None:
    found = compare(recorded(id="dec_1"), recorded(asked(who=factories.caller(team="pay"))))
    (whole,) = grouped(found.cells)
    assert (whole.sums.requests, whole.sums.changed, whole.lower) == (2, 1, 1)
    assert found.clusters.cost_nanos().total == whole.cost_nanos < 0
    (shown,) = found.sample
    assert (shown.old.deployment, shown.new.deployment) == ("middle", "small")
    assert found.as_decided == 2


def test_calls_of_audits_are_paid_for_and_decided_by_no_policy() -> None:
    audit = recorded(factories.facts(who=AUDIT_CALLER))
    found = compare(audit, recorded())
    assert (found.audits, found.audit_nanos) == (1, audit.booked_nanos)
    assert found.booked_nanos == 2 * audit.booked_nanos
    assert sum(group.sums.requests for group in grouped(found.cells)) == 1


def test_failed_calls_and_facts_that_were_not_recorded_are_counted() -> None:
    german = factories.policy({"when": {"language": "de"}, "then": {"tier": "premium"}})
    failed = recorded(usage=Usage(), outcome=Outcome.FAILED)
    found = compare(failed, recorded(), new=factories.rulebook(german))
    assert found.failed == 1
    assert found.missing == {"language": 2}


def test_requests_of_one_conversation_are_one_cluster_within_their_key() -> None:
    by_caller = factories.shape()
    own = replace(by_caller, conversation_id="c1")
    other_key = replace(factories.caller(), key_id="key_2")
    found = compare(
        recorded(asked(thread="t1")),
        recorded(asked(thread="t1")),
        recorded(asked(shape=own)),
        recorded(asked(shape=own, who=other_key)),
        recorded(),
        recorded(),
    )
    assert found.clusters.cost_nanos().clusters == 5


def test_a_comparison_knows_the_time_that_it_covers() -> None:
    later = replace(factories.facts(), at=factories.NOON.replace(hour=15))
    found = compare(recorded(later), recorded())
    assert (found.first_at, found.last_at) == (factories.NOON, later.at)
    nothing = Comparison(sample=Sample(1))
    nothing.merge(found)
    assert (nothing.first_at, nothing.last_at) == (factories.NOON, later.at)


@given(tiers=st.lists(st.sampled_from(Tier), min_size=1, max_size=8), place=st.integers(0, 8))
def test_pieces_merge_into_the_whole(tiers: list[Tier], place: int) -> None:
    history = [
        recorded(
            asked(shape=factories.shape(requested_model=tier.value), thread=f"t{number % 3}"),
            id=f"dec_{number}",
        )
        for number, tier in enumerate(tiers)
    ]
    merged = compare(*history[:place])
    merged.merge(compare(*history[place:]))
    whole = compare(*history)
    assert merged.cells.keys() == whole.cells.keys()
    for cell, tally in whole.cells.items():
        for name in ("requests", "changed", "old_nanos", "new_nanos", "known"):
            assert getattr(merged.cells[cell], name) == getattr(tally, name)
        assert merged.cells[cell].new_good == pytest.approx(tally.new_good)
    assert merged.clusters.cost_nanos() == whole.clusters.cost_nanos()
    assert list(merged.sample) == list(whole.sample)
    assert (merged.booked_nanos, merged.as_decided) == (whole.booked_nanos, whole.as_decided)

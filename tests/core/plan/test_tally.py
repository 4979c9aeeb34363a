"""Tests of `router.core.plan.tally`."""

from hypothesis import given
from hypothesis import strategies as st

from router.core.plan.side import Verdict
from router.core.plan.tally import Cell, Dimension, Tally, grouped, transitions
from router.core.tier import Tier
from tests import factories
from tests.core.plan.recording import asked

LOW = Verdict("small", Tier.ECONOMY, "r", None, 10, p_good=0.5)
HIGH = Verdict("large", Tier.PREMIUM, "r", None, 30, p_good=0.9)
NO = Verdict(None, None, None, "policy_denied")
VERDICTS = st.sampled_from([LOW, HIGH, NO])


def cells_of(*requests: tuple[str, Verdict, Verdict]) -> dict[Cell, Tally]:
    found: dict[Cell, Tally] = {}
    for team, old, new in requests:
        cell = Cell.of(asked(who=factories.caller(team=team)), old=old, new=new)
        found.setdefault(cell, Tally()).add(old, new)
    return found


def test_a_group_says_what_changes_for_it() -> None:
    cells = cells_of(
        ("a", LOW, HIGH), ("a", LOW, LOW), ("a", HIGH, LOW), ("a", HIGH, NO), ("a", NO, LOW)
    )
    (group,) = grouped(cells, Dimension.TEAM)
    sums = group.sums
    assert (group.name, sums.requests, sums.changed) == ("a", 5, 4)
    assert (group.lower, group.higher) == (1, 1)
    assert (group.newly_refused, group.newly_served) == (1, 1)
    assert (sums.old_nanos, sums.new_nanos, group.cost_nanos) == (80, 60, -20)
    assert group.worse == 2 / 5


def test_quality_is_compared_only_where_both_sides_are_known() -> None:
    (group,) = grouped(cells_of(("a", LOW, HIGH), ("a", HIGH, NO), ("a", LOW, LOW)))
    assert group.sums.known == 2
    assert group.quality is not None
    assert abs(group.quality - 0.2) < 1e-12
    (unknown,) = grouped(cells_of(("a", LOW, NO)))
    assert unknown.quality is None


def test_groups_come_with_most_requests_first_then_by_name() -> None:
    cells = cells_of(("b", LOW, LOW), ("c", LOW, LOW), ("a", LOW, LOW), ("c", LOW, HIGH))
    assert [group.name for group in grouped(cells, Dimension.TEAM)] == ["c", "a", "b"]


def test_labels_of_an_abstaining_classifier_are_no_labels() -> None:
    known = asked(said=factories.assessment(is_abstained=True))
    cell = Cell.of(known, old=LOW, new=NO)
    assert (cell.task, cell.priority) == ("unsure", "unsure")
    assert (cell.tier, cell.new_tier) == ("economy", "refused")


def test_ways_from_tier_to_tier_are_counted() -> None:
    cells = cells_of(("a", LOW, HIGH), ("b", LOW, HIGH), ("b", HIGH, NO))
    assert transitions(cells) == {("economy", "premium"): 2, ("premium", "refused"): 1}


def test_persons_are_no_dimension() -> None:
    assert not {"user", "key"} & {dimension.value for dimension in Dimension}


@given(
    requests=st.lists(st.tuples(st.sampled_from("abc"), VERDICTS, VERDICTS), max_size=30),
    by=st.sampled_from(Dimension),
)
def test_along_any_dimension_the_groups_add_up_to_the_whole(
    requests: list[tuple[str, Verdict, Verdict]], by: Dimension
) -> None:
    cells = cells_of(*requests)
    for name in ("requests", "changed", "old_nanos", "new_nanos", "known"):
        whole = sum(getattr(group.sums, name) for group in grouped(cells))
        assert sum(getattr(group.sums, name) for group in grouped(cells, by)) == whole
    assert sum(transitions(cells).values()) == len(requests)


@given(
    requests=st.lists(st.tuples(st.just("a"), VERDICTS, VERDICTS), min_size=2, max_size=9),
    place=st.integers(0, 9),
)
def test_tallies_of_two_pieces_merge_into_that_of_both(
    requests: list[tuple[str, Verdict, Verdict]], place: int
) -> None:
    def tally(some: list[tuple[str, Verdict, Verdict]]) -> Tally:
        found = Tally()
        for _, old, new in some:
            found.add(old, new)
        return found

    merged = tally(requests[:place])
    merged.merge(tally(requests[place:]))
    whole = tally(requests)
    assert (merged.requests, merged.old_nanos) == (whole.requests, whole.old_nanos)
    assert abs(merged.new_good - whole.new_good) < 1e-9

"""Tests of `router.core.plan.sample`."""

from hypothesis import given
from hypothesis import strategies as st

from router.core.plan.sample import Changed, Sample
from router.core.plan.side import Verdict
from router.core.tier import Tier
from tests import factories
from tests.core.plan.recording import asked, recorded

OLD = Verdict("small", Tier.ECONOMY, "r1", None, 10)
NEW = Verdict("large", Tier.PREMIUM, "r2", None, 30)


def sample_of(ids: list[str], *, size: int) -> Sample:
    found = Sample(size)
    for id_ in ids:
        found.offer(recorded(id=id_), old=OLD, new=NEW)
    return found


def drawn(sample: Sample) -> list[str]:
    return [one.decision_id for one in sample]


def test_what_is_shown_holds_no_person() -> None:
    (one,) = sample_of(["dec_1"], size=3)
    assert isinstance(one, Changed)
    assert (one.team, one.task, one.priority) == ("search", "drafting", "normal")
    assert (one.input_tokens, one.output_tokens) == (1_000, 200)
    assert (one.old, one.new) == (OLD, NEW)
    assert "ada" not in repr(one)


def test_labels_that_are_unsure_are_told_as_unsure() -> None:
    found = Sample(1)
    known = asked(said=factories.assessment(is_abstained=True))
    found.offer(recorded(known), old=OLD, new=NEW)
    assert [(one.task, one.priority) for one in found] == [("unsure", "unsure")]


def test_an_empty_sample_stays_empty() -> None:
    assert drawn(sample_of(["dec_1", "dec_2"], size=0)) == []


@given(
    ids=st.lists(st.integers(0, 999).map("dec_{}".format), unique=True, max_size=40),
    size=st.integers(1, 10),
    place=st.integers(0, 40),
    data=st.data(),
)
def test_in_any_order_and_division_the_same_are_drawn(
    ids: list[str], size: int, place: int, data: st.DataObject
) -> None:
    whole = sample_of(ids, size=size)
    other = data.draw(st.permutations(ids))
    merged = sample_of(other[:place], size=size)
    merged.merge(sample_of(other[place:], size=size))
    assert drawn(merged) == drawn(whole)
    assert len(drawn(whole)) == min(size, len(ids))

"""Tests of `router.core.behaviour.tally`."""

from router.core.behaviour.asked import BehaviourBy
from router.core.behaviour.tally import Tallies, merged
from tests.core.behaviour.asking import DAY_US, asked


def test_a_request_of_several_kinds_is_wasted_once() -> None:
    tallies = Tallies(BehaviourBy.TEAM, scores={"dec_2": 0.0})

    tallies.add([asked(), asked(decision_id="dec_2", economy_nanos=400, is_cut=True)])

    found = tallies.groups["search"]
    kinds = ("trivial_on_premium", "repeated", "regenerated", "unused", "rejected")
    assert found.of_kind == dict.fromkeys(kinds, 1)
    assert found.saved_nanos["trivial_on_premium"] == 600
    assert (found.spent_nanos, found.wasted_nanos, found.rejected_nanos) == (2_000, 1_000, 0)


def test_rejected_answers_are_added_apart() -> None:
    tallies = Tallies(BehaviourBy.TEAM, scores={"dec_1": 0.2})
    tallies.add([asked(economy_nanos=400)])

    found = tallies.groups["search"]
    assert (found.wasted_nanos, found.rejected_nanos) == (600, 400)
    assert (found.judged, found.accepted, found.judges) == (1, 0, {"ada"})


def test_with_a_team_only_its_requests_are_counted() -> None:
    tallies = Tallies(BehaviourBy.TASK, scores={}, team="search")
    tallies.add([asked(), asked(team="pay"), asked(task="coding", at_us=2 * DAY_US)])

    assert {name: tally.requests for name, tally in tallies.groups.items()} == {
        "drafting": 1,
        "coding": 1,
    }


def test_programs_are_counted_and_are_nobody() -> None:
    tallies = Tallies(BehaviourBy.TEAM, scores={"dec_1": 1.0})
    tallies.add([asked(person=None)])

    found = tallies.groups["search"]
    assert (found.requests, found.people, found.judges, found.accepted) == (1, set(), set(), 1)


def test_merged_groups_add_up_and_count_each_person_once() -> None:
    tallies = Tallies(BehaviourBy.TEAM, scores={"dec_1": 1.0})
    tallies.add([asked(), asked(team="pay", economy_nanos=0), asked(team="pay", person="bob")])

    whole = merged(list(tallies.groups.values()))

    assert whole.people == {"ada", "bob"}
    assert (whole.requests, whole.spent_nanos, whole.judged, whole.accepted) == (3, 3_000, 3, 3)
    assert whole.saved_nanos["trivial_on_premium"] == 1_000
    assert whole.wasted_nanos == 2_000

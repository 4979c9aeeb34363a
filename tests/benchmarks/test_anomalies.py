"""Tests of `benchmarks.anomalies`: are its traces repeatable and its scores right?"""

from itertools import islice
from pathlib import Path

import pytest

from benchmarks.anomalies.company import Company, Sizes
from benchmarks.anomalies.judges import Raised
from benchmarks.anomalies.nab import alarms_in, judge_folder, read_folder, write_example
from benchmarks.anomalies.request import Label
from benchmarks.anomalies.scoring import Score, opened, score
from benchmarks.anomalies.summary import by_kind, poisson, summary, wilson
from router.core.caller import Caller
from router.core.finding import Subject, SubjectKind

_CALLER = Caller(key_id="key-1", user="mira", team="search")
_KEY = Subject(SubjectKind.KEY, "key-1")
_LABEL = Label(kind="runaway_fast", caller=_CALLER, since_s=1000, until_s=2000)
_SMALL = Sizes(people=12, of_each=1, days=2)


def _raised(at_s: float, *, subject: Subject = _KEY, kind: str = "burst") -> Raised:
    return Raised(at_s=at_s, subject=subject, kind=kind)


def _scored(*raised: Raised) -> Score:
    paid = {0: [(1005.0, 0.5), (1020.0, 0.25), (1500.0, 9.0)]}
    return score(opened(raised), [_LABEL], paid=paid, user_days=1000)


def test_the_same_seed_makes_the_same_trace() -> None:
    first, again, other = (
        list(islice((event for day in Company(seed, _SMALL).days() for event in day), 300))
        for seed in (7, 7, 8)
    )
    assert first == again
    assert first != other


def test_a_day_is_in_order_of_time() -> None:
    moments = [event.at_s for event in next(Company(7, _SMALL).days())]

    assert len(moments) > 500
    assert moments == sorted(moments)


def test_each_kind_is_planted_in_another_person_after_two_weeks() -> None:
    company = Company(7, Sizes(people=12, of_each=1))

    assert len({label.kind for label in company.labels}) == 9
    assert len({label.caller.key_id for label in company.labels}) == 9
    assert all(label.since_s > company.begins_s + 14 * 86_400 for label in company.labels)


def test_alarms_that_follow_each_other_are_one_finding() -> None:
    findings = opened([_raised(0), _raised(1700), _raised(3400), _raised(9000)])

    assert [(each.at_s, each.last_s) for each in findings] == [(0, 3400), (9000, 9000)]


def test_delay_and_loss_are_those_until_the_first_alarm() -> None:
    (found,) = _scored(_raised(1030), _raised(1600, kind="loop")).anomalies

    assert (found.delay_s, found.lost_usd, found.by) == (30, 0.75, "burst")


@pytest.mark.parametrize(
    ("raised", "false"),
    [
        (_raised(1030, subject=Subject(SubjectKind.TEAM, "search")), 0),
        (_raised(2100), 0),
        (_raised(999), 1),
        (_raised(3900), 1),
        (_raised(1030, subject=Subject(SubjectKind.KEY, "key-2")), 1),
    ],
    ids=["its team", "just after", "before", "long after", "somebody else"],
)
def test_a_finding_is_true_of_whom_and_when_it_was_planted(raised: Raised, false: int) -> None:
    assert len(_scored(raised).false_findings) == false


def test_a_summary_counts_all_traces() -> None:
    both = summary([_scored(_raised(1030)), _scored(_raised(9000))])

    assert (both.planted, both.found, both.true_findings, both.false_findings) == (2, 1, 1, 1)
    assert both.false_per_1000.value == 0.5
    assert both.in_aim == 0.5
    assert both.f1 == 0.5
    assert list(by_kind([_scored()])) == ["runaway_fast"]


def test_intervals_are_those_of_the_books() -> None:
    share, rate = wilson(8, 10), poisson(0, 2.0)

    assert (share.low, share.high) == pytest.approx((0.4902, 0.9433), abs=1e-3)
    assert (rate.low, rate.high) == pytest.approx((0.0, 1.8444), abs=1e-3)


def test_a_folder_in_the_format_of_nab_is_read_and_its_windows_found(tmp_path: Path) -> None:
    write_example(tmp_path, seed=1)

    (series,) = read_folder(tmp_path)
    alarms = alarms_in(series)
    assert len(series.points) == 21 * 288
    assert all(any(begin <= at <= end for at in alarms) for begin, end in series.windows)
    assert list(judge_folder(tmp_path)) == [
        "NAB example.csv: 2 of 2 windows found, alarms in 0 hours outside, 6048 points"
    ]

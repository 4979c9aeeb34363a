"""Tests of `router.cli.policy.plan_page`."""

from io import StringIO

from rich.console import Console

from router.cli.policy.page import Page, Table, print_page
from router.cli.policy.plan_page import plan_page
from router.core.ledger import Outcome
from router.core.plan.verdicts import crossings, plan_limit
from router.core.traffic import AUDIT_CALLER
from router.core.usage import Usage
from tests import factories
from tests.core.plan.planning import CHEAP, DENIES, OLD, plan_of, some
from tests.core.plan.recording import recorded


def table(page: Page, title: str) -> Table:
    return next(one for one in page.tables if one.title.startswith(title))


def test_the_summary_has_exact_amounts_and_signed_differences() -> None:
    plan = plan_of(*some(40, difficulty=0.0), *some(2, team="pay"), new=CHEAP)
    page = plan_page(plan, crossings(plan, [plan_limit("cost > 5%")]), most_rows=9)
    rows = {row[0]: row[1:] for row in table(page, "What changes").rows}
    assert rows["cost in USD"] == ("0.0756", "0.00756", "-0.0680 (-90.0%)", "-0.0680 to -0.0680")
    assert rows["a lower tier"][2] == "42 (100%)"
    assert rows["mean P(good)"][2] == "-9.58 points"
    assert page.verdicts == [(True, "cost > 5%: kept, it is -90.00%")]


def test_groups_beyond_the_limit_are_left_out_and_told() -> None:
    history = [one for number in range(5) for one in some(number + 1, team=f"t{number}")]
    teams = table(plan_page(plan_of(*history), (), most_rows=3), "By team")
    assert teams.title == "By team, the 3 of 5 with most requests"
    assert [row[0] for row in teams.rows] == ["t4", "t3", "t2"]


def test_ways_between_tiers_stand_in_a_matrix_with_refusals() -> None:
    page = plan_page(plan_of(*some(3), *some(2, team="pay"), new=DENIES), (), most_rows=9)
    matrix = table(page, "From tier")
    assert list(matrix.columns) == ["", "economy", "standard", "premium", "refused"]
    assert list(matrix.rows) == [("standard", "", "3", "", "2")]


def test_a_changed_request_is_shown_with_both_routes_and_without_a_person() -> None:
    page = plan_page(plan_of(*some(1, team="pay"), new=DENIES), (), most_rows=9)
    assert list(table(page, "1 of 1").rows) == [
        ("dec_pay_0", "middle by default", "0.001800"),
        ("pay, drafting, normal, 1,000+200", "policy_denied", "0.00"),
    ]
    assert "ada" not in repr(page)


def test_what_is_not_in_the_figures_is_told_in_notes() -> None:
    failed = recorded(usage=Usage(), outcome=Outcome.FAILED)
    audit = recorded(factories.facts(who=AUDIT_CALLER))
    plan = plan_of(failed, audit, *some(1), old=CHEAP, new=OLD)
    notes = " ".join(plan_page(plan, (), most_rows=9).notes)
    for expected in (
        "1 request that failed at the provider",
        "1 call of audits, for 0.0018 USD",
        "The old policy decides 0 of 2 requests as they were decided",
        "P(good) of 2 requests rests on the difficulty that is usual",
        "Answers are taken to be as long as they were",
    ):
        assert expected in notes
    refused_then = plan_of(
        *(recorded(one.decision.facts, DENIES) for one in some(2, team="pay")), old=DENIES, new=OLD
    )
    assert "2 requests refused then" in " ".join(plan_page(refused_then, (), most_rows=9).notes)


def test_over_nothing_there_is_a_sentence_and_no_table() -> None:
    page = plan_page(plan_of(), (), most_rows=9)
    assert list(page.lead) == ["Nothing was asked between 2026-11-20 and 2026-11-20."]
    assert list(page.tables) == []


def test_all_of_it_fits_into_eighty_columns() -> None:
    console = Console(file=StringIO(), width=80)
    plan = plan_of(*some(40, difficulty=0.0, team="a-team-with-quite-a-long-name"), new=CHEAP)
    print_page(plan_page(plan, (), most_rows=9), console)
    assert isinstance(console.file, StringIO)
    shown = console.file.getvalue()
    assert "drafting" in shown
    assert all(len(line) <= 80 for line in shown.splitlines())

"""Tests of `router.adapters.storage.finding_rows`."""

from dataclasses import replace

from router.adapters.storage.finding_rows import FindingQueries, factor_key, from_row, to_row
from router.core.finding import Subject, SubjectKind
from router.ports.findings import FactorName, WantedFindings
from tests.contracts.test_findings import KEY, finding
from tests.factories import NOON


def test_a_row_holds_whole_numbers_and_plain_text_and_gives_the_finding_back() -> None:
    whole = replace(finding(), lifted_at=NOON, lifted_by="ada", is_false=True, ended_at=NOON)

    row = to_row(whole)

    assert row.opened_us == 1_763_640_000_000_000 + 31_536_000_000_000
    assert all(isinstance(value, int | str) for value in row)
    assert from_row(row) == whole


def test_what_is_asked_for_becomes_a_parameter_and_never_a_part_of_the_query() -> None:
    odd = "x'; DROP TABLE finding; --"
    query, parameters = FindingQueries("?").latest(
        WantedFindings(kind=odd, team=odd, subject=Subject(SubjectKind.USER, odd)), most=5
    )

    assert odd not in query
    assert parameters == (odd, odd, "user", odd, 5)
    assert query.count("?") == len(parameters)


def test_a_factor_is_named_by_kind_and_subject() -> None:
    assert factor_key(FactorName("burst", KEY)) == ("burst", "key", "key_1")

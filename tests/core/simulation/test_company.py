"""Tests of `router.core.simulation.company`."""

import pytest

from router.core.directory import Directory, EntryKind
from router.core.key import Role
from router.core.simulation.company import ProgramKind, found
from router.core.simulation.persona import PERSONAS


@pytest.mark.parametrize("people", [7, 20, 101, 500])
def test_it_has_as_many_people_as_were_asked_for_and_every_kind_of_work(people: int) -> None:
    company = found(people, seed=1)

    assert len(company.people) == people
    assert {one.persona.name for one in company.people} == {one.name for one in PERSONAS}
    assert {one.kind for one in company.programs} == set(ProgramKind)


def test_the_same_seed_founds_the_same_company() -> None:
    assert found(50, seed=3) == found(50, seed=3)
    assert found(50, seed=3) != found(50, seed=4)


def test_everybody_has_one_key_and_programs_have_service_accounts() -> None:
    company = found(30, seed=1)
    keys = {key.name: key for key in company.issued()}

    assert len(keys) == len(company.people) + len(company.programs)
    assert all(keys[one.key].user == one.name for one in company.people)
    assert all(keys[one.key].service_account == one.name for one in company.programs)


def test_every_team_is_led_by_its_first_and_finance_has_one_who_approves() -> None:
    roles = {one.name: one.role for one in found(200, seed=1).people}

    assert roles["developer-001"] is roles["developer-013"] is Role.TEAM_LEAD
    assert roles["finance-001"] is Role.FINANCE
    assert roles["developer-002"] is Role.MEMBER
    assert {key.role for key in found(30, seed=1).issued()} >= {Role.FINANCE, Role.TEAM_LEAD}


def test_work_with_stakes_has_its_own_projects() -> None:
    projects = {key.project for key in found(30, seed=1).issued()}

    assert {"customer-answers", "legal-advice", "company-accounts"} <= projects


def test_all_teams_stand_in_the_directory_below_departments() -> None:
    company = found(200, seed=1)
    directory = Directory().with_entries(list(company.directory()))

    teams = {entry.id for entry in directory.listed(EntryKind.TEAM)}
    assert teams == {one.team for one in company.people}
    assert directory.teams["developer-1"].department == "engineering"


def test_a_team_sits_at_one_site() -> None:
    hours: dict[str, set[int]] = {}
    for one in found(300, seed=2).people:
        hours.setdefault(one.team, set()).add(one.hours_ahead)

    assert {len(sites) for sites in hours.values()} == {1}

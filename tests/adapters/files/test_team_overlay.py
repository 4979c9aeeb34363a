from pathlib import Path

import pytest

from tests.adapters.files.family import ids, policy_text, read, rule, told, write

BASE = policy_text("base", head="overlays: [{team: pay, file: teams/pay.yaml, may: [tier, cap]}]\n")


def pay(*rules: str, team: str = "pay", base: str = "../base.yaml") -> str:
    return policy_text("pay", *rules, head=f"extends: {base}\nteam: {team}\n")


def test_a_teams_rules_hold_for_the_team_only(tmp_path: Path) -> None:
    both = rule("both", when="team: [pay, law], tools: true")
    write(tmp_path, base=BASE, teams_pay=pay(rule("any", when="any: [{tools: true}]"), both))
    policy = read(tmp_path).policy
    assert policy is not None
    teams = [one.when.team for one in policy.rules]
    assert [team.root for team in teams if team] == [("pay",), ("pay",)]
    assert policy.rules[0].when.any is not None


@pytest.mark.parametrize("name", ["base", "teams/pay"])
def test_an_effect_that_is_not_permitted_is_refused_from_both_sides(
    tmp_path: Path, name: str
) -> None:
    wrong = rule("sly", then="tier: premium, floor: premium")
    write(tmp_path, base=BASE, teams_pay=pay(wrong, rule("right")))
    reading = read(tmp_path, name)
    assert ids(reading) == ["right"]
    assert told(reading, tmp_path) == [
        "teams/pay.yaml:6:85: the effect 'floor' of rule 'sly' is not permitted to team 'pay', "
        "which may use tier, cap. Take it out, or ask the base's owner to permit it."
    ]


def test_rules_for_other_teams_are_refused(tmp_path: Path) -> None:
    write(tmp_path, base=BASE, teams_pay=pay(rule("sly", when="team: law")))
    assert told(read(tmp_path), tmp_path) == [
        "teams/pay.yaml:6:49: 'team' in rule 'sly' names law, and this file holds for team 'pay' "
        "only. Take the condition out."
    ]


def test_a_base_that_lists_no_overlays_permits_none(tmp_path: Path) -> None:
    write(tmp_path, base=policy_text("base"), teams_pay=pay(rule("sly")))
    reading = read(tmp_path, "teams/pay")
    assert ids(reading) == []
    assert told(reading, tmp_path) == [
        "teams/pay.yaml:4:7: base.yaml permits team 'pay' no file. Its owner can list it under "
        "`overlays`."
    ]


def test_a_team_that_is_nearly_listed_is_suggested(tmp_path: Path) -> None:
    write(tmp_path, base=BASE, teams_pay=pay(rule("sly"), team="payy"))
    (said,) = told(read(tmp_path, "teams/pay"), tmp_path)
    assert "permits team 'payy' no file. Did you mean 'pay'?" in said


def test_another_file_than_the_listed_one_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path, base=BASE, teams_mine=pay(rule("sly")))
    reading = read(tmp_path, "teams/mine")
    assert ids(reading) == []
    (said,) = told(reading, tmp_path)
    assert said.endswith(
        "base.yaml lists teams/pay.yaml for team 'pay', and not this file. Put the rules there."
    )


def test_a_listed_file_of_another_team_is_told(tmp_path: Path) -> None:
    write(tmp_path, base=BASE, teams_pay=pay(rule("sly"), team="law"))
    reading = read(tmp_path)
    assert ids(reading) == []
    assert told(reading, tmp_path) == [
        "teams/pay.yaml:4:7: base.yaml lists this file for team 'pay', but it says team 'law'. "
        "Write `team: pay`."
    ]


def test_a_listed_file_without_a_team_is_told(tmp_path: Path) -> None:
    write(tmp_path, base=BASE, teams_pay=policy_text("pay", head="extends: ../base.yaml\n"))
    (said,) = told(read(tmp_path), tmp_path)
    assert said.endswith("but it names no team. Write `team: pay`.")


def test_a_listed_file_of_another_base_is_told(tmp_path: Path) -> None:
    write(tmp_path, base=BASE, other=BASE, teams_pay=pay(rule("sly"), base="../other.yaml"))
    reading = read(tmp_path)
    assert ids(reading) == []
    (said,) = told(reading, tmp_path)
    assert said.endswith("base.yaml lists this file as an overlay, but it extends another file.")


def test_a_listed_file_that_extends_nothing_is_told_once(tmp_path: Path) -> None:
    write(tmp_path, base=BASE, teams_pay=policy_text("pay", rule("sly"), head="team: pay\n"))
    (said,) = told(read(tmp_path), tmp_path)
    assert "'team' needs `extends`" in said

from pathlib import Path

from tests.adapters.files.family import ids, policy_text, read, rule, told, write

OVERLAYS = (
    "overlays:\n"
    "  - {team: pay, file: teams/pay.yaml, may: [tier]}\n"
    "  - {team: law, file: teams/law.yaml, may: [tier]}\n"
)
BASE = policy_text("base", rule("lock", locked=True), rule("low"), head=OVERLAYS)


def team(name: str, *rules: str) -> str:
    return policy_text(name, *rules, head=f"extends: ../base.yaml\nteam: {name}\n")


def test_overlays_come_after_locked_rules_in_the_order_in_which_they_are_listed(
    tmp_path: Path,
) -> None:
    write(tmp_path, base=BASE, teams_law=team("law", rule("l1")), teams_pay=team("pay", rule("p1")))
    assert ids(read(tmp_path)) == ["lock", "p1", "l1", "low"]


def test_a_file_comes_between_the_locked_and_the_other_rules_of_its_base(tmp_path: Path) -> None:
    own = policy_text(
        "own", rule("own-lock", locked=True), rule("own"), head="extends: base.yaml\n"
    )
    write(
        tmp_path,
        base=BASE,
        own=own,
        teams_law=team("law", rule("l1")),
        teams_pay=team("pay", rule("p1")),
    )
    assert ids(read(tmp_path, "own")) == ["lock", "own-lock", "own", "p1", "l1", "low"]


def test_a_teams_file_by_itself_is_the_policy_of_that_team(tmp_path: Path) -> None:
    write(tmp_path, base=BASE, teams_law=team("law", rule("l1")), teams_pay=team("pay", rule("p1")))
    assert ids(read(tmp_path, "teams/law")) == ["lock", "l1", "low"]


def test_three_files_in_a_row(tmp_path: Path) -> None:
    write(
        tmp_path,
        a=policy_text("a", rule("a-lock", locked=True), rule("a")),
        b=policy_text("b", rule("b-lock", locked=True), rule("b"), head="extends: a.yaml\n"),
        c=policy_text("c", rule("c"), head="extends: b.yaml\n"),
    )
    assert ids(read(tmp_path, "c")) == ["a-lock", "b-lock", "c", "b", "a"]


def test_ids_are_unique_over_all_files(tmp_path: Path) -> None:
    write(tmp_path, base=BASE, teams_law=team("law", rule("low")), teams_pay=team("pay"))
    reading = read(tmp_path)
    assert ids(reading) == ["lock", "low"]
    assert told(reading, tmp_path) == [
        "teams/law.yaml:6:10: a rule in base.yaml:8 has the id 'low' too. Ids must be unique over "
        "all files: decisions name the rule that made them."
    ]


def test_budgets_have_ids_of_their_own_over_all_files(tmp_path: Path) -> None:
    budget = "budgets: [{id: all, limit_usd: 5, per: day}]\n"
    write(
        tmp_path,
        base=policy_text("base", head=budget),
        own=policy_text("own", head=f"extends: base.yaml\n{budget}"),
    )
    assert told(read(tmp_path, "own"), tmp_path) == [
        "own.yaml:4:16: base.yaml has a budget 'all' already. Give this one an id of its own."
    ]


def test_a_team_has_one_overlay(tmp_path: Path) -> None:
    twice = BASE.replace("team: law, file: teams/law.yaml", "team: pay, file: teams/pay.yaml")
    write(tmp_path, base=twice, teams_pay=team("pay", rule("p1")))
    assert told(read(tmp_path), tmp_path) == [
        "base.yaml:5:12: team 'pay' has an overlay above already. Keep one for each."
    ]


def test_an_overlay_that_is_missing_is_told_where_it_is_listed(tmp_path: Path) -> None:
    write(tmp_path, base=BASE, teams_pay=team("pay", rule("p1")))
    reading = read(tmp_path)
    assert ids(reading) == ["lock", "p1", "low"]
    assert told(reading, tmp_path) == [
        "base.yaml:5:23: 'file' names a file that is missing. teams/law.yaml: no such file. Did "
        "you mean 'teams/pay.yaml'?"
    ]

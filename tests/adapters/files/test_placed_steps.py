from pathlib import Path

from router.core.tier import Tier
from tests.adapters.files.family import ids, policy_text, read, rule, told, write

LADDER = (
    "budgets:\n"
    "  - id: all\n"
    "    limit_usd: 5\n"
    "    per: day\n"
    "    steps:\n"
    "      - {at: 0.5, note: Spend less.}\n"
    "      - {at: 0.9, for: [low, normal], cap: economy}\n"
)


def test_steps_come_after_locked_rules_and_before_others_the_strictest_first(
    tmp_path: Path,
) -> None:
    write(tmp_path, base=policy_text("base", rule("lock", locked=True), rule("r"), head=LADDER))
    assert ids(read(tmp_path)) == ["lock", "all-at-90-low-normal", "all-at-50", "r"]


def test_steps_of_a_base_and_of_a_file_that_extends_it_are_one_ladder(tmp_path: Path) -> None:
    own = LADDER.replace("id: all", "id: own").replace("cap: economy", "deny: Nothing is left.")
    write(
        tmp_path,
        base=policy_text("base", rule("lock", locked=True), rule("r"), head=LADDER),
        own=policy_text("own", rule("first"), head=f"extends: base.yaml\nowner: us\n{own}"),
    )
    reading = read(tmp_path, "own")
    assert ids(reading) == [
        *("lock", "own-at-90-low-normal", "all-at-90-low-normal", "all-at-50", "own-at-50"),
        *("first", "r"),
    ]
    assert reading.policy is not None
    assert [one.owner for one in reading.policy.rules] == [None, "us", None, None, "us", "us", None]


def test_a_teams_file_by_itself_keeps_the_ladder_of_its_base(tmp_path: Path) -> None:
    overlays = "overlays:\n  - {team: pay, file: teams/pay.yaml, may: [tier]}\n"
    team = policy_text("pay", rule("p"), head="extends: ../base.yaml\nteam: pay\n")
    write(tmp_path, base=policy_text("base", rule("r"), head=LADDER + overlays), teams_pay=team)
    steps = ["all-at-90-low-normal", "all-at-50"]
    assert ids(read(tmp_path)) == [*steps, "p", "r"]
    assert ids(read(tmp_path, "teams/pay")) == [*steps, "p", "r"]


def test_mistakes_in_a_step_are_told_at_its_line_and_column(tmp_path: Path) -> None:
    wrong = LADDER.replace("cap: economy", "cap: econmy").replace("at: 0.5", "at: 50")
    write(tmp_path, base=policy_text("base", rule("r"), head=wrong))
    assert [line.partition(" ")[0] for line in told(read(tmp_path), tmp_path)] == [
        "base.yaml:8:14:",
        "base.yaml:9:44:",
    ]


def test_two_steps_that_begin_alike_are_told(tmp_path: Path) -> None:
    twice = LADDER + "      - {at: 0.9, for: [normal, low], max_tokens: 100}\n"
    write(tmp_path, base=policy_text("base", rule("r"), head=twice))
    reading = read(tmp_path)
    assert told(reading, tmp_path) == [
        "base.yaml:10:9: the step in line 9 begins just there, for the same priorities. Write one "
        "step with the effects of both."
    ]


def test_a_rule_cannot_take_the_name_of_a_step(tmp_path: Path) -> None:
    write(tmp_path, base=policy_text("base", rule("all-at-50"), head=LADDER))
    (line,) = told(read(tmp_path), tmp_path)
    assert "a rule in base.yaml:8 has the id 'all-at-50' too" in line


def test_findings_at_an_effect_of_a_step_stand_where_the_step_says_it(tmp_path: Path) -> None:
    write(tmp_path, base=policy_text("base", rule("r"), head=LADDER))
    path, place = read(tmp_path).places.find(("rules", 0, "then", "cap"))
    assert (path.name, place.line, place.column) == ("base.yaml", 9, 44)
    path, place = read(tmp_path).places.find(("rules", 1, "reason"))
    assert (path.name, place.line) == ("base.yaml", 8)


def test_a_set_may_stand_among_those_who_are_spared(tmp_path: Path) -> None:
    spared = LADDER.replace("    steps:\n", "    spare: {team: $calm}\n    steps:\n")
    head = f"sets: {{calm: [ops, incidents]}}\n{spared}"
    write(tmp_path, base=policy_text("base", rule("r"), head=head))
    reading = read(tmp_path)
    assert reading.wrong == ()
    assert reading.unused_sets == ()
    assert reading.policy is not None
    spare = reading.policy.budgets[0].spare
    assert spare is not None
    assert spare.team is not None
    assert spare.team.root == ("ops", "incidents")


def test_what_a_policy_says_of_approvals_and_detection_is_kept_also_of_a_base(
    tmp_path: Path,
) -> None:
    head = "detection: {sensitivity: 2}\nthrift: 3\n"
    write(
        tmp_path,
        base=policy_text("base", rule("r"), head=head),
        own=policy_text("own", rule("o"), head="extends: base.yaml\n"),
        mine=policy_text("mine", rule("m"), head="extends: base.yaml\nthrift: 4\n"),
    )
    for name, thrift in (("base", 3), ("own", 3), ("mine", 4)):
        policy = read(tmp_path, name).policy
        assert policy is not None
        assert (policy.detection.sensitivity, policy.thrift) == (2, thrift)


def test_the_steps_of_a_policy_that_was_stored_are_not_made_twice(tmp_path: Path) -> None:
    write(tmp_path, base=policy_text("base", rule("r"), head=LADDER))
    policy = read(tmp_path).policy
    assert policy is not None
    written = policy.model_dump(mode="json", by_alias=True, exclude_none=True)
    again = type(policy).model_validate(written)
    assert again == policy
    assert again.steps["all-at-90-low-normal"][1].cap is Tier.ECONOMY

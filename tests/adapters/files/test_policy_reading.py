from pathlib import Path

from router.adapters.files.policy_file import load_policy
from router.core.tier import Tier
from tests.adapters.files.family import ids, policy_text, read, rule, told, write

PAY = "overlays: [{team: pay, file: teams/pay.yaml, may: [tier, cap]}]\n"
FOR_PAY = "extends: ../base.yaml\nteam: pay\n"


def test_a_file_takes_from_its_base_what_it_does_not_say_itself(tmp_path: Path) -> None:
    base = (
        "owner: platform\ndefault: {tier: premium}\nthrift: 2\n"
        "budgets: [{id: all, limit_usd: 5, per: day}]\n"
    )
    write(
        tmp_path,
        base=policy_text("base", rule("low"), head=base),
        own=policy_text("own", rule("mine"), head="extends: base.yaml\nowner: us\nthrift: 0\n"),
    )
    policy, version = load_policy(tmp_path / "own.yaml")
    assert (policy.name, policy.default.tier, policy.thrift) == ("own", Tier.PREMIUM, 0)
    assert [budget.id for budget in policy.budgets] == ["all"]
    assert [(one.id, one.owner) for one in policy.rules] == [("mine", "us"), ("low", "platform")]
    assert version.startswith("own@")


def test_the_version_is_that_of_the_rules_and_not_of_the_files_they_stand_in(
    tmp_path: Path,
) -> None:
    owner = "owner: us\n"
    write(
        tmp_path,
        base=policy_text("base", rule("low"), head=owner),
        apart=policy_text("one", rule("mine"), head=f"{owner}extends: base.yaml\n"),
        whole=policy_text("one", rule("mine"), rule("low"), head=owner),
    )
    assert load_policy(tmp_path / "apart.yaml")[1] == load_policy(tmp_path / "whole.yaml")[1]


def test_all_files_are_named_so_that_they_can_be_followed(tmp_path: Path) -> None:
    write(
        tmp_path,
        base=policy_text("base", head=PAY),
        teams_pay=policy_text("pay", rule("mine"), head=FOR_PAY),
        own=policy_text("own", head="extends: base.yaml\n"),
    )
    names = ("own.yaml", "base.yaml", "teams/pay.yaml")
    assert list(read(tmp_path, "own").stamps) == [tmp_path / name for name in names]


def test_files_that_are_missing_are_followed_too(tmp_path: Path) -> None:
    write(tmp_path, own=policy_text("own", head="extends: bas.yaml\n"), base=policy_text("base"))
    reading = read(tmp_path, "own")
    assert reading.stamps[tmp_path / "bas.yaml"] is None
    assert told(reading, tmp_path) == [
        "own.yaml:3:10: 'extends' names a file that is missing. bas.yaml: no such file. "
        "Did you mean 'base.yaml'?"
    ]


def test_files_in_a_ring_are_told_and_read_once(tmp_path: Path) -> None:
    write(
        tmp_path,
        a=policy_text("a", rule("one"), head="extends: b.yaml\n"),
        b=policy_text("b", rule("two"), head="extends: a.yaml\n"),
    )
    reading = read(tmp_path, "a")
    assert ids(reading) == ["one", "two"]
    assert told(reading, tmp_path) == [
        "b.yaml:3:10: the files extend each other in a ring (a.yaml, b.yaml, a.yaml). Break it."
    ]


def test_a_teams_file_is_no_base(tmp_path: Path) -> None:
    write(
        tmp_path,
        base=policy_text("base", head=PAY),
        teams_pay=policy_text("pay", head=FOR_PAY),
        own=policy_text("own", rule("mine"), head="extends: teams/pay.yaml\n"),
    )
    reading = read(tmp_path, "own")
    assert ids(reading) == ["mine"]
    assert told(reading, tmp_path) == [
        "own.yaml:3:10: a team's file cannot be extended. Extend its base."
    ]


def test_every_mistake_is_told_in_its_own_file(tmp_path: Path) -> None:
    write(
        tmp_path,
        base=policy_text("base", rule("low", when="priorty: low"), head=PAY),
        teams_pay=policy_text("pay", rule("mine", then="teir: economy"), head=FOR_PAY),
    )
    reading = read(tmp_path)
    assert ids(reading) == []
    assert told(reading, tmp_path) == [
        "base.yaml:5:49: unknown condition 'priorty' in rule 'low'. Did you mean 'priority'?",
        "teams/pay.yaml:6:71: unknown effect 'teir' in rule 'mine'. Did you mean 'tier'?",
    ]


def test_sets_that_a_broken_base_may_define_are_not_called_unknown(tmp_path: Path) -> None:
    write(
        tmp_path,
        base="version: [1\n",
        own=policy_text("own", rule("mine", when="task: $legal"), head="extends: base.yaml\n"),
    )
    (said,) = told(read(tmp_path, "own"), tmp_path)
    assert said.startswith("base.yaml:1:10: not valid YAML")


def test_a_set_is_used_where_a_rule_of_any_of_the_files_names_it(tmp_path: Path) -> None:
    sets = "sets: {legal: [law], mine: [a], spare: [b], inner: [c], outer: [$inner]}\n"
    write(
        tmp_path,
        base=policy_text("base", rule("low", when="team: $legal"), head=PAY + sets),
        teams_pay=policy_text("pay", rule("mine", when="user: $mine"), head=FOR_PAY),
    )
    assert [one.name for one in read(tmp_path).unused_sets] == ["spare", "outer"]
    assert read(tmp_path, "teams/pay").unused_sets == (), "the base's are for others too"


def test_a_rule_is_found_in_the_file_in_which_it_is_written(tmp_path: Path) -> None:
    write(
        tmp_path,
        base=policy_text("base", rule("bad", then="teir: low"), rule("low"), head=PAY),
        teams_pay=policy_text("pay", rule("mine"), head=FOR_PAY),
    )
    reading = read(tmp_path)
    assert ids(reading) == ["mine", "low"]
    found = [reading.places.find(("rules", place, "then", "tier")) for place in (0, 1)]
    assert [(path.name, place.line) for path, place in found] == [("pay.yaml", 6), ("base.yaml", 6)]


def test_a_file_that_is_no_policy_at_all_leaves_nothing(tmp_path: Path) -> None:
    write(tmp_path, base="- 1\n")
    reading = read(tmp_path)
    assert reading.policy is None
    assert told(reading, tmp_path) == [
        "base.yaml:1:1: the file holds no fields. Write at least `version:`, `name:`."
    ]

from pathlib import Path
from typing import Any

import pytest

from router.adapters.files.mistakes import Place
from router.adapters.files.named_sets import Expanded, expand
from router.adapters.files.yaml_source import parse_yaml

SETS = "sets: {legal: [law, notary], money: [tax, $legal]}\n"


def expanded(rule: str, *, sets: str = SETS, base: Expanded | None = None) -> Expanded:
    source = parse_yaml(f"{sets}rules:\n  - {rule}\n", path=Path("p.yaml"))
    return expand(source, base.sets if base else {})


def when(found: Expanded) -> Any:
    data: Any = found.source.data
    return data["rules"][0]["when"]


@pytest.mark.parametrize(
    ("written", "members"),
    [
        ("$legal", ["law", "notary"]),
        ("[it, $legal, hr]", ["it", "law", "notary", "hr"]),
        ("$money", ["tax", "law", "notary"]),
        ("[$legal, $money]", ["law", "notary", "tax"]),
        ("[law, $legal]", ["law", "notary"]),
        ("[it, it]", ["it", "it"]),  # told by the linter, so it must stay
        ("[it, hr]", ["it", "hr"]),
    ],
)
def test_a_set_stands_for_its_members(written: str, members: list[str]) -> None:
    found = expanded(f"{{when: {{team: {written}}}}}")
    assert when(found) == {"team": members}
    assert found.mistakes == ()


def test_sets_may_stand_deep_in_groups_and_in_regions() -> None:
    found = expanded("{when: {not: [{any: [{team: $legal}]}]}, then: {region: $legal}}")
    assert when(found) == {"not": [{"any": [{"team": ["law", "notary"]}]}]}
    data: Any = found.source.data
    assert data["rules"][0]["then"] == {"region": ["law", "notary"]}


def test_other_texts_of_a_rule_are_left_alone() -> None:
    found = expanded("{when: {team: a}, then: {deny: $legal}, reason: $legal}")
    data: Any = found.source.data
    assert data["rules"][0]["reason"] == "$legal"
    assert data["rules"][0]["then"] == {"deny": "$legal"}
    assert found.used == {"legal"}, "within the other set"


def test_members_have_the_place_of_the_set_and_later_names_keep_theirs() -> None:
    source = expanded("{when: {team: [it, $legal, hr]}}").source
    at = ("rules", 0, "when", "team")
    places = [source.place_of((*at, n)).column for n in range(4)]
    assert places == [20, 24, 24, 32]


def test_the_sets_of_a_base_are_known() -> None:
    base = expanded("{}")
    found = expanded("{when: {team: $legal}}", sets="", base=base)
    assert when(found) == {"team": ["law", "notary"]}
    assert found.sets["legal"] is base.sets["legal"]


@pytest.mark.parametrize(
    ("sets", "written", "place", "text"),
    [
        (SETS, "$legals", Place(3, 19), "unknown set '$legals'. Did you mean '$legal'?"),
        (SETS, "[a, $x]", Place(3, 23), "unknown set '$x'. Sets: $legal, $money."),
        ("", "$x", Place(2, 19), "unknown set '$x'. Define it: `sets: {x: […]}`."),
        ("sets: {a: [b, $c]}\n", "$a", Place(1, 15), "unknown set '$c'. Sets: $a."),
        ("sets: {a: $b, b: [$a]}\n", "$a", Place(1, 19), "the set '$a' contains itself "
         "($a, $b, $a). Take it out."),
    ],
)  # fmt: skip
def test_a_set_that_is_none_is_told_once(sets: str, written: str, place: Place, text: str) -> None:
    (mistake,) = expanded(f"{{when: {{team: {written}}}}}", sets=sets).mistakes
    assert (mistake.place, mistake.text) == (place, text)


def test_a_set_of_the_base_is_not_defined_again() -> None:
    found = expanded("{when: {team: $legal}}", base=expanded("{}"))
    assert [mistake.text for mistake in found.mistakes] == [
        f"p.yaml defines the set '{name}' already. Give this one a name of its own."
        for name in ("legal", "money")
    ]


@pytest.mark.parametrize("text", ["- 1\n", "rules: 3\n", "sets: 3\nrules: [3, {when: 3}]\n"])
def test_files_that_are_quite_different_are_left_to_others(text: str) -> None:
    source = parse_yaml(text, path=Path("p.yaml"))
    assert expand(source, {}).source.data == source.data

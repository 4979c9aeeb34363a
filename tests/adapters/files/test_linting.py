from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from router.adapters.files.linting import lint_files
from router.core.errors import ConfigurationError
from router.core.lint.placed import PlacedFinding
from tests.adapters.files.family import policy_text, rule, write

ROOT = Path(__file__).resolve().parents[3]
POLICIES = ROOT / "policies"
TODAY = date(2026, 11, 22)
CATALOG = POLICIES / "simulated.yaml"
SHIPPED = sorted(
    path
    for path in POLICIES.glob("*.yaml")
    if not path.name.endswith(".cases.yaml") and path.name not in ("catalog.yaml", "simulated.yaml")
)

PLANTED = """\
version: 1
name: planted
default: {tier: standard}
sets:
  legal: [law, notary]
  spare: [x]
budgets:
  - {id: company, limit_usd: 500, per: month}
rules:
  - id: first
    owner: platform
    reason: Nothing depends on this work.
    when: {priorty: low}
    then: {tier: economy}
  - id: second
    owner: platform
    reason: Nothing depends on this work.
    when: {complexity: trivial}
    then: {tier: econmy}
  - id: third
    owner: platform
    reason: Lawyers need the best there is.
    when: {team: $legals}
    then: {floor: premium}
  - id: fourth
    owner: platform
    reason: Somebody checks what they write.
    when: {abstained: true, task: qa}
    then: {tier: economy}
  - id: fifth
    owner: platform
    reason: The search team writes little.
    when: {team: search}
    then: {tier: economy}
  - id: sixth
    owner: platform
    reason: Their tools need a better model.
    when: {team: search, tools: true}
    then: {tier: premium}
  - id: seventh
    owner: platform
    reason: Its answers are good enough here.
    when: {team: pay}
    then: {deployment: simulated-smal}
  - id: eighth
    owner: platform
    reason: Their data must not leave the union.
    when: {team: $legal}
    then: {region: euu}
  - id: ninth
    reason: They ask for very long answers.
    when: {team: press, requested_model: "*"}
    then: {max_tokens: 2000}
  - id: tenth
    owner: platform
    reason: Most of the budget is gone.
    when: {budget: {id: compny, share_used: {at_least: 0.8}}}
    then: {cap: economy}
  - id: tenth
    owner: platform
    reason: Late in the month we save.
    when: {user: ada}
    then: {cap: standard}
"""
EXPECTED = [
    (6, 3, "unused-set", "No rule uses the set 'spare'."),
    (13, 12, "schema", "Unknown condition 'priorty' in rule 'first'. Did you mean 'priority'?"),
    (19, 18, "schema", "Unknown tier 'econmy' in rule 'second'. Did you mean 'economy'?"),
    (23, 18, "schema", "Unknown set '$legals'. Did you mean '$legal'?"),
    (28, 5, "unreachable-rule", "No request can ever match rule 'fourth'"),
    (35, 5, "shadowed-rule", "Rule 'sixth' never takes effect"),
    (44, 24, "unknown-deployment", "Did you mean 'simulated-small'?"),
    (49, 20, "unknown-region", "No deployment is in region 'euu'. Did you mean 'eu'?"),
    (50, 5, "missing-owner", "Rule 'ninth' has no owner."),
    (52, 42, "idle-condition", "Every request meets 'requested_model *' in rule 'ninth'."),
    (57, 25, "unknown-budget", "The policy declares no budget 'compny'. Did you mean 'company'?"),
    (59, 9, "schema", "A rule in line 54 has the id 'tenth' too."),
]


def lint(*files: Path, catalog: Path = CATALOG) -> tuple[PlacedFinding, ...]:
    return lint_files(files, catalog=catalog, today=TODAY)


def brief(found: tuple[PlacedFinding, ...]) -> list[tuple[str, int, str]]:
    """File, line and kind; what is said of the shipped catalog is another test's matter."""
    own = (one for one in found if Path(one.path).parent != POLICIES)
    return [(Path(one.path).name, one.line, one.code.name) for one in own]


def test_twelve_planted_mistakes_are_found_each_with_its_line_and_a_useful_sentence(
    tmp_path: Path,
) -> None:
    write(tmp_path, planted=PLANTED)
    found = [one for one in lint(tmp_path / "planted.yaml") if "planted" in one.path]
    assert [(one.line, one.column, one.code.name) for one in found] == [
        expected[:3] for expected in EXPECTED
    ]
    for one, (*_, text) in zip(found, EXPECTED, strict=True):
        assert text in one.text
        assert one.text.endswith((".", "?"))


@pytest.mark.parametrize("policy", SHIPPED, ids=lambda path: path.stem)
def test_nothing_is_found_in_what_is_shipped(policy: Path) -> None:
    assert lint(policy) == ()


def test_nothing_is_found_in_the_shipped_catalogs_and_cases() -> None:
    cases = sorted(POLICIES.glob("*.cases.yaml"))
    assert lint(POLICIES / "catalog.yaml", CATALOG, *cases) == ()


def test_findings_of_an_overlay_stand_in_the_overlay(tmp_path: Path) -> None:
    head = "owner: us\noverlays: [{team: pay, file: teams/pay.yaml, may: [cap]}]\n"
    sly = rule("sly", when="abstained: true, priority: low", then="cap: economy")
    write(
        tmp_path,
        base=policy_text("base", head=head),
        teams_pay=policy_text("pay", sly, head="extends: ../base.yaml\nteam: pay\nowner: p\n"),
    )
    assert brief(lint(tmp_path / "base.yaml")) == [("pay.yaml", 7, "unreachable-rule")]
    assert brief(lint(tmp_path)) == [("pay.yaml", 7, "unreachable-rule")], "told once"


def test_a_broken_catalog_is_told_and_policies_are_checked_without_it(tmp_path: Path) -> None:
    write(
        tmp_path,
        base=policy_text("base", rule("a", then="deployment: x", when="team: [a, a]")),
        cat="version: 1\ndeployments:\n  - {model: simulated/x, tier: econmy}\n",
    )
    found = lint(tmp_path / "base.yaml", catalog=tmp_path / "cat.yaml")
    assert brief(found) == [
        ("base.yaml", 4, "missing-owner"),
        ("base.yaml", 4, "repeated-name"),
        ("cat.yaml", 3, "schema"),
    ]


def test_what_a_policy_leaves_unused_another_may_use(tmp_path: Path) -> None:
    write(
        tmp_path,
        cat="version: 1\ndeployments:\n"
        + "".join(
            f"  - {{model: simulated/my-{tier}, tier: {tier}, prices: {{input_usd_per_mtok: 1, "
            "output_usd_per_mtok: 2, cached_input_usd_per_mtok: 1}}\n"
            for tier in ("standard", "premium")
        ),
        low=policy_text("low"),
        high=policy_text("high", head="default: {tier: premium}\n"),
    )
    low, high = tmp_path / "low.yaml", tmp_path / "high.yaml"
    assert brief(lint(low, catalog=tmp_path / "cat.yaml")) == [("cat.yaml", 4, "unused-tier")]
    assert brief(lint(high, catalog=tmp_path / "cat.yaml")) == [("cat.yaml", 3, "unused-tier")]
    assert lint(low, high, catalog=tmp_path / "cat.yaml") == ()


def test_wrong_cases_and_bad_yaml_are_told(tmp_path: Path) -> None:
    write(tmp_path, base=policy_text("base", rule("a"), head="owner: us\n"), bad="version: [1\n")
    cases = tmp_path / "base.cases.yaml"
    cases.write_text("policy: base.yaml\ncases:\n  - {given: {priorty: low}, expect: {rule: x}}\n")
    assert brief(lint(tmp_path)) == [("bad.yaml", 1, "schema"), ("base.cases.yaml", 3, "schema")]


def test_the_price_of_a_catalog_is_looked_at_without_a_policy(tmp_path: Path) -> None:
    prices = "{input_usd_per_mtok: 5, output_usd_per_mtok: 1, cached_input_usd_per_mtok: 1}"
    line = f"  - {{model: openai/x, tier: economy, prices: {prices}}}\n"
    write(tmp_path, cat=f"version: 1\ndeployments:\n{line}")
    assert brief(lint(tmp_path / "cat.yaml")) == [("cat.yaml", 3, "odd-price")]


def test_a_file_that_is_not_there_and_a_folder_without_files_cannot_be_checked(
    tmp_path: Path,
) -> None:
    with pytest.raises(ConfigurationError, match="no such file"):
        lint(tmp_path / "x.yaml")
    with pytest.raises(ConfigurationError, match="there is no policy or catalog"):
        lint(tmp_path)


def test_other_yaml_of_a_folder_is_left_alone(tmp_path: Path) -> None:
    write(
        tmp_path,
        low=policy_text("low", rule("a", when="team: [b, b]"), head="owner: us\n"),
        compose="services: {tierwise: {image: x}}\n",
    )
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github" / "ci.yml").write_text("rules: 3\n")
    assert brief(lint(tmp_path)) == [("low.yaml", 5, "repeated-name")]


_WORDS = st.sampled_from(
    ["version", "name", "rules", "id", "reason", "when", "then", "team", "tier", "sets", "extends",
     "overlays", "file", "may", "any", "not", "locked", "budgets", "$a", "a", "low", "priority",
     "canary", "share", "default", "deployments", "model", "prices", "aliases"]
)  # fmt: skip
_DATA = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.floats(-1, 2) | _WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORDS, inner, max_size=4),
    max_leaves=20,
)


@settings(deadline=None)
@given(data=_DATA, rules=st.lists(_DATA, max_size=2), sets=_DATA)
def test_whatever_a_file_holds_it_is_told_and_nothing_breaks(
    tmp_path_factory: pytest.TempPathFactory, data: object, rules: object, sets: object
) -> None:
    whole = {"version": 1, "name": "x", "rules": rules, "sets": sets}
    path = tmp_path_factory.mktemp("any") / "x.yaml"
    path.write_text(yaml.safe_dump({**whole, **data} if isinstance(data, dict) else data))
    assert all(one.line > 0 and one.text for one in lint(path))


def test_cases_of_a_wrong_policy_are_told_at_the_policy(tmp_path: Path) -> None:
    write(tmp_path, base=policy_text("base", rule("a", then="teir: economy"), head="owner: us\n"))
    cases = tmp_path / "base.cases.yaml"
    cases.write_text("policy: base.yaml\ncases:\n  - {given: {}, expect: {tier: economy}}\n")
    assert brief(lint(cases)) == [("base.yaml", 5, "schema")]


def test_a_catalog_that_is_no_yaml_is_told_once(tmp_path: Path) -> None:
    write(tmp_path, base=policy_text("base"), cat="version: [1\n", other=policy_text("other"))
    files = (tmp_path / "base.yaml", tmp_path / "other.yaml")
    assert brief(lint(*files, catalog=tmp_path / "cat.yaml")) == [("cat.yaml", 1, "schema")]

"""Tests of `router.adapters.files.case_file`."""

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from router.adapters.files.case_file import case_files, cases_schema, load_cases, suite_of
from router.adapters.files.catalog_file import load_catalog
from router.adapters.files.yaml_source import parse_yaml
from router.core.catalog import Catalog
from router.core.errors import ConfigurationError
from tests.docs.pages import ROOT, blocks
from tests.factories import catalog

SIMULATED = ROOT / "policies" / "simulated.yaml"

POLICY = """\
version: 1
name: acme
budgets: [{id: company, limit_usd: 10, per: month}]
rules:
  - {id: cheap, reason: Little depends on it., when: {priority: low}, then: {tier: economy}}
"""
GOOD = """\
policy: acme.yaml
cases:
  - given: {priority: low, difficulty: 0.5, budgets: [{id: company, share_used: 0.2}]}
    expect: {tier: economy, rule: cheap, max_tokens: none}

  - name: the caller's wish stands
    given: {requested_model: premium, at: 2026-11-20T12:00:00Z}
    expect: {rule: requested, deployment: large, fallbacks: [middle, small]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "acme.yaml").write_text(POLICY, encoding="utf-8")
    return tmp_path


def used(named: Path | None) -> Catalog:
    return catalog()


def mistakes(folder: Path, text: str) -> list[str]:
    """Each mistake in a file, without the file's name."""
    file = folder / "acme.cases.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as error:
        load_cases(file, catalog=used)
    return [line.removeprefix(f"{file}:") for line in error.value.message.splitlines()]


def test_a_suite_holds_cases_with_their_lines_and_the_policy_that_they_test(folder: Path) -> None:
    file = folder / "acme.cases.yaml"
    file.write_text(GOOD, encoding="utf-8")
    suite = load_cases(file, catalog=used)
    assert [one.line for one in suite.cases] == [3, 6]
    assert [one.case.name for one in suite.cases] == [None, "the caller's wish stands"]
    assert suite.rulebook.policy_version.startswith("acme@")
    assert (suite.path, suite.rulebook.catalog_version) == (str(file), "cat-1")


def test_a_case_may_be_about_a_budget_that_administrators_set(folder: Path) -> None:
    file = folder / "acme.cases.yaml"
    file.write_text(GOOD.replace("id: company", 'id: "stored:search"'), encoding="utf-8")

    suite = load_cases(file, catalog=used)

    assert suite.cases[0].case.given.budgets[0].id == "stored:search"


def test_the_catalog_that_the_file_names_is_asked_for_beside_it(folder: Path) -> None:
    (folder / "house.yaml").write_text("version: 1\n", encoding="utf-8")
    file = folder / "acme.cases.yaml"
    file.write_text(f"catalog: house.yaml\n{GOOD}", encoding="utf-8")
    asked: list[Path | None] = []

    def record(named: Path | None) -> Catalog:
        asked.append(named)
        return catalog()

    load_cases(file, catalog=record)
    assert asked == [folder / "house.yaml"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GOOD.replace("priority: low", "prioriy: low"), "3:13: unknown fact 'prioriy'"),
        (GOOD.replace("priority: low", "prioriy: low"), "Did you mean 'priority'?"),
        (GOOD.replace("tier: economy", "teir: economy"), "4:14: unknown expectation 'teir'"),
        (GOOD.replace("tier: economy", "tier: cheap"), "4:20: unknown tier 'cheap'"),
        (GOOD.replace("rule: cheap", "rule: chaep"), "unknown rule 'chaep'. Did you mean 'cheap'?"),
        (GOOD.replace("deployment: large", "deployment: lrge"), "Did you mean 'large'?"),
        (GOOD.replace("[middle, small]", "[middle, smal]"), "8:70: unknown deployment 'smal'"),
        (GOOD.replace("id: company", "id: compny"), "unknown budget 'compny'"),
        (GOOD.replace("policy: acme.yaml", "policy: acm.yaml"), "1:9: there is no policy"),
        (GOOD.replace("T12:00:00Z", ""), "write a moment with its time zone"),
        ("policy: acme.yaml\n", "'cases' is missing"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_to_write(
    folder: Path, text: str, told: str
) -> None:
    found = mistakes(folder, text)
    assert len(found) == 1
    assert told in found[0]


def test_all_mistakes_are_told_at_once(folder: Path) -> None:
    text = GOOD.replace("rule: cheap", "rule: chaep").replace("deployment: large", "deployment: x")
    assert [line.split(":")[0] for line in mistakes(folder, text)] == ["4", "8"]


def test_mistakes_of_the_policy_are_told_with_its_own_lines(folder: Path) -> None:
    (folder / "acme.yaml").write_text(POLICY.replace("economy", "cheapest"), encoding="utf-8")
    (told,) = mistakes(folder, GOOD)
    assert told.startswith(f"{folder / 'acme.yaml'}:5:")


class TestWhichFiles:
    def test_of_a_folder_all_files_of_cases_are_taken(self, folder: Path) -> None:
        for name in ("b.cases.yaml", "a.cases.yaml", "c.yaml"):
            (folder / name).touch()
        assert [one.name for one in case_files([folder])] == ["a.cases.yaml", "b.cases.yaml"]

    def test_a_file_that_is_named_twice_is_taken_once(self, folder: Path) -> None:
        file = folder / "a.cases.yaml"
        file.touch()
        assert case_files([file, folder]) == (file,)

    def test_a_folder_without_cases_is_a_mistake(self, folder: Path) -> None:
        with pytest.raises(ConfigurationError, match="no file of cases here"):
            case_files([folder])


def validator() -> Draft202012Validator:
    schema = json.loads(json.dumps(cases_schema()))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


class TestSchema:
    def test_what_can_be_read_fits_it(self) -> None:
        written = yaml.safe_load(GOOD.replace("2026-11-20T12:00:00Z", '"2026-11-20T12:00:00Z"'))
        assert [error.message for error in validator().iter_errors(written)] == []

    @pytest.mark.parametrize(
        ("old", "new"), [("priority: low", "prioriy: low"), ("tier: economy", "tier: cheap")]
    )
    def test_what_cannot_does_not(self, old: str, new: str) -> None:
        written = yaml.safe_load(GOOD.replace("2026-11-20T12:00:00Z", "now").replace(old, new))
        assert list(validator().iter_errors(written))


def test_the_example_of_the_page_on_policies_can_be_read() -> None:
    shown = blocks(ROOT / "docs" / "policies.md", "yml")
    (example,) = [block for block in shown if "cases:" in block.text]
    file = ROOT / "policies" / "example.cases.yaml"
    source = parse_yaml(example.text, path=file)
    assert len(suite_of(source, catalog=lambda _: load_catalog(SIMULATED)).cases) == 3

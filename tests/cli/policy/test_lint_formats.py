import json
from typing import Any

import pytest
from jsonschema import Draft7Validator

from router.cli.policy.lint_formats import WRITERS, summary
from router.core.lint import CODES
from router.core.lint.placed import SCHEMA, PlacedFinding
from router.core.lint.saying import OWNER
from router.core.lint.unused_sets import UNUSED

FOUND = (
    PlacedFinding(path="a b.yaml", line=3, column=5, code=SCHEMA, text="Wrong: 100 %, sure."),
    PlacedFinding(path="a b.yaml", line=4, column=1, code=OWNER, text="No owner."),
    PlacedFinding(path="/srv/c.yaml", line=1, column=1, code=UNUSED, text="Übrig.\nDelete it."),
)

SARIF: dict[str, Any] = {
    # What OASIS' schema of SARIF 2.1.0 demands of the parts that are written here.
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "$schema": {"type": "string", "format": "uri"},
        "runs": {"type": "array", "items": {"$ref": "#/definitions/run"}},
    },
    "additionalProperties": False,
    "definitions": {
        "text": {
            "type": "object",
            "required": ["text"],
            "properties": {"text": {"type": "string"}},
            "additionalProperties": False,
        },
        "level": {"enum": ["none", "note", "warning", "error"]},
        "run": {
            "type": "object",
            "required": ["tool", "results"],
            "properties": {
                "tool": {"$ref": "#/definitions/tool"},
                "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                "results": {"type": "array", "items": {"$ref": "#/definitions/result"}},
            },
            "additionalProperties": False,
        },
        "tool": {
            "type": "object",
            "required": ["driver"],
            "properties": {
                "driver": {
                    "type": "object",
                    "required": ["name"],
                    "properties": {
                        "name": {"type": "string"},
                        "version": {"type": "string"},
                        "rules": {"type": "array", "items": {"$ref": "#/definitions/rule"}},
                    },
                    "additionalProperties": False,
                }
            },
        },
        "rule": {
            "type": "object",
            "required": ["id"],
            "properties": {
                "id": {"type": "string"},
                "shortDescription": {"$ref": "#/definitions/text"},
                "defaultConfiguration": {
                    "type": "object",
                    "properties": {"level": {"$ref": "#/definitions/level"}},
                    "additionalProperties": False,
                },
            },
            "additionalProperties": False,
        },
        "result": {
            "type": "object",
            "required": ["message", "ruleId", "locations"],
            "properties": {
                "ruleId": {"type": "string"},
                "ruleIndex": {"type": "integer", "minimum": 0},
                "level": {"$ref": "#/definitions/level"},
                "message": {"$ref": "#/definitions/text"},
                "locations": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {
                            "physicalLocation": {
                                "type": "object",
                                "required": ["artifactLocation"],
                                "properties": {
                                    "artifactLocation": {
                                        "type": "object",
                                        "properties": {
                                            "uri": {"type": "string", "pattern": r"^[^\s\\]+$"}
                                        },
                                    },
                                    "region": {
                                        "type": "object",
                                        "properties": {
                                            "startLine": {"type": "integer", "minimum": 1},
                                            "startColumn": {"type": "integer", "minimum": 1},
                                        },
                                        "additionalProperties": False,
                                    },
                                },
                            }
                        },
                    },
                },
            },
            "additionalProperties": False,
        },
    },
}


def test_text_is_a_line_for_each_finding_and_an_empty_one_between_files() -> None:
    assert WRITERS["text"](FOUND).split("\n", maxsplit=3) == [
        "a b.yaml:3:5: error schema: Wrong: 100 %, sure.",
        "a b.yaml:4:1: error missing-owner: No owner.",
        "",
        "/srv/c.yaml:1:1: warning unused-set: Übrig.\nDelete it.",
    ]


def test_json_holds_each_finding_and_how_many_there_are() -> None:
    report = json.loads(WRITERS["json"](FOUND))
    assert report["counts"] == {"error": 2, "warning": 1, "note": 0}
    assert report["findings"][1] == {
        "file": "a b.yaml",
        "line": 4,
        "column": 1,
        "severity": "error",
        "code": "missing-owner",
        "message": "No owner.",
    }


def test_github_is_told_in_commands_of_one_line_each() -> None:
    assert WRITERS["github"](FOUND).split("\n") == [
        "::error file=a b.yaml,line=3,col=5,title=schema::Wrong: 100 %25, sure.",
        "::error file=a b.yaml,line=4,col=1,title=missing-owner::No owner.",
        "::warning file=/srv/c.yaml,line=1,col=1,title=unused-set::Übrig.%0ADelete it.",
    ]


@pytest.mark.parametrize("found", [FOUND, ()])
def test_sarif_has_the_form_of_its_standard(found: tuple[PlacedFinding, ...]) -> None:
    log = json.loads(WRITERS["sarif"](found))
    Draft7Validator(SARIF).validate(log)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [code.name for code in CODES]
    for result, one in zip(run["results"], found, strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == one.code.name


def test_sarif_names_files_by_addresses() -> None:
    results = json.loads(WRITERS["sarif"](FOUND))["runs"][0]["results"]
    places = [result["locations"][0]["physicalLocation"] for result in results]
    assert [place["artifactLocation"]["uri"] for place in places] == [
        "a%20b.yaml", "a%20b.yaml", "file:///srv/c.yaml",
    ]  # fmt: skip


def test_the_summary_counts() -> None:
    assert summary(FOUND) == "2 errors, 1 warning."
    assert summary(()) == "Nothing found."

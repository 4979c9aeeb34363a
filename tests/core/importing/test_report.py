"""Tests of `router.core.importing.report`."""

import json

from router.core.importing.imported import Imported
from router.core.importing.report import report_json, report_text, summary
from tests.core.importing.foreign import litellm

TEXT = """\
model_list:
  - {model_name: a, litellm_params: {model: openai/small, rpm: 3, api_key: sk-live-1}}
  - {model_name: b, litellm_params: {model: openai/unpriced}}
litellm_settings: {max_budget: 5, budget_duration: 1d}
"""


def _imported() -> Imported:
    return litellm(TEXT)


def test_the_summary_counts_what_was_made() -> None:
    assert summary(_imported()) == "1 deployment, 1 alias, 1 rule and 1 budget were made."


def test_many_are_counted_in_the_plural() -> None:
    assert summary(
        litellm("model_list: [{model_name: small, litellm_params: {model: small}}]")
    ) == ("1 deployment, 0 aliases, 0 rules and 0 budgets were made.")


def test_what_needs_attention_comes_first_with_line_and_field() -> None:
    text = report_text(_imported())
    headings = [line for line in text.splitlines() if line.startswith("## ")]
    assert headings == [
        "## Not carried over (3)",
        "## Carried over with a change of meaning (2)",
        "## Carried over (2)",
    ]
    assert "- line 2, `model_list[0].litellm_params.rpm`: Tierwise does not limit rates" in text
    assert "wait as comments in catalog.yaml: 1." in text


def test_no_heading_stands_alone() -> None:
    assert "(0)" not in report_text(
        litellm("model_list: [{model_name: small, litellm_params: {model: small}}]")
    )


def test_every_note_is_a_sentence() -> None:
    lines = [line for line in report_text(_imported()).splitlines() if line.startswith("- ")]
    assert all(line.endswith((".", ")")) for line in lines)


def test_the_json_says_the_same() -> None:
    said = json.loads(json.dumps(report_json(_imported())))
    assert said["deployments"] == ["small"]
    assert [one["model"] for one in said["held_back"]] == ["openai/unpriced"]
    assert said["rules"] == ["service-is-spent"]
    assert (len(said["not_carried_over"]), len(said["changed"]), len(said["carried_over"])) == (
        3,
        2,
        2,
    )
    assert said["changed"][0]["line"] == 2


def test_secrets_are_in_neither() -> None:
    imported = _imported()
    assert "sk-live-1" not in report_text(imported) + json.dumps(report_json(imported))

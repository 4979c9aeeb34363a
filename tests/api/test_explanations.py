"""Tests of `router.api.explanations`."""

import json
from dataclasses import replace
from decimal import Decimal

from hypothesis import given

from router.api.explanations import explanation_json, recalled_json
from router.core.budget import BudgetState
from router.core.conversation import Conversation
from router.core.explanation import explain
from router.core.facts import Facts
from router.core.routing import Rulebook
from router.services.explain import Recalled
from tests.factories import NOON, decision_record, facts, ledger_entry, policy, rulebook
from tests.strategies import generated_facts, rulebooks

DENYING = rulebook(policy({"when": {"tokens": {"at_least": 1}}, "then": {"deny": "Closed."}}))


@given(generated_facts(), rulebooks())
def test_every_explanation_can_be_written_as_json(known: Facts, book: Rulebook) -> None:
    explained = explain(known, book)

    said = json.loads(json.dumps(explanation_json(explained), allow_nan=False))

    assert said["words"] == explained.words
    assert (said["decision"] is None) is (said["refusal"] is not None)
    assert [rule["id"] for rule in said["rules"]] == [rule.id for rule in book.policy.rules]


def test_the_decision_comes_with_quote_and_versions() -> None:
    said = json.loads(json.dumps(explanation_json(explain(facts(), rulebook()))))

    assert said["object"] == "tierwise.explanation"
    assert said["decision"]["tier"] == "standard"
    assert said["decision"]["fallbacks"] == ["large", "small"]
    assert said["decision"]["quote"] == {
        "input_tokens": 100,
        "warm_tokens": 0,
        "expected_output_tokens": 450,
        "max_output_tokens": 16_384,
        "units": 0,
        "expected_usd": "0.0019",
        "worst_case_usd": "0.065636",
        "price_version": "test",
    }
    assert said["versions"] == {"policy": "pol-1", "catalog": "cat-1", "classifier": "clf-1"}


def test_how_things_stood_is_told_in_shares_and_names() -> None:
    before = Conversation(deployment="middle", warm_tokens=90, at=NOON)
    spent = BudgetState(id="company", share_used=0.8, share_elapsed=0.5)
    known = replace(facts(), conversation=before, budgets=(spent,), unhealthy=("openai/small",))

    said = json.loads(json.dumps(explanation_json(explain(known, rulebook()))))

    assert said["standing"] == {
        "budgets": [{"id": "company", "share_used": 0.8, "share_elapsed": 0.5}],
        "conversation": {"deployment": "middle", "warm_tokens": 90},
        "findings": [],
        "unhealthy": ["openai/small"],
    }
    assert said["decision"]["quote"]["warm_tokens"] == 90
    assert "Budget company: 80% used with 50% of its period gone." in said["words"]
    assert "The turn before was answered by middle" in said["words"]


def test_classification_comes_with_probabilities_features_and_contributions() -> None:
    explained = replace(explain(facts(), rulebook()), contributions={"task": {"length": 0.5}})

    said = json.loads(json.dumps(explanation_json(explained)))["classification"]

    assert said["priority"] == "normal"
    assert said["probabilities"]["priority"] == {"low": 0.05, "normal": 0.9, "high": 0.05}
    assert said["features"] == {"words": 12.0}
    assert said["contributions"] == {"task": {"length": 0.5}}
    assert (said["abstained"], said["abstained_because"]) == (False, None)


def test_a_refusal_has_no_decision() -> None:
    said = explanation_json(explain(facts(), DENYING))

    assert (said["decision"], said["refusal"]) == (None, "Closed. (rule 'r0': because)")


def test_a_past_decision_adds_up_its_entries() -> None:
    entries = [ledger_entry(cost_usd="0.000000001"), ledger_entry(id="led_2", cost_usd="0.1")]
    recalled = Recalled(record=decision_record(), explanation=None, entries=entries)

    said = json.loads(json.dumps(recalled_json(recalled)))

    assert Decimal(said["cost_usd"]) == Decimal("0.100000001")
    assert [entry["cost_usd"] for entry in said["entries"]] == ["0.000000001", "0.1"]
    assert (said["at"], said["explanation"]) == ("2026-11-20T12:00:00+00:00", None)
    assert said["entries"][0]["outcome"] == "completed"

"""Do the shipped files load, fit their schemas, and decide what their cases expect?"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from classifier.labels import Complexity, Priority, Task
from router.adapters.files.catalog_file import load_catalog
from router.adapters.files.policy_file import load_policy
from router.adapters.files.price_source import bundled_prices
from router.core.caller import Caller
from router.core.catalog import Ask
from router.core.deployment import Capability, Kind
from router.core.facts import Facts
from router.core.policy import Policy
from router.core.routing import Rulebook, decide
from router.core.tier import Tier
from tests import factories

POLICIES = Path(__file__).resolve().parents[2] / "policies"
CATALOG = load_catalog(POLICIES / "catalog.yaml")
SIMULATED = load_catalog(POLICIES / "simulated.yaml")
DEFAULT = load_policy(POLICIES / "default.yaml")[0]


@dataclass(frozen=True)
class Case:
    given: dict[str, Any]
    expect: dict[str, str]

    def outcome(self, policy: Policy) -> dict[str, str]:
        rulebook = Rulebook(
            policy=policy, catalog=SIMULATED, policy_version="p", catalog_version="c"
        )
        decision = decide(_facts(**self.given), rulebook)
        return {"tier": decision.tier, "rule": decision.rule_id}


def _facts(
    *,
    priority: str = "normal",
    complexity: str = "moderate",
    task: str = "drafting",
    abstained: bool = False,
    requested_model: str = "auto",
    environment: str = "prod",
) -> Facts:
    return factories.facts(
        said=factories.assessment(
            priority=Priority(priority),
            complexity=Complexity(complexity),
            task=Task(task),
            is_abstained=abstained,
        ),
        who=Caller(key_id="key_1", environment=environment),
        asked=factories.shape(requested_model=requested_model),
    )


def _cases() -> list[Case]:
    written = yaml.safe_load((POLICIES / "default.cases.yaml").read_text(encoding="utf-8"))
    return [Case(**case) for case in written["cases"]]


CASES = _cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(map(str, case.given.values())))
def test_the_default_policy_decides_as_its_cases_expect(case: Case) -> None:
    assert case.outcome(DEFAULT) == case.expect


def test_the_cases_cover_the_whole_matrix() -> None:
    covered = {(c.given.get("priority"), c.given.get("complexity")) for c in CASES}
    assert covered >= {(p.value, c.value) for p in Priority for c in Complexity}


def _mutants() -> Iterator[tuple[str, Policy]]:
    """The default policy with one rule left out, or one effect changed or left out."""
    whole = DEFAULT.model_dump(mode="json", exclude_none=True)
    for index, rule in enumerate(whole["rules"]):
        others = [r for r in whole["rules"] if r is not rule]
        yield f"{rule['id']} left out", Policy.model_validate({**whole, "rules": others})
        for effect, value in rule["then"].items():
            for other in (None, *(tier.value for tier in Tier if tier != value)):
                then = {k: v for k, v in {**rule["then"], effect: other}.items() if v is not None}
                if not then or (then.get("floor"), then.get("cap")) == ("premium", "standard"):
                    continue
                changed = [*whole["rules"][:index], {**rule, "then": then}]
                rules = [*changed, *whole["rules"][index + 1 :]]
                yield (
                    f"{rule['id']} {effect} {other}",
                    Policy.model_validate({**whole, "rules": rules}),
                )


@pytest.mark.parametrize("mutant", [pytest.param(policy, id=name) for name, policy in _mutants()])
def test_any_change_of_a_rule_fails_a_case(mutant: Policy) -> None:
    assert any(case.outcome(mutant) != case.expect for case in CASES)


@pytest.mark.parametrize(
    ("file", "schema"),
    [
        ("default.yaml", "schema.json"),
        ("catalog.yaml", "catalog.schema.json"),
        ("simulated.yaml", "catalog.schema.json"),
    ],
)
def test_a_shipped_file_names_its_schema_and_fits_it(file: str, schema: str) -> None:
    text = (POLICIES / file).read_text(encoding="utf-8")
    assert text.startswith(f"# yaml-language-server: $schema={schema}\n")
    validator = Draft202012Validator(json.loads((POLICIES / schema).read_text(encoding="utf-8")))
    assert [error.message for error in validator.iter_errors(yaml.safe_load(text))] == []


def test_every_rule_of_the_default_policy_has_an_owner_and_a_reason() -> None:
    assert all(rule.owner and rule.reason.endswith(".") for rule in DEFAULT.rules)


def test_all_prices_of_the_catalog_are_listed_ones() -> None:
    versions = {price.version for d in CATALOG.deployments for price in d.prices.prices}
    assert versions == {bundled_prices().version}


@pytest.mark.parametrize("provider", ["openai", "anthropic", "gemini", "mistral"])
def test_one_key_of_a_large_provider_gives_all_tiers(provider: str) -> None:
    tiers = {d.tier for d in CATALOG.of_kind(Kind.CHAT) if d.provider == provider}
    assert tiers == set(Tier)


@pytest.mark.parametrize("deployment", CATALOG.of_kind(Kind.CHAT), ids=lambda d: d.name)
def test_every_chat_deployment_can_use_tools(deployment: Any) -> None:
    assert Capability.TOOLS in deployment.capabilities
    assert deployment.prices.prices[0].output_usd_per_mtok > 0


@pytest.mark.parametrize(
    "name",
    [
        *("gpt-3.5-turbo", "gpt-4", "gpt-4o", "gpt-4o-mini", "gpt-4.1-nano", "gpt-5", "gpt-5-mini"),
        *("o1", "o3-mini", "o4-mini", "chatgpt-4o-latest", "openai/gpt-4o", "claude-sonnet-4-5"),
        *("claude-3-5-haiku-latest", "gemini-2.5-flash", "gemini-2.5-pro", "mistral-large-latest"),
        *("deepseek-chat", "grok-3", "command-r-plus", "llama-3.3-70b"),
    ],
)
def test_well_known_names_let_the_policy_choose(name: str) -> None:
    assert CATALOG.resolve(name) == Ask()


@pytest.mark.parametrize("name", ["text-embedding-3-small", "text-embedding-ada-002", "embed-v4.0"])
def test_the_name_of_an_embedding_never_means_another_model(name: str) -> None:
    assert not any(
        name.startswith(alias.rstrip("*")) and target != name
        for alias, target in CATALOG.aliases.items()
    )


def test_the_simulated_catalog_has_every_tier_and_every_capability() -> None:
    chats = SIMULATED.of_kind(Kind.CHAT)
    assert {d.tier for d in chats} == set(Tier)
    assert all(d.capabilities == frozenset(Capability) for d in chats)
    assert len(SIMULATED.of_kind(Kind.EMBEDDING)) == 1

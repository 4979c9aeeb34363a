"""Tests of `router.adapters.importing.folder`, on whole configurations in `configs`."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from classifier.labels import Complexity
from router.adapters.files.catalog_file import load_catalog
from router.adapters.files.policy_file import load_policy
from router.adapters.files.yaml_source import read_yaml
from router.adapters.importing.folder import CATALOG, POLICY, REPORT, import_file, write_folder
from router.core.budget import BudgetState
from router.core.catalog import Catalog
from router.core.deployment import Capability
from router.core.errors import ConfigurationError, PolicyDenied
from router.core.facts import RequestShape
from router.core.importing.imported import Imported
from router.core.importing.listing import Importer
from router.core.importing.litellm import import_litellm
from router.core.importing.routellm import Options, import_routellm
from router.core.importing.semantic_router import import_semantic_router
from router.core.policy import Policy
from router.core.routing import decide
from router.core.tier import Tier
from tests.core.importing.foreign import unaccounted
from tests.factories import assessment, caller, facts, rulebook, shape

CONFIGS = Path(__file__).parent / "configs"
FILES = sorted(CONFIGS.glob("*.yaml"))
IMPORTERS: dict[str, Importer] = {
    "litellm": partial(import_litellm, environment={}),
    "routellm": partial(import_routellm, options=Options()),
    "semantic": import_semantic_router,
}
SECRETS = (
    "master-master-master",
    "hunter2",
    "none-needed",
    "live-live-live-live",
    "horse-horse-horse",
    "lf-lf-lf-lf-lf-lf",
    "letmein",
    "hush-hush-hush",
    "route-route-route",
    "static-static-static",
)


def _import(name: str) -> Imported:
    file = CONFIGS / f"{name}.yaml"
    return import_file(file, IMPORTERS[name.partition("_")[0]])


def _load(name: str, folder: Path) -> tuple[Policy, Catalog]:
    write_folder(_import(name), folder, may_replace=False)
    return load_policy(folder / POLICY)[0], load_catalog(folder / CATALOG)


def test_there_are_whole_configurations_of_each_format() -> None:
    assert len(FILES) >= 6
    assert {path.name.partition("_")[0].removesuffix(".yaml") for path in FILES} == set(IMPORTERS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_key_of_the_source_is_accounted_for(path: Path) -> None:
    assert unaccounted(_import(path.stem), read_yaml(path).data) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_note_names_the_line_of_its_field(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    for note in _import(path.stem).notes:
        last = note.field.rpartition(".")[2].partition("[")[0]
        if not note.field.endswith("]"):
            assert last in lines[note.line - 1], note


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_written_loads(path: Path, tmp_path: Path) -> None:
    policy, catalog = _load(path.stem, tmp_path)
    imported = _import(path.stem)
    assert [rule.id for rule in policy.rules] == [rule.id for rule in imported.rules]
    assert [budget.id for budget in policy.budgets] == [one.id for one in imported.budgets]
    whole = [one.name for one in imported.deployments if one.held_back is None]
    assert [one.name for one in catalog.deployments] == whole
    assert dict(catalog.aliases) == dict(imported.aliases)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_deployment_that_a_rule_names_is_in_the_catalog(path: Path, tmp_path: Path) -> None:
    policy, catalog = _load(path.stem, tmp_path)
    named = {rule.then.deployment for rule in policy.rules if rule.then.deployment}
    assert named <= {one.name for one in catalog.deployments}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_secret_is_written(path: Path, tmp_path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    written = write_folder(_import(path.stem), tmp_path, may_replace=False)
    texts = "".join(file.read_text(encoding="utf-8") for file in written)
    assert not [secret for secret in SECRETS if secret in source and secret in texts]


def test_the_secrets_looked_for_are_in_the_sources() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in FILES)
    assert all(secret in sources for secret in SECRETS)


def test_a_price_of_a_token_arrives_exactly(tmp_path: Path) -> None:
    _, catalog = _load("litellm_budgets", tmp_path)
    price = catalog.deployments[0].prices.prices[0]
    assert (str(price.input_usd_per_mtok), str(price.output_usd_per_mtok)) == ("0.15", "0.6")


def test_budgets_arrive_exactly(tmp_path: Path) -> None:
    policy, _ = _load("litellm_budgets", tmp_path)
    found = [(one.id, str(one.limit_usd), str(one.per), one.tag) for one in policy.budgets]
    assert found == [
        ("service", "500.50", "month", None),
        ("tag-product-chat-bot", "10", "day", "product:chat-bot"),
        ("tag-product-search", "70", "week", "product:search"),
    ]
    assert {one.timezone for one in policy.budgets} == {"Europe/Berlin"}


def test_an_azure_deployment_has_its_address_its_key_and_the_price_of_its_model(
    tmp_path: Path,
) -> None:
    _, catalog = _load("litellm_balanced", tmp_path)
    eu, us, sonnet, house = catalog.deployments
    assert (eu.provider, eu.model, eu.api_key_env) == ("azure", "gpt-4o-eu", "AZURE_EU_KEY")
    assert (eu.api_base, eu.api_version) == ("https://acme-eu.openai.azure.com/", "2024-10-21")
    assert eu.region == "eu"
    assert eu.prices.prices[0].input_usd_per_mtok == us.prices.prices[0].input_usd_per_mtok
    assert Capability.VISION in eu.capabilities
    assert (house.context_window, house.max_output_tokens) == (32_768, 8_192)
    assert sonnet.tier is Tier.PREMIUM


def test_callers_of_a_group_reach_its_first_deployment(tmp_path: Path) -> None:
    policy, catalog = _load("litellm_balanced", tmp_path)
    assert catalog.resolve("gpt-4").deployment is None  # the rules decide
    first = next(rule for rule in policy.rules if rule.id == "gpt-4o")
    assert first.then.deployment == "gpt-4o-eu"
    assert catalog.resolve("sonnet").deployment is catalog.deployments[2]


def _decide(loaded: tuple[Policy, Catalog], asked: RequestShape, **known: object) -> str:
    policy, catalog = loaded
    of_request = replace(facts(asked=asked), **known)  # type: ignore[arg-type]
    return decide(of_request, rulebook(policy, of=catalog)).deployment.name


def test_requests_go_where_litellm_would_have_sent_them(tmp_path: Path) -> None:
    loaded = _load("litellm_balanced", tmp_path)
    assert _decide(loaded, shape(requested_model="gpt-4o")) == "gpt-4o-eu"
    assert _decide(loaded, shape(requested_model="gpt-4")) == "gpt-4o-eu"
    assert _decide(loaded, shape(requested_model="claude")) == "claude-sonnet-4-5"
    group, eu, us = shape(requested_model="gpt-4o"), "azure/gpt-4o-eu", "openai/gpt-4o"
    assert _decide(loaded, group, unhealthy=(eu,)) == "gpt-4o"
    assert _decide(loaded, group, unhealthy=(eu, us)) == "claude-sonnet-4-5"
    long = shape(requested_model="house", input_tokens=40_000)
    assert _decide(loaded, shape(requested_model="house")) == "qwen3-32b"
    assert _decide(loaded, long) == "claude-sonnet-4-5"


def test_tagged_callers_reach_the_deployment_with_their_tag(tmp_path: Path) -> None:
    loaded = _load("litellm_budgets", tmp_path)
    asked = shape(requested_model="fast")
    assert _decide(loaded, asked, caller=caller(tags=("paid",))) == "gpt-4o"
    assert _decide(loaded, asked, caller=caller(tags=("free",))) == "gpt-4o-mini"


def test_a_spent_budget_refuses(tmp_path: Path) -> None:
    loaded = _load("litellm_budgets", tmp_path)
    spent = BudgetState(id="service", share_used=1.0, share_elapsed=0.5)
    asked = shape(requested_model="fast")
    with pytest.raises(PolicyDenied, match="'service' is spent until the next month"):
        _decide(loaded, asked, budgets=(spent,))
    assert _decide(loaded, asked, budgets=(replace(spent, share_used=0.99),))


def test_a_complexity_router_sends_work_to_its_models(tmp_path: Path) -> None:
    loaded = _load("litellm_complexity", tmp_path)
    asked = shape(requested_model="auto")

    def chosen(complexity: Complexity) -> str:
        return _decide(loaded, asked, assessment=assessment(complexity=complexity))

    assert [chosen(one) for one in Complexity] == ["gpt-4o-mini", "gpt-4o", "claude-opus-4-5"]
    unsure = assessment(is_abstained=True)
    assert _decide(loaded, asked, assessment=unsure) == "gpt-4o"


def test_a_router_called_auto_needs_no_alias(tmp_path: Path) -> None:
    policy, catalog = _load("litellm_complexity", tmp_path)
    assert "auto" not in catalog.aliases
    assert catalog.aliases["semantic"] == "auto"
    assert [rule.id for rule in policy.rules] == [
        "auto-trivial",
        "auto-moderate",
        "auto-demanding",
        "auto-otherwise",
        "semantic-otherwise",
    ]


def test_what_waits_stands_in_the_catalog_as_a_comment(tmp_path: Path) -> None:
    write_folder(_import("litellm_documented"), tmp_path, may_replace=False)
    text = (tmp_path / CATALOG).read_text(encoding="utf-8")
    assert "  # - model: azure/nameless\n" in text
    assert "the variable AZURE_API_BASE, which" in text


def test_every_part_names_its_line(tmp_path: Path) -> None:
    write_folder(_import("litellm_balanced"), tmp_path, may_replace=False)
    assert "  # line 3\n  - model: azure/gpt-4o-eu\n" in (tmp_path / CATALOG).read_text("utf-8")
    policy = (tmp_path / POLICY).read_text("utf-8")
    assert policy.startswith("# Made from litellm_balanced.yaml (LiteLLM) by `tierwise import`.")


def test_files_that_are_there_are_not_overwritten_unless_told(tmp_path: Path) -> None:
    (tmp_path / POLICY).write_text("mine", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"policy\.yaml would be overwritten.*--force"):
        write_folder(_import("routellm"), tmp_path, may_replace=False)
    assert [path.name for path in tmp_path.iterdir()] == [POLICY]
    write_folder(_import("routellm"), tmp_path, may_replace=True)
    assert (tmp_path / POLICY).read_text("utf-8") != "mine"
    assert (tmp_path / REPORT).exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="cannot be written"):
        write_folder(_import("routellm"), tmp_path / "file" / "inner", may_replace=False)


def test_what_would_not_load_is_not_written(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    params = "{model: openai/gpt-4o, input_cost_per_token: 1e-6}"
    budget = "{max_budget: 99999999999, budget_duration: 1d}"
    file.write_text(
        f"model_list: [{{model_name: a, litellm_params: {params}}}]\nlitellm_settings: {budget}\n",
        encoding="utf-8",
    )
    imported = import_file(file, IMPORTERS["litellm"])
    with pytest.raises(
        ConfigurationError, match=r"(?s)nothing was written.*policy\.yaml:\d+.*limit"
    ):
        write_folder(imported, tmp_path / "out", may_replace=False)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("model_list: [", r"config\.yaml:2:1: not valid YAML"),
        ("- a\n- b\n", r"config\.yaml:1:1: the file must hold fields"),
        ("other: 1\n", r"config\.yaml:1:1: the file has no `model_list`"),
        (
            "model_list:\n  - model_name: a\n    litellm_params: {api_key: sk-hush}\n",
            r"config\.yaml:3:5: 'model_list\[0\]\.litellm_params' lacks `model`",
        ),
        (
            "model_list:\n  - model_name: a\n    litellm_params:\n      model: openai/gpt-4o\n"
            "      weight: sk-hush\n",
            r"config\.yaml:5:7: 'model_list\[0\]\.litellm_params\.weight' must be a number",
        ),
        (
            "model_list:\n  - {model_name: a, litellm_params: {model: nowhere/model}}\n",
            r"config\.yaml:2:1: nowhere/model cannot be carried over: its provider is not known",
        ),
        (
            "model_list:\n  - {model_name: a, litellm_params: {model: 'openai/*'}}\n",
            r"config\.yaml:1:1: no deployment of chat or embeddings",
        ),
    ],
)
def test_what_cannot_be_read_is_told_with_file_and_line(
    text: str, message: str, tmp_path: Path
) -> None:
    file = tmp_path / "config.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=message) as caught:
        import_file(file, IMPORTERS["litellm"])
    assert "sk-hush" not in caught.value.message

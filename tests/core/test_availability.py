"""Tests of `router.core.availability`."""

from dataclasses import replace

from router.core.availability import available
from router.core.catalog import Catalog
from router.core.deployment import Kind
from tests.factories import catalog, deployment

STAND_IN = catalog(deployment("simulated", provider="simulated"))
CLOUD = deployment("cloud", provider="openai")
HOUSE = deployment("house", provider="vllm", api_base="http://127.0.0.1:1/v1")
KEYED = replace(deployment("keyed", provider="openai"), api_key_env="HOUSE_KEY")


def names(of: Catalog) -> list[str]:
    return [d.name for d in of.deployments]


def test_deployments_of_providers_that_were_found_stay() -> None:
    both = catalog(CLOUD, deployment("other", provider="mistral"))

    assert names(available(both, providers={"openai"}, variables=set())) == ["cloud"]


def test_a_deployment_with_an_address_of_its_own_needs_no_key() -> None:
    assert names(available(catalog(HOUSE), providers=set(), variables=set())) == ["house"]


def test_a_deployment_with_a_key_of_its_own_needs_that_one() -> None:
    without = available(catalog(KEYED, HOUSE), providers={"openai"}, variables=set())
    with_key = available(catalog(KEYED, HOUSE), providers=set(), variables={"HOUSE_KEY"})

    assert names(without) == ["house"]
    assert names(with_key) == ["keyed", "house"]


def test_what_was_discovered_is_added_unless_the_catalog_names_it() -> None:
    extra = [deployment("cloud", provider="ollama"), deployment("llama", provider="ollama")]

    found = available(catalog(CLOUD), providers={"openai"}, variables=set(), extra=extra)

    assert names(found) == ["cloud", "llama"]
    assert found.deployments[0].provider == "openai"


def test_with_nobody_to_chat_with_the_stand_in_serves() -> None:
    vectors = deployment("vectors", kind=Kind.EMBEDDING)

    found = available(catalog(vectors), providers={"openai"}, variables=set(), stand_in=STAND_IN)

    assert names(found) == ["vectors", "simulated"]


def test_the_stand_in_never_mixes_with_real_deployments() -> None:
    found = available(catalog(CLOUD), providers={"openai"}, variables=set(), stand_in=STAND_IN)

    assert names(found) == ["cloud"]


def test_aliases_and_version_stay() -> None:
    found = available(
        catalog(CLOUD, aliases={"gpt-*": "auto"}), providers={"openai"}, variables=set()
    )

    assert (found.aliases, found.version) == ({"gpt-*": "auto"}, "cat-1")


def test_the_aliases_of_the_stand_in_come_with_it() -> None:
    stand_in = replace(STAND_IN, aliases={"cloud": "simulated"})
    written = catalog(CLOUD, aliases={"gpt-*": "auto"})

    found = available(written, providers=set(), variables=set(), stand_in=stand_in)

    assert found.aliases == {"gpt-*": "auto", "cloud": "simulated"}

"""Do the examples for newcomers work, put where the page says they go?"""

import importlib.util
import re
import sys
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType, NoneType
from typing import get_args

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from classifier.features.group import FeatureGroup
from classifier.features.reading import Reading
from router.adapters.files.catalog_file import load_catalog
from router.adapters.providers import openai_shaped
from router.adapters.providers.litellm import LiteLLM
from router.adapters.providers.pool import ProviderPool
from router.adapters.providers.translated import translated_endpoint
from router.core.availability import available
from router.core.deployment import Deployment
from router.core.facts import RequestShape
from router.core.rules import AllOf, AnyOf, NoneOf, When
from router.core.rules.space import is_covered
from tests import factories as make
from tests.classifier.features.readings import reading_of
from tests.docs.pages import ROOT, blocks, rows

PAGE = ROOT / "CONTRIBUTING.md"
CONDITION, CONDITION_LINE, PROVIDER_LINE, FEATURE = (b.text for b in blocks(PAGE, "python"))
(CATALOG,) = (block.text for block in blocks(PAGE, "yaml"))


def _module(path: Path, source: str) -> ModuleType:
    """Import `source` as a file of its own."""
    path.write_text(source)
    spec = importlib.util.spec_from_file_location(f"example_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def when(tmp_path: Path) -> Iterator[type[When]]:
    """`When` with the example's line, beside the example's file."""
    _module(tmp_path / "streamed.py", CONDITION)
    source = (
        "from router.core.rules import When\n"
        "from example_streamed import IsStreamed\n\n\n"
        f"class Extended(When):\n    {CONDITION_LINE.strip()}\n"
    )
    yield _module(tmp_path / "when.py", source).Extended
    for name in ("example_streamed", "example_when"):
        del sys.modules[name]


@pytest.fixture
def provider_table(tmp_path: Path) -> Iterator[ModuleType]:
    """The table of providers with the example's line in it."""
    source = Path(openai_shaped.__file__).read_text("utf-8")
    before = '        _hosted("openai", '
    assert source.count(before) == 1
    yield _module(tmp_path / "shaped.py", source.replace(before, PROVIDER_LINE + before))
    del sys.modules["example_shaped"]


@pytest.fixture
def group(tmp_path: Path) -> Iterator[FeatureGroup]:
    yield _module(tmp_path / "links.py", FEATURE).Links()
    del sys.modules["example_links"]


def test_the_condition_matches_once_it_is_in_when(when: type[When]) -> None:
    written = when.model_validate({"streamed": True, "team": "search"})
    streamed, whole = (
        make.facts(asked=RequestShape(requested_model="auto", input_tokens=9, is_streamed=told))
        for told in (True, False)
    )
    assert written.first_failing(streamed) is None
    failing = written.first_failing(whole)
    assert failing is not None
    assert (failing.kind, failing.observed(whole)) == ("streamed", "it is sent as a whole")


def test_the_condition_is_analysed_once_it_is_in_when(when: type[When]) -> None:
    streamed, whole, either = (
        when.model_validate(written).boxes()
        for written in ({"streamed": True}, {"streamed": False}, {"team": "search"})
    )
    assert is_covered(either[0], (*streamed, *whole))
    assert not is_covered(either[0], streamed)


def test_the_condition_is_in_the_schema_once_it_is_in_when(when: type[When]) -> None:
    assert "streamed" in when.model_json_schema()["properties"]


def test_each_condition_kind_has_a_file_of_its_name() -> None:
    for name, info in When.model_fields.items():
        (kind,) = (part for part in get_args(info.annotation) if part is not NoneType)
        home = "" if kind in (AllOf, AnyOf, NoneOf) else f".{name}"
        assert kind.__module__ == f"router.core.rules{home}"


def test_the_provider_is_called_once_its_line_is_in_the_table(provider_table: ModuleType) -> None:
    target = make.deployment("acme-one", provider="acme", model="some-model")
    endpoint = provider_table.endpoint_of(target, {"ACME_API_KEY": "secret"})
    assert endpoint.url("chat/completions", model="some-model") == (
        "https://api.acme.example/v1/chat/completions"
    )
    assert endpoint.headers()["authorization"] == "Bearer secret"


def test_the_provider_has_an_address_variable_of_its_own(provider_table: ModuleType) -> None:
    target = make.deployment("acme-one", provider="acme")
    own = {"ACME_BASE_URL": "http://127.0.0.1:9/v1"}
    assert provider_table.endpoint_of(target, own).base_url == "http://127.0.0.1:9/v1"


async def test_a_provider_that_litellm_knows_needs_yaml_only(tmp_path: Path) -> None:
    deployment = _only_deployment(tmp_path)
    pool = ProviderPool({"NOVITA_API_KEY": "secret"})
    assert isinstance(pool.of(deployment), LiteLLM)
    await pool.close()
    assert translated_endpoint(deployment, {"NOVITA_API_KEY": "secret"}).key == "secret"


def test_its_deployment_is_offered_where_the_key_is_set(tmp_path: Path) -> None:
    _only_deployment(tmp_path)
    catalog = load_catalog(tmp_path / "catalog.yaml")
    offered = [
        len(available(catalog, providers=set(), variables=variables).deployments)
        for variables in (set(), {"NOVITA_API_KEY"})
    ]
    assert offered == [0, 1]


def _only_deployment(folder: Path) -> Deployment:
    path = folder / "catalog.yaml"
    path.write_text(CATALOG)
    (deployment,) = load_catalog(path).deployments
    return deployment


def test_the_feature_group_separates_what_it_is_made_for(group: FeatureGroup) -> None:
    with_links = [f"https://example.com/{n} sums up page {n}" for n in range(8)]
    without = [f"sums up page {n}" for n in range(8)]
    readings = [reading_of(text) for text in (*with_links, *without)]

    def numbers(them: Sequence[Reading]) -> list[list[float]]:
        return [list(group.row(reading)) for reading in them]

    steps = [FunctionTransformer(numbers), StandardScaler(), LogisticRegression()]
    pipeline = Pipeline([(type(step).__name__, step) for step in steps])
    truth = np.repeat([True, False], 8)
    assert pipeline.fit(readings, truth).score(readings, truth) == 1.0


def test_the_feature_group_names_each_of_its_numbers(group: FeatureGroup) -> None:
    assert len(group.row(reading_of("hello"))) == len(group.feature_names)


def test_every_file_that_the_table_names_exists() -> None:
    places = [
        place for row in rows(PAGE, "new…") for place in re.findall(r"`([^`]+)`", " ".join(row))
    ]
    paths = [re.sub(r"<\w+>\.py$", "", place) for place in places if "/" in place]
    assert len(paths) > 12
    assert not [path for path in paths if not (ROOT / path).exists()]


def test_the_house_style_has_ten_lines() -> None:
    style = PAGE.read_text("utf-8").split("## House style")[1].split("## Checks")[0]
    numbers = re.findall(r"^(\d+)\. ", textwrap.dedent(style), re.MULTILINE)
    assert numbers == [str(number) for number in range(1, 11)]

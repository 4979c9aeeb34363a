import pytest
from pydantic import BaseModel

from router.adapters.files.catalog_format import CatalogText
from router.adapters.files.model_shape import field_at, model_at, written_fields
from router.adapters.files.price_format import PricesText
from router.adapters.files.yaml_source import Location
from router.core.effects import Then
from router.core.policy import Policy, Rule
from router.core.rules import When
from router.core.rules.probability import ProbabilityRange
from router.core.rules.tokens import TokenRange


@pytest.mark.parametrize(
    ("root", "location", "model"),
    [
        (Policy, (), Policy),
        (Policy, ("rules", 3), Rule),
        (Policy, ("rules", 3, "when"), When),
        (Policy, ("rules", 3, "then"), Then),
        (Policy, ("rules", 3, "when", "tokens"), TokenRange),
        (Policy, ("rules", 3, "when", "team"), None),
        (Policy, ("rules", 3, "when", "not", 0, "any", 1), When),
        (Policy, ("rules", 3, "when", "all", "not"), When),
        (Policy, ("rules", 3, "when", "probability", "high"), ProbabilityRange),
        (Policy, ("rules", 3, "then", "headers", "x-a"), None),
        (Policy, ("nothing", "of", "this"), None),
        (CatalogText, ("deployments", 0, "prices", 1), PricesText),
        (CatalogText, ("aliases", "x"), None),
    ],
)
def test_the_model_at_a_location(
    root: type[BaseModel], location: Location, model: type[BaseModel] | None
) -> None:
    assert model_at(root, location) is model


def test_the_field_at_a_location() -> None:
    info = field_at(Policy, ("rules", 0, "reason"))
    assert info is not None
    assert info.description == "Why the rule exists; shown to callers."


def test_no_field_where_there_is_none() -> None:
    assert field_at(Policy, ()) is None
    assert field_at(CatalogText, ("aliases", "x")) is None


def test_fields_have_the_names_that_files_use() -> None:
    assert "not" in written_fields(When)
    assert "not_" not in written_fields(When)

"""Tests of `router.core.deployment`."""

from dataclasses import fields

from router.core.deployment import Deployment
from tests.factories import deployment


def test_a_deployment_names_the_variable_of_its_key_and_never_the_key() -> None:
    holds_a_secret = [f.name for f in fields(Deployment) if "key" in f.name]

    assert holds_a_secret == ["api_key_env"]


def test_deployments_written_alike_are_equal() -> None:
    assert deployment("small") == deployment("small")
    assert deployment("small") != deployment("large")

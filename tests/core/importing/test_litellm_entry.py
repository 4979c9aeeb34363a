"""Tests of `router.core.importing.litellm_entry`."""

from decimal import Decimal

import pytest

from router.core.deployment import Kind
from router.core.importing.litellm_entry import Entry, entry_of
from router.core.importing.source import Reading
from tests.core.importing.foreign import listing, reading


def _entry(params: str, more: str = "") -> tuple[Entry | None, Reading]:
    read = reading(f"model_name: group\nlitellm_params: {{{params}}}\n{more}")
    return entry_of(read.root, listing(), environment={}), read


def test_an_entry_is_a_deployment_of_a_group() -> None:
    entry, _ = _entry("model: openai/small", "model_info: {id: mine}")
    assert entry is not None
    assert (entry.group, entry.own_name, entry.window) == ("group", "mine", 1_000)
    assert entry.deployment is not None
    assert entry.deployment.held_back is None


def test_kind_comes_from_the_list() -> None:
    entry, _ = _entry("model: openai/vectors")
    assert entry is not None
    assert entry.kind is Kind.EMBEDDING


def test_order_weight_and_tags_are_read() -> None:
    entry, _ = _entry("model: openai/small, order: 2, weight: 0.5, tags: [a, b]")
    assert entry is not None
    assert (entry.order, entry.weight, entry.tags) == (Decimal(2), Decimal("0.5"), ("a", "b"))


def test_a_router_is_no_deployment() -> None:
    entry, _ = _entry("model: auto_router/complexity_router")
    assert entry is not None
    assert entry.is_router
    assert entry.deployment is None


@pytest.mark.parametrize("model", ["openai/*", "*"])
def test_a_wildcard_is_told_as_a_whole(model: str) -> None:
    entry, read = _entry(f"model: '{model}', api_key: os.environ/KEY")
    assert entry is not None
    assert entry.deployment is None
    assert [note.field for note in read.notes] == [""]


def test_what_cannot_be_called_is_held_back_and_nothing_of_it_counts_as_carried() -> None:
    entry, read = _entry("model: openai/unpriced, api_key: os.environ/KEY")
    assert entry is not None
    assert entry.deployment is not None
    assert entry.deployment.held_back == "nothing says what it costs: write its prices"
    assert len(read.notes) == 1


def test_what_is_of_no_use_is_not_even_held_back() -> None:
    entry, _ = _entry("model: openai/pictures")
    assert entry is not None
    assert entry.deployment is None


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("litellm_params: {model: openai/small}", "`model_name`"),
        ("model_name: a", "`litellm_params`"),
        ("model_name: a\nlitellm_params: {api_key: x}", "`model`"),
        ("just a word", "must hold fields"),
    ],
)
def test_an_entry_that_lacks_something_is_a_fault(text: str, missing: str) -> None:
    read = reading(text)
    assert entry_of(read.root, listing(), environment={}) is None
    assert any(missing in fault.text for fault in read.faults)

"""Tests of `router.core.rules.base` and of what all condition kinds share."""

from typing import ClassVar

import pytest
from pydantic import TypeAdapter, ValidationError
from typing_extensions import override

from router.core.facts import Facts
from router.core.rules import When
from router.core.rules.base import Condition, Names
from router.core.rules.space import Boxes
from tests.factories import facts

NAMES = TypeAdapter(Names)


def test_one_value_may_be_written_without_a_list() -> None:
    assert NAMES.validate_python("a") == NAMES.validate_python(["a"]) == ("a",)


@pytest.mark.parametrize("written", [[], None, [None], {"a": 1}, 5])
def test_what_is_no_name_is_refused(written: object) -> None:
    with pytest.raises(ValidationError):
        NAMES.validate_python(written)


def test_the_schema_offers_the_single_value_beside_the_list() -> None:
    one, several = NAMES.json_schema()["anyOf"]

    assert one["type"] == "string"
    assert several["type"] == "array"
    assert several["minItems"] == 1


def test_every_kind_is_named_in_a_policy_as_it_names_itself() -> None:
    for name, field in When.model_fields.items():
        (kind,) = (k for k in field.annotation.__args__ if k is not type(None))  # type: ignore[union-attr]

        assert kind.kind == (field.alias or name)


def test_conditions_are_tried_in_the_order_of_their_kinds() -> None:
    when = When.model_validate({"tools": True, "priority": "high"})

    assert [condition.kind for condition in when.conditions()] == ["priority", "tools"]


def test_the_first_condition_that_fails_is_named() -> None:
    when = When.model_validate({"priority": "normal", "team": "nobody", "tools": True})

    failing = when.first_failing(facts())

    assert failing is not None
    assert failing.kind == "team"


def test_where_all_hold_none_fails() -> None:
    when = When.model_validate({"priority": "normal", "team": "search", "tools": False})

    assert when.first_failing(facts()) is None


@pytest.mark.parametrize(
    ("argument", "read"), [(True, "with whim"), (False, "without whim"), ("a", "whose whim is a")]
)
def test_a_kind_without_words_of_its_own_can_be_read(argument: bool | str, read: str) -> None:
    class Whim(Condition[bool | str]):
        kind: ClassVar[str] = "whim"

        @override
        def matches(self, facts: Facts) -> bool:
            return True

        @override
        def observed(self, facts: Facts) -> str:
            return ""

        @override
        def boxes(self) -> Boxes:
            return ({},)

    assert Whim(argument).in_words() == read

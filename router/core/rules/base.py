"""What is a condition: one kind of test on the facts, written in YAML as `kind: argument`?"""

from abc import ABC, abstractmethod
from typing import Annotated, Any, ClassVar, Generic, TypeVar

from pydantic import BeforeValidator, ConfigDict, Field, GetJsonSchemaHandler, RootModel
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from router.core.facts import Facts
from router.core.rules.space import Boxes

__all__ = ["Condition", "Names", "OneOrMore"]

T = TypeVar("T")
Item = TypeVar("Item")


def _as_list(value: object) -> object:
    return value if isinstance(value, list | tuple) else [value]


class _OneOrMoreSchema:
    """Lets the JSON schema offer the single value beside the list."""

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        array = handler(core_schema)
        return {"anyOf": [array["items"], array]}


OneOrMore = Annotated[
    tuple[Item, ...], Field(min_length=1), BeforeValidator(_as_list), _OneOrMoreSchema()
]
"""`x` or `[x, y]` in YAML; always a tuple in code."""

Names = OneOrMore[str]


class Condition(RootModel[T], ABC, Generic[T]):
    """One condition kind. Its argument is `self.root`; its name in YAML is `kind`."""

    model_config = ConfigDict(frozen=True)
    kind: ClassVar[str]
    asks: ClassVar[str | None] = None
    """The fact that it needs and that is only found where a policy asks for it."""

    @abstractmethod
    def matches(self, facts: Facts) -> bool:
        """Whether the facts meet the condition."""

    @abstractmethod
    def observed(self, facts: Facts) -> str:
        """What the facts say on this matter, in words, for explanations."""

    @abstractmethod
    def boxes(self) -> Boxes:
        """The set of facts that meet it, as a union of boxes; for analysis, not for matching."""

    def wanted(self) -> str:
        """What the condition asks for, in words."""
        argument: Any = self.root
        if isinstance(argument, tuple):
            return " or ".join(str(item) for item in argument)
        return str(argument)

    def in_words(self) -> str:
        """What the condition asks for, as plain words that follow "Requests"."""
        if isinstance(self.root, bool):
            return f"{'with' if self.root else 'without'} {self.kind}"
        return f"whose {self.kind} is {self.wanted()}"

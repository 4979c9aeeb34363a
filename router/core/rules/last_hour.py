"""Condition `last_hour`: how much the caller's key did in the hour until now."""

from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field, model_validator
from typing_extensions import override

from router.core.facts import Facts
from router.core.rules.base import Condition
from router.core.rules.bounds import Bounds, Counts
from router.core.rules.phrases import amount, listed
from router.core.rules.space import YES, Boxes, Span, box_of

_Usd = Annotated[float, Field(ge=0)]


class RequestRange(Counts):
    """Bounds on the number of requests in the hour, both inclusive."""


class CostRange(Bounds):
    """Bounds on what the hour cost in USD, both inclusive."""

    least: ClassVar[float] = 0

    at_least: _Usd | None = None
    at_most: _Usd | None = None


class Volume(BaseModel):
    """What was done in an hour; all that is written must hold."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    requests: RequestRange | None = None
    usd: CostRange | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "Volume":
        if self.requests is None and self.usd is None:
            raise ValueError("write requests, usd or both")
        return self

    @override
    def __str__(self) -> str:
        bounds = (("requests", self.requests), ("USD", self.usd))
        return ", ".join(f"{name} {bound}" for name, bound in bounds if bound is not None)


class LastHourIs(Condition[Volume]):
    """Matches when the key's hour until now is known and lies within the bounds."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"requests": {"at_least": 500}}]})
    kind: ClassVar[str] = "last_hour"
    asks: ClassVar[str | None] = "last_hour"

    @override
    def matches(self, facts: Facts) -> bool:
        hour, wanted = facts.last_hour, self.root
        return (
            hour is not None
            and (wanted.requests is None or wanted.requests.permit(hour.requests))
            and (wanted.usd is None or wanted.usd.permit(hour.cost_usd))
        )

    @override
    def observed(self, facts: Facts) -> str:
        hour = facts.last_hour
        if hour is None:
            return "the key's last hour is not known"
        return f"the key made {hour.requests} requests for {hour.cost_usd:.2f} USD in the last hour"

    @override
    def in_words(self) -> str:
        requests, usd = self.root.requests, self.root.usd
        parts = [f"made {amount(requests)} requests"] if requests else []
        parts += [f"spent {amount(usd)} USD"] if usd else []
        return f"whose key {listed(parts, word='and')} in the hour before"

    @override
    def boxes(self) -> Boxes:
        axes: dict[str, Span] = {"last_hour?": YES}
        if self.root.requests is not None:
            axes["last_hour:requests"] = self.root.requests.span()
        if self.root.usd is not None:
            axes["last_hour:usd"] = self.root.usd.span()
        return box_of(axes)

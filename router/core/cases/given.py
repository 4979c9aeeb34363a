"""Which facts does a case give? All that it does not write are those of an ordinary request."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from classifier.labels import Complexity, Label, Priority, Task
from router.core.assessment import Assessment
from router.core.caller import UNASSIGNED, Caller
from router.core.cases.standing import (
    Count,
    GivenBudget,
    GivenConversation,
    GivenGrant,
    GivenHour,
    Name,
    Share,
)
from router.core.conversation import Conversation
from router.core.deployment import Capability
from router.core.facts import Facts, RequestShape
from router.core.rules.base import OneOrMore
from router.core.rules.new import Newcomer

__all__ = ["FROM_TEXT", "Given", "Reading"]

FROM_TEXT = (
    "priority",
    "complexity",
    "task",
    "abstained",
    "probability",
    "difficulty",
    "language",
    "tokens",
    "images",
    "turns",
)
"""Facts that a text brings with it, so that a case with a text does not write them."""
_FRIDAY_NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
_PARTS = {"image_url": Capability.VISION, "input_audio": Capability.AUDIO}
_SURE = 0.9
"""Probability of the label that won, where a case does not write it."""
_LABELS = frozenset(str(label) for head in (Priority, Complexity, Task) for label in head)

L = TypeVar("L", bound=Label)


def _with_zone(written: object) -> object:
    """In plain words here, because pydantic tells of parsing and not of what to write."""
    try:
        at = datetime.fromisoformat(written) if isinstance(written, str) else written
    except ValueError:
        at = None
    if not isinstance(at, datetime) or at.tzinfo is None:
        raise ValueError("write a moment with its time zone, such as 2026-11-20T12:00:00Z")
    return at


Moment = Annotated[datetime, BeforeValidator(_with_zone)]


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read from the text of a case, as the service would read it."""

    assessment: Assessment
    request: RequestShape


class Given(_Written):
    """The facts of one case."""

    prompt: Name | None = Field(
        default=None, description="A text for the classifier, in place of its labels."
    )
    messages: Annotated[tuple[dict[str, object], ...], Field(min_length=1)] | None = Field(
        default=None, description="A whole conversation, as chat completions take it."
    )
    priority: Priority = Priority.NORMAL
    complexity: Complexity = Complexity.MODERATE
    task: Task = Task.DRAFTING
    abstained: bool = Field(default=False, description="Whether the classifier is too unsure.")
    probability: Mapping[str, Share] = Field(
        default_factory=dict, description="Probabilities of labels, where they matter."
    )
    difficulty: float | None = Field(default=None, description="In logits; 0 is average.")
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] | None = Field(
        default=None, description="ISO 639-1 code, such as de."
    )
    tokens: Count = Field(default=100, description="Input tokens.")
    max_tokens: Annotated[int, Field(gt=0)] | None = Field(
        default=None, description="The most output tokens, as the caller asks."
    )
    tools: bool = Field(default=False, description="Whether tools are offered.")
    images: bool = Field(default=False, description="Whether images are shown.")
    needs: OneOrMore[Capability] | None = Field(
        default=None, description="Further capabilities that the request needs."
    )
    turns: Count = Field(default=1, description="How often the user has spoken.")
    requested_model: Name = "auto"
    key: Name = "key_case"
    user: Name = UNASSIGNED
    team: Name = UNASSIGNED
    project: Name = UNASSIGNED
    environment: Name = "prod"
    tags: OneOrMore[Name] | None = None
    budgets: tuple[GivenBudget, ...] = Field(
        default=(), description="How far the budgets are that the request falls under."
    )
    at: Moment = Field(
        default=_FRIDAY_NOON, description="When it comes, such as 2026-11-20T12:00:00Z."
    )
    findings: OneOrMore[Name] | None = Field(
        default=None, description="Kinds of anomaly findings that are open."
    )
    grants: tuple[GivenGrant, ...] = Field(
        default=(), description="Allowances that approvers gave, which cover the request."
    )
    last_hour: GivenHour | None = Field(
        default=None, description="What the key did in the hour until now."
    )
    new: OneOrMore[Newcomer] | None = Field(
        default=None, description="What was first seen a few days ago."
    )
    batch_size: Annotated[int, Field(gt=0)] | None = Field(
        default=None, description="Of how many requests that belong together it is."
    )
    unhealthy: OneOrMore[Annotated[str, Field(pattern=r"^[^/]+/.+$")]] | None = Field(
        default=None, description="What fails at present, each as provider/deployment."
    )
    lot: str = Field(
        default="", description="What shares are drawn by; nothing is drawn where left out."
    )
    conversation: GivenConversation | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> "Given":
        written = self.model_fields_set
        if self.prompt is not None and self.messages is not None:
            raise ValueError("prompt and messages exclude each other; write one of them")
        told = [name for name in FROM_TEXT if name in written]
        if self.has_text and told:
            raise ValueError(f"{' and '.join(told)}: the text says so; leave out one of the two")
        unknown = [label for label in self.probability if label not in _LABELS]
        if unknown:
            raise ValueError(f"probability: the classifier has no label '{unknown[0]}'")
        for head in (Priority, Complexity, Task):
            if sum(self.probability.get(label, 0.0) for label in head) > 1 + 1e-9:
                raise ValueError(f"probability: {head.__name__.lower()} adds up to more than 1")
        return self

    @property
    def has_text(self) -> bool:
        """Whether the classifier is asked."""
        return self.prompt is not None or self.messages is not None

    @property
    def chat(self) -> tuple[Mapping[str, object], ...]:
        """The text as messages."""
        return self.messages or ({"role": "user", "content": self.prompt or ""},)

    def facts(self, reading: Reading | None = None) -> Facts:
        """The facts of the case.

        Args:
            reading: what its text says, where it has one.
        """
        return Facts(
            at=self.at,
            caller=Caller(
                key_id=self.key,
                user=self.user,
                team=self.team,
                project=self.project,
                environment=self.environment,
                tags=self.tags or (),
            ),
            request=self._request(reading),
            assessment=reading.assessment if reading else self._assessment(),
            lot=self.lot,
            conversation=self._turn_before(),
            budgets=tuple(one.state for one in self.budgets),
            findings=self.findings or (),
            grants=tuple(one.open for one in self.grants),
            last_hour=self.last_hour.hour if self.last_hour else None,
            new=tuple(map(str, self.new or ())),
            unhealthy=self.unhealthy or (),
        )

    def _turn_before(self) -> Conversation | None:
        before = self.conversation
        if before is None:
            return None
        return Conversation(
            deployment=before.deployment,
            warm_tokens=before.warm_tokens,
            at=self.at - timedelta(seconds=before.age_s),
        )

    def _request(self, reading: Reading | None) -> RequestShape:
        needs = {*(self.needs or ()), *_shown(self.messages or ())}
        needs |= {Capability.TOOLS} if self.tools else set()
        needs |= {Capability.VISION} if self.images else set()
        shape = reading.request if reading else self._shape()
        return replace(
            shape,
            requested_model=self.requested_model,
            max_output_tokens=self.max_tokens,
            tool_count=int(self.tools),
            batch_size=self.batch_size,
            needs=shape.needs | needs,
        )

    def _shape(self) -> RequestShape:
        return RequestShape(
            requested_model=self.requested_model,
            input_tokens=self.tokens,
            turns=self.turns,
            language=self.language,
        )

    def _assessment(self) -> Assessment:
        return Assessment(
            priority=self.priority,
            complexity=self.complexity,
            task=self.task,
            priority_probabilities=self._probabilities(Priority, self.priority),
            complexity_probabilities=self._probabilities(Complexity, self.complexity),
            task_probabilities=self._probabilities(Task, self.task),
            is_abstained=self.abstained,
            abstained_because="the case says so" if self.abstained else None,
            classifier_version="given",
            difficulty=self.difficulty,
        )

    def _probabilities(self, head: type[L], label: L) -> dict[str, float]:
        """Those that are written; of what is left the label has most, the others equal parts."""
        written = self.probability
        open_ones = [one for one in head if one not in written]
        left = 1.0 - sum(written.get(one, 0.0) for one in head)
        others = len(open_ones) - (label in open_ones)
        most = left if not others else left * _SURE
        rest = left - most if label in open_ones else left
        return {
            one.value: written.get(one, most if one is label else rest / max(others, 1))
            for one in head
        }


def _shown(messages: Iterable[Mapping[str, object]]) -> Iterator[Capability]:
    """What a model must be able to take in, besides text."""
    for message in messages:
        parts = message.get("content")
        for part in parts if isinstance(parts, list) else ():
            kind = part.get("type") if isinstance(part, Mapping) else None
            if kind in _PARTS:
                yield _PARTS[kind]

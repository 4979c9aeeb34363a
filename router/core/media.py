"""What is asked of a deployment that makes or reads pictures and sound, and how much at most?"""

from dataclasses import dataclass
from enum import StrEnum

from router.core.caller import Attribution
from router.core.deployment import Kind
from router.core.sighting import NOWHERE, Origin

__all__ = ["MediaRequest", "Operation", "Passed"]


class Operation(StrEnum):
    """The endpoints whose bodies are passed on, as their paths end."""

    MODERATIONS = "moderations"
    GENERATIONS = "images/generations"
    EDITS = "images/edits"
    VARIATIONS = "images/variations"
    SPEECH = "audio/speech"
    TRANSCRIPTIONS = "audio/transcriptions"
    TRANSLATIONS = "audio/translations"

    @property
    def kind(self) -> Kind:
        """The deployments that serve it."""
        return _KINDS[self]


_KINDS = {
    Operation.MODERATIONS: Kind.MODERATION,
    Operation.GENERATIONS: Kind.IMAGE,
    Operation.EDITS: Kind.IMAGE,
    Operation.VARIATIONS: Kind.IMAGE,
    Operation.SPEECH: Kind.SPEECH,
    Operation.TRANSCRIPTIONS: Kind.TRANSCRIPTION,
    Operation.TRANSLATIONS: Kind.TRANSCRIPTION,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A body that is passed on byte for byte, but for the name of the model in it."""

    operation: Operation
    content_type: str
    before: bytes
    """What stands before the name; in JSON, the name's quotes are not in it."""
    after: bytes

    @property
    def is_json(self) -> bool:
        """Whether the name is written as JSON; else it stands bare in a form."""
        return self.content_type == "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaRequest:
    """One such request, with the most that it can use."""

    passed: Passed
    text: str
    """What a model reads of it as text, for counting."""
    requested_model: str
    attribution: Attribution
    units: int = 0
    """Pictures, seconds or characters, as the kind counts them."""
    are_units_estimated: bool = False
    """Seconds of a sound are what its file says."""
    tariff: str | None = None
    """Quality and size of pictures, such as `hd/1024x1792`, as prices name them."""
    input_tokens: int = 0
    """Of pictures and sound beside the text, probably; for models that bill tokens."""
    most_input_tokens: int = 0
    output_tokens: int = 0
    """The most of one answer, for models that bill tokens."""
    choices: int = 1
    response_format: str = "json"
    """In which form a transcription is wanted, or a picture or sound."""
    origin: Origin = NOWHERE

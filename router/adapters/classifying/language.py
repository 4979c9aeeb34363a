"""Which language is a prompt written in? A small model of byte patterns says."""

from collections.abc import Mapping, Sequence
from threading import Lock

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from classifier.prompt import Prompt

__all__ = ["LANGUAGES", "PatternLanguages"]

# fmt: off
LANGUAGES = frozenset((
    "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he",
    "hi", "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "nl", "no", "pl", "pt", "ro",
    "ru", "sk", "sl", "sr", "sv", "sw", "ta", "te", "th", "tl", "tr", "uk", "ur", "vi", "zh",
))
# fmt: on
"""What it can say. The model knows three times as many; among fewer it errs less."""
_NONE = "zxx"
"""What the model says of text without language, such as code."""
_CHARACTERS = 1_000
_SURE = 0.5


class PatternLanguages:
    """Implements `Languages`. The model takes half a second and 50 MB, so it waits until asked."""

    def __init__(self) -> None:
        self._loading = Lock()
        self._identifier: LanguageIdentifier | None = None

    def prepare(self) -> None:
        """Load the model, before requests ask; does nothing once it is loaded."""
        self._loaded()

    def of(self, messages: Sequence[Mapping[str, object]]) -> str | None:
        """ISO 639-1 code of the turn that asks; None where unsure."""
        prompt = Prompt.from_messages(messages)
        index = prompt.last_index
        text = prompt.turns[index].text[:_CHARACTERS] if index >= 0 else ""
        if not text or text.isspace():
            return None
        identifier = self._identifier or self._loaded()
        language, probability = identifier.classify(text)
        return language if probability >= _SURE and language != _NONE else None

    def _loaded(self) -> LanguageIdentifier:
        with self._loading:  # a request that comes meanwhile waits rather than goes without
            if self._identifier is None:
                identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
                identifier.set_languages(LANGUAGES | {_NONE})
                self._identifier = identifier
            return self._identifier

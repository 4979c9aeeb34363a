"""Condition `language`: the language that the prompt is written in."""

from types import MappingProxyType
from typing import Annotated, ClassVar

from pydantic import AfterValidator, ConfigDict, Field
from typing_extensions import override

from router.core.facts import Facts
from router.core.rules.base import Condition, OneOrMore
from router.core.rules.phrases import listed
from router.core.rules.space import Boxes, Values, box_of

_ISO_639_1 = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch "
    "co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy "  # codespell:ignore
    "ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it "
    "iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo "
    "lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny "  # codespell:ignore
    "oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl "
    "sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty "
    "ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
_CODES = frozenset(_ISO_639_1.split())
_TAKEN_FOR = MappingProxyType(
    {"cn": "zh", "cz": "cs", "dk": "da", "gr": "el", "jp": "ja", "ua": "uk"}
)
"""Countries whose code is no language's, and the code of the language that is meant."""

_NAMES = MappingProxyType(
    {
        "ar": "Arabic", "bg": "Bulgarian", "cs": "Czech", "da": "Danish", "de": "German",
        "el": "Greek", "en": "English", "es": "Spanish", "et": "Estonian", "fi": "Finnish",
        "fr": "French", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian",
        "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean",
        "lt": "Lithuanian", "lv": "Latvian", "nl": "Dutch", "no": "Norwegian", "pl": "Polish",
        "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak",
        "sl": "Slovenian", "sv": "Swedish", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian",
        "vi": "Vietnamese", "zh": "Chinese",
    }
)  # fmt: skip
"""In English, of the languages that are written most; others are shown by their codes."""


def _known(code: str) -> str:
    if code in _CODES:
        return code
    short = code.lower()[:2]
    meant = _TAKEN_FOR.get(short, short if short in _CODES else "")
    hint = f"; did you mean '{meant}'?" if meant else " such as de, en or zh"
    raise ValueError(f"'{code}' is no language code; write two letters of ISO 639-1{hint}")


_Code = Annotated[str, AfterValidator(_known), Field(json_schema_extra={"pattern": "^[a-z]{2}$"})]


class LanguageIs(Condition[OneOrMore[_Code]]):
    """Matches when the prompt is known to be in one of these languages (ISO 639-1)."""

    model_config = ConfigDict(json_schema_extra={"examples": [["de", "fr"]]})
    kind: ClassVar[str] = "language"
    asks: ClassVar[str | None] = "language"

    @override
    def matches(self, facts: Facts) -> bool:
        return facts.request.language in self.root

    @override
    def observed(self, facts: Facts) -> str:
        return f"language is {facts.request.language or 'not known'}"

    @override
    def in_words(self) -> str:
        return f"written in {listed(_NAMES.get(code, code) for code in self.root)}"

    @override
    def boxes(self) -> Boxes:
        return box_of({"language": Values(frozenset(self.root))})

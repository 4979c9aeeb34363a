"""What value does a plain YAML word stand for? `no` is text, and money keeps its digits."""

import re
from decimal import Decimal

__all__ = ["Scalar", "scalar"]

Scalar = str | int | Decimal | bool | None

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9_]{0,30})")
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]{1,3})?")


def scalar(text: str) -> Scalar:
    """The value of an unquoted word by YAML 1.2; 1.1 reads `no` as false and `1:30` as 90."""
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text.replace("_", ""))
    if _DECIMAL.fullmatch(text) and len(text) <= 64:
        return Decimal(text)
    return text

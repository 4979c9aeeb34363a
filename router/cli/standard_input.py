"""How is standard input read, whatever bytes it holds?"""

import io
import sys
from typing import TextIO

__all__ = ["standard_input"]


def standard_input() -> TextIO:
    """Standard input as files are read: UTF-8 in every locale, and no byte stops the reading."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="surrogateescape")
    return sys.stdin

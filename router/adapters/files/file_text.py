"""What text does a file hold, or why can it not be read?"""

import stat
from difflib import get_close_matches
from pathlib import Path

from router.adapters.files.mistakes import Mistake, Place, WrongFile
from router.core.errors import ConfigurationError

__all__ = ["MAX_BYTES", "read_text"]

MAX_BYTES = 2_000_000
"""No policy or catalog comes near it; a log or a database named by mistake soon does."""


def read_text(path: Path) -> str:
    """The text of a small UTF-8 file.

    Raises:
        ConfigurationError: it is missing, no regular file, unreadable, too large or not text.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            kind = "folder" if path.is_dir() else "device or pipe"
            raise ConfigurationError(f"{path}: is a {kind}, not a file. Name the file itself.")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise ConfigurationError(f"{path}: no such file.{_nearest(path)}") from None
    except OSError as error:
        raise ConfigurationError(
            f"{path}: cannot be read ({error.strerror}). Check its permissions and its path."
        ) from error
    if len(content) > MAX_BYTES:
        raise ConfigurationError(
            f"{path}: is larger than {MAX_BYTES:,} bytes. Is it the right file?"
        )
    return _decoded(path, content)


def _decoded(path: Path, content: bytes) -> str:
    if (zero := content.find(b"\0")) >= 0:
        text = "this is a binary file (a zero byte is here). Name a YAML text file."
        raise WrongFile(path, [Mistake(_place(content, zero), text)])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = f"byte 0x{content[error.start]:02x} is not UTF-8. Save the file as UTF-8 text."
        raise WrongFile(path, [Mistake(_place(content, error.start), text)]) from None


def _place(content: bytes, offset: int) -> Place:
    before = content[:offset]
    line_start = before.rfind(b"\n") + 1
    column = len(before[line_start:].decode("utf-8", errors="replace")) + 1
    return Place(before.count(b"\n") + 1, column)


def _nearest(path: Path) -> str:
    if not path.parent.is_dir():
        return f" Its folder {path.parent} does not exist either."
    names = sorted(entry.name for entry in path.parent.iterdir() if entry.suffix in _YAML)
    near = get_close_matches(path.name, names, n=1)
    return f" Did you mean '{path.parent / near[0]}'?" if near else " Check the path."


_YAML = frozenset({".yaml", ".yml"})

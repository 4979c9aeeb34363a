"""How are equal pipelines written as equal bytes?

skops names objects by their place in memory, and zip files bear the time of writing. Both are
replaced, so that training twice from one seed gives the same file.
"""

import io
import re
import zipfile

__all__ = ["steady"]

_SCHEMA = "schema.json"
_IDENTITY = re.compile(r'(?<="__id__": )\d+|(?<=")\d+(?=\.np[yz]")')


def steady(archive: bytes) -> bytes:
    """The same skops archive with objects numbered as they appear, and without times."""
    with zipfile.ZipFile(io.BytesIO(archive)) as given:
        parts = {name: given.read(name) for name in given.namelist()}
    numbers: dict[str, str] = {}

    def numbered(found: re.Match[str]) -> str:
        return numbers.setdefault(found.group(), str(len(numbers) + 1))

    schema = _IDENTITY.sub(numbered, parts.pop(_SCHEMA).decode("utf-8"))
    named = {_renamed(name, numbers): part for name, part in parts.items()}
    named[_SCHEMA] = schema.encode("utf-8")
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name in sorted(named):
            file.writestr(zipfile.ZipInfo(name), named[name], zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _renamed(name: str, numbers: dict[str, str]) -> str:
    stem, dot, ending = name.partition(".")
    return f"{numbers.get(stem, stem)}{dot}{ending}"

"""Which files of the policies folder are made from the models, and are they up to date?

`python -m router.adapters.files.schema` writes them; with `--check` it only compares.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from router.adapters.files.case_file import cases_schema
from router.adapters.files.json_schemas import catalog_schema, policy_schema, schema_text
from router.adapters.files.reference import reference_text

__all__ = ["GENERATED", "main", "stale", "write"]

GENERATED: Mapping[str, Callable[[], str]] = {
    "schema.json": lambda: schema_text(policy_schema()),
    "catalog.schema.json": lambda: schema_text(catalog_schema()),
    "cases.schema.json": lambda: schema_text(cases_schema()),
    "README.md": reference_text,
}
"""File name to the text that it must have."""


def write(folder: Path) -> None:
    """Write all generated files into `folder`."""
    for name, text in GENERATED.items():
        (folder / name).write_text(text(), encoding="utf-8")


def stale(folder: Path) -> list[str]:
    """Names of generated files that are missing in `folder` or differ from the models."""
    return [name for name, text in GENERATED.items() if _content(folder / name) != text()]


def main(arguments: Sequence[str], *, folder: Path = Path("policies")) -> str | None:
    """Write the files or check them; what is wrong, or None."""
    if list(arguments) not in ([], ["--check"]):
        return f"Unknown arguments {' '.join(arguments)}. Write nothing, or --check."
    if not folder.is_dir():
        return f"There is no folder {folder} here. Run this in the root of the repository."
    if not arguments:
        write(folder)
    old = stale(folder)
    return f"Out of date in {folder}: {', '.join(old)}. Run `make generate`." if old else None


def _content(file: Path) -> str | None:
    return file.read_text(encoding="utf-8") if file.is_file() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Which options do several commands share?"""

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["CatalogOption", "ClassifierOption", "DatabaseOption", "ModelsOption", "PolicyOption"]

PolicyOption = Annotated[Path | None, typer.Option("--policy", help="Policy file.")]
CatalogOption = Annotated[Path | None, typer.Option("--catalog", help="Catalog file.")]
DatabaseOption = Annotated[
    Path | None, typer.Option("--database", help="SQLite file of the ledger.")
]
ClassifierOption = Annotated[
    Path | None, typer.Option("--classifier", help="Folder of a trained artifact.")
]
ModelsOption = Annotated[
    Path | None, typer.Option("--models", help="Folder of the artifacts that were added.")
]

"""Settings become a running service: the only package that names concrete adapters."""

from router.adapters.files.entry_file import EntryFile
from router.adapters.files.linting import lint_files
from router.adapters.importing.folder import import_file, write_folder
from router.bootstrap.assembly import assemble
from router.bootstrap.container import Container
from router.bootstrap.desk import Desk, open_desk
from router.bootstrap.parts import find_providers, load_classifier, open_registry

__all__ = [
    "Container",
    "Desk",
    "EntryFile",
    "assemble",
    "find_providers",
    "import_file",
    "lint_files",
    "load_classifier",
    "open_desk",
    "open_registry",
    "write_folder",
]

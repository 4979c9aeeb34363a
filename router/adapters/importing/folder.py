"""How does a foreign configuration file become a folder with policy, catalog and report?"""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from router.adapters.files.catalog_file import load_catalog
from router.adapters.files.filling import OWN_SERVERS
from router.adapters.files.mistakes import Mistake, Place
from router.adapters.files.policy_file import load_policy
from router.adapters.files.price_source import PriceSource, bundled_prices
from router.adapters.files.yaml_source import YamlSource, read_yaml
from router.adapters.importing.yaml_text import catalog_text, policy_text
from router.core.errors import ConfigurationError
from router.core.importing.imported import Imported
from router.core.importing.listing import Importer, Listing
from router.core.importing.report import report_text
from router.core.importing.source import Document, Unreadable

__all__ = ["CATALOG", "POLICY", "REPORT", "import_file", "write_folder"]

CATALOG = "catalog.yaml"
POLICY = "policy.yaml"
REPORT = "IMPORT.md"


def import_file(file: Path, importer: Importer, *, listed: PriceSource | None = None) -> Imported:
    """What a foreign configuration file becomes.

    Raises:
        ConfigurationError: it cannot be read, is no such configuration, or has nothing to call.
    """
    source = read_yaml(file)
    prices = listed or bundled_prices()
    listing = Listing(
        find=prices.find,
        elsewhere=prices.elsewhere,
        providers=prices.providers,
        own_servers=OWN_SERVERS,
    )
    try:
        imported = importer(_document(source), listing)
    except Unreadable as error:
        faults = [Mistake(source.place_of_key(f.location), f.text) for f in error.faults]
        raise source.refuse(*faults) from None
    if all(one.held_back is not None for one in imported.deployments):
        raise _nothing(source, imported)
    return imported


def write_folder(
    imported: Imported, folder: Path, *, may_replace: bool, listed: PriceSource | None = None
) -> tuple[Path, ...]:
    """Write policy, catalog and report, once it is sure that they load.

    Raises:
        ConfigurationError: the files are there already, would not load, or cannot be written.
    """
    texts: Mapping[str, str] = {
        CATALOG: catalog_text(imported),
        POLICY: policy_text(imported),
        REPORT: report_text(imported),
    }
    there = [name for name in texts if (folder / name).exists()]
    if there and not may_replace:
        raise ConfigurationError(
            f"{folder}: {' and '.join(there)} would be overwritten. Name another folder with "
            "--out, or add --force."
        )
    with TemporaryDirectory() as draft:
        _write(texts, Path(draft))
        _check(Path(draft), imported, listed=listed or bundled_prices())
    _write(texts, folder)
    return tuple(folder / name for name in texts)


def _write(texts: Mapping[str, str], folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(
            f"{folder}: cannot be written ({error.strerror}). Name another folder with --out."
        ) from error


def _check(draft: Path, imported: Imported, *, listed: PriceSource) -> None:
    try:
        load_policy(draft / POLICY)
        load_catalog(draft / CATALOG, listed=listed)
    except ConfigurationError as error:
        raise ConfigurationError(
            f"What {imported.file} says makes no policy and catalog that load, so nothing was "
            f"written. Why:\n{error.message.replace(f'{draft}/', '')}"
        ) from error


def _document(source: YamlSource) -> Document:
    values = {location: place.line for location, place in source.values.items()}
    keys = {location: place.line for location, place in source.keys.items()}
    return Document(name=source.path.name, data=source.data, lines={**values, **keys})


def _nothing(source: YamlSource, imported: Imported) -> ConfigurationError:
    waiting = [
        Mistake(Place(one.line), f"{one.model} cannot be carried over: {one.held_back}.")
        for one in imported.deployments
    ]
    nothing = Mistake(source.place_of(()), "no deployment of chat or embeddings is in this file.")
    return source.refuse(*waiting or [nothing])

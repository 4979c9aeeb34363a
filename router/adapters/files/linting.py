"""What is wrong or doubtful in policies, catalogs and cases, and at which line?"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from router.adapters.files.case_file import CASES, load_cases
from router.adapters.files.catalog_file import CatalogReading, load_catalog, read_catalog
from router.adapters.files.filling import OWN_SERVERS, SIMULATED
from router.adapters.files.mistakes import Location, WrongFile, WrongFiles
from router.adapters.files.named_sets import NamedSet
from router.adapters.files.policy_reading import PolicyReading, read_policy
from router.adapters.files.price_source import PriceSource, bundled_prices
from router.adapters.files.source_map import SourceMap
from router.adapters.files.yaml_source import YamlSource, read_yaml
from router.core.errors import ConfigurationError
from router.core.lint import CATALOG_CHECKS, findings
from router.core.lint.finding import Finding, Subject
from router.core.lint.placed import SCHEMA, PlacedFinding
from router.core.policy import Policy

__all__ = ["lint_files"]

_SUFFIXES = frozenset({".yaml", ".yml"})
_SIGNS = frozenset({"deployments", "extends", "overlays", "rules"})
"""Fields of which a file of ours has one."""
_NO_POLICY = Policy(version=1, name="none")


def lint_files(
    files: Sequence[Path], *, catalog: Path, today: date, listed: PriceSource | None = None
) -> tuple[PlacedFinding, ...]:
    """All findings, file by file and line by line; what is wrong in a file does not hide the rest.

    Args:
        files: policies, catalogs, cases, or folders of them; the name and content tell which.
        catalog: the catalog that policies are checked against.
        today: tells how old prices are.
        listed: the price list; the bundled one where it is None.

    Raises:
        ConfigurationError: a file that is named is not there.
    """
    return _Lint(catalog, today=today, listed=listed or bundled_prices()).run(files)


class _Lint:
    def __init__(self, catalog: Path, *, today: date, listed: PriceSource) -> None:
        self._today = today
        self._listed = listed
        self._catalog_path = catalog
        self._catalogs: dict[Path, CatalogReading | None] = {}
        self._found: dict[PlacedFinding, None] = {}
        self._of_catalog: list[set[PlacedFinding]] = []

    def run(self, files: Sequence[Path]) -> tuple[PlacedFinding, ...]:
        named = list(_opened(files))
        for path in named:
            self._lint(path)
        if self._of_catalog:
            # What one policy leaves unused, another may use.
            self._tell(set.intersection(*self._of_catalog))
        order = {str(path): place for place, path in enumerate(named)}
        last = len(order)
        return tuple(
            sorted(self._found, key=lambda f: (order.get(f.path, last), f.path, f.line, f.column))
        )

    def _lint(self, path: Path) -> None:
        if path.name.endswith(CASES):
            self._cases(path)
            return
        try:
            source = read_yaml(path)
        except WrongFile as error:
            self._tell(_mistakes(error))
            return
        if isinstance(source.data, dict) and "deployments" in source.data:
            self._catalog(path)
        else:
            self._policy(path)

    def _policy(self, path: Path) -> None:
        reading = read_policy(path)
        for error in reading.wrong:
            self._tell(_mistakes(error))
        if reading.policy is None:
            return
        catalog = self._catalog(self._catalog_path)
        is_whole = catalog is not None and not catalog.mistakes
        subject = Subject(
            policy=reading.policy,
            catalog=catalog.catalog if catalog is not None and is_whole else None,
            today=self._today,
            unused_sets=[one.name for one in reading.unused_sets],
            broken=_broken(reading),
            own_servers=OWN_SERVERS | {SIMULATED},
        )
        places = reading.places.join(_sets(reading.unused_sets))
        if catalog is not None:
            places = places.join(catalog.places)
        of_catalog: set[PlacedFinding] = set()
        for finding in findings(subject):
            placed = _placed(finding, places)
            if finding.at[0] == "deployments":
                of_catalog.add(placed)
            else:
                self._tell([placed])
        self._of_catalog.append(of_catalog)

    def _catalog(self, path: Path) -> CatalogReading | None:
        """The catalog, whose own findings are told the first time."""
        own = path.resolve()
        if own not in self._catalogs:
            self._catalogs[own] = None
            try:
                reading = read_catalog(read_yaml(path), listed=self._listed)
            except WrongFile as error:
                self._tell(_mistakes(error))
                return None
            self._catalogs[own] = reading
            self._tell(_mistakes(WrongFile(path, reading.mistakes)))
            subject = Subject(
                policy=_NO_POLICY,
                catalog=reading.catalog,
                today=self._today,
                own_servers=OWN_SERVERS | {SIMULATED},
            )
            for finding in findings(subject, checks=CATALOG_CHECKS):
                self._tell([_placed(finding, reading.places)])
        return self._catalogs[own]

    def _cases(self, path: Path) -> None:
        try:
            load_cases(
                path,
                catalog=lambda own: load_catalog(own or self._catalog_path, listed=self._listed),
            )
        except (WrongFile, WrongFiles) as error:
            self._tell(_mistakes(error))

    def _tell(self, found: Iterable[PlacedFinding]) -> None:
        self._found |= dict.fromkeys(found)


def _opened(files: Iterable[Path]) -> Iterator[Path]:
    """The files, and those of Tierwise in folders, however deep."""
    for path in files:
        if path.is_dir():
            inside = [one for one in sorted(path.rglob("*")) if _is_ours(one, within=path)]
            if not inside:
                raise ConfigurationError(f"{path}: there is no policy or catalog in this folder.")
            yield from inside
        else:
            yield path


def _is_ours(path: Path, *, within: Path) -> bool:
    """Whether a file is a policy, a catalog or cases: folders hold other YAML too."""
    is_hidden = any(part.startswith(".") for part in path.relative_to(within).parts)
    if is_hidden or path.suffix not in _SUFFIXES or not path.is_file():
        return False
    try:
        data = read_yaml(path).data
    except ConfigurationError:  # told when it is its turn
        return True
    return path.name.endswith(CASES) or (isinstance(data, dict) and not _SIGNS.isdisjoint(data))


def _mistakes(error: ConfigurationError) -> Iterator[PlacedFinding]:
    if isinstance(error, WrongFiles):
        for one in error.wrong:
            yield from _mistakes(one)
    elif isinstance(error, WrongFile):
        for mistake in error.mistakes:
            yield PlacedFinding(
                path=str(error.path),
                line=mistake.place.line,
                column=mistake.place.column,
                code=SCHEMA,
                text=f"{mistake.text[:1].upper()}{mistake.text[1:]}",
            )
    else:  # a file that is named and cannot be read
        raise error


def _placed(finding: Finding, places: SourceMap) -> PlacedFinding:
    path, place = places.find(finding.at)
    return PlacedFinding(
        path=str(path),
        line=place.line,
        column=place.column,
        code=finding.code,
        text=finding.text,
    )


def _sets(unused: Sequence[NamedSet]) -> SourceMap:
    parts: dict[Location, tuple[YamlSource, Location]] = {
        ("sets", place): (one.source, one.at) for place, one in enumerate(unused)
    }
    return SourceMap(parts)


def _broken(reading: PolicyReading) -> frozenset[str]:
    """The fields of which parts were left out; all where a whole file was."""
    wrong = [error for error in reading.wrong if isinstance(error, WrongFile)]
    return frozenset(
        name
        for error in wrong
        for mistake in error.mistakes
        for name in ([str(mistake.at[0])] if mistake.at else ["rules", "budgets"])
    )

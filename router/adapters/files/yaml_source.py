"""What data does a YAML file hold, and at which line and column is each part of it?"""

import os.path
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from router.adapters.files.file_text import read_text
from router.adapters.files.mistakes import Location, Mistake, Place, WrongFile
from router.adapters.files.yaml_building import Built, Refused, build

__all__ = ["Location", "YamlSource", "beside", "parse_yaml", "read_yaml"]


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlSource:
    """The content of one file, with the place of every value and key."""

    path: Path
    data: object
    values: Mapping[Location, Place]
    keys: Mapping[Location, Place]
    empty: frozenset[Location]
    """Where a key stands without a value."""

    def nearest(self, location: Location) -> Location:
        """The innermost part of `location` that is written in the file.

        A single value may be written where a list is meant, so indexes that the file lacks are
        passed over.
        """
        found: Location = ()
        for step in location:
            if (*found, step) in self.values:
                found = (*found, step)
            elif isinstance(step, str):
                break
        return found

    def place_of(self, location: Location) -> Place:
        """Where the value at `location` begins, or what encloses it."""
        return self.values.get(self.nearest(location), Place())

    def place_of_key(self, location: Location) -> Place:
        """Where the key of `location` begins."""
        return self.keys.get(self.nearest(location)) or self.place_of(location)

    def at(self, location: Location) -> object:
        """The data at a location that is written in the file."""
        here: object = self.data
        for step in location:
            if isinstance(here, dict):
                here = here[step]
            elif isinstance(here, list):
                here = here[int(step)]
        return here

    def refuse(self, *mistakes: Mistake) -> WrongFile:
        """The error for these mistakes in this file."""
        return WrongFile(self.path, mistakes)


def beside(source: YamlSource, name: str) -> Path:
    """The file that `source` calls `name`: relative to its own folder."""
    return Path(os.path.normpath(source.path.parent / name))


def read_yaml(path: Path) -> YamlSource:
    """Read one YAML file.

    Raises:
        ConfigurationError: it cannot be read, or is no YAML of the plain kind that we use.
    """
    return parse_yaml(read_text(path), path=path)


def parse_yaml(text: str, *, path: Path) -> YamlSource:
    """Parse YAML text; `path` is only named in messages."""
    try:
        built: Built = build(text)
    except Refused as error:
        raise WrongFile(path, [error.mistake]) from None
    return YamlSource(
        path=path,
        data=built.data,
        values=built.values,
        keys=built.keys,
        empty=frozenset(built.empty),
    )

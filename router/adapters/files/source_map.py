"""In which file, at which line, is a part of a rulebook written?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from router.adapters.files.mistakes import Location, Place
from router.adapters.files.yaml_source import YamlSource

__all__ = ["SourceMap"]


@dataclass(frozen=True, slots=True)
class SourceMap:
    """For parts of a policy or catalog: the file, and where in it they are."""

    parts: Mapping[Location, tuple[YamlSource, Location]] = field(default_factory=dict)
    """Of a part that is not named, the longest beginning of its location that is."""

    def find(self, location: Location) -> tuple[Path, Place]:
        """File and place of a part: its value where that is one word, else its key.

        Raises:
            KeyError: no file is known that holds such a part.
        """
        for length in range(len(location), -1, -1):
            known = self.parts.get(location[:length])
            if known is not None:
                source, at = known
                found = source.nearest((*at, *location[length:]))
                is_block = isinstance(source.at(found), dict | list)
                return source.path, (source.place_of_key if is_block else source.place_of)(found)
        raise KeyError(location)

    def join(self, other: "SourceMap") -> "SourceMap":
        """Both together."""
        return SourceMap({**self.parts, **other.parts})

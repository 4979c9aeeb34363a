"""In what do two artifacts differ by their own word: data, encoder, settings, figures?"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict

from classifier.manifest import Manifest

__all__ = ["differences"]

# Hashes of files and lists of names differ whenever anything does, and tell a reader nothing.
_PASSED_OVER = ("files", "labels", "feature_names", "format", "name")


def differences(before: Manifest, after: Manifest) -> dict[str, tuple[object, object]]:
    """Each fact that is not the same in both, by its dotted name; None where one has it not."""
    first, second = dict(_facts(before)), dict(_facts(after))
    names = dict.fromkeys([*first, *second])
    pairs = {name: (first.get(name), second.get(name)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _facts(manifest: Manifest) -> Iterator[tuple[str, object]]:
    for name, value in asdict(manifest).items():
        if name in _PASSED_OVER:
            continue
        if isinstance(value, Mapping):
            yield from ((f"{name}.{key}", part) for key, part in value.items())
        else:
            yield name, value
    yield "features", len(manifest.feature_names)

from pathlib import Path

import pytest

from router.adapters.files.mistakes import Place
from router.adapters.files.source_map import SourceMap
from router.adapters.files.yaml_source import parse_yaml

SOURCE = parse_yaml(
    "name: x\nrules:\n  - id: a\n    when:\n      team: [b, c]\n", path=Path("p.yaml")
)
MAP = SourceMap({(): (SOURCE, ()), ("rules", 7): (SOURCE, ("rules", 0))})


@pytest.mark.parametrize(
    ("location", "place"),
    [
        (("rules", 7, "id"), Place(3, 9)),  # one word: the word
        (("rules", 7, "when"), Place(4, 5)),  # a block: its key
        (("rules", 7, "when", "team"), Place(5, 7)),
        (("rules", 7, "when", "team", 1), Place(5, 17)),
        (("rules", 7, "then", "tier"), Place(3, 5)),  # not written: what encloses it
        (("name",), Place(1, 7)),
    ],
)
def test_a_part_is_found_where_it_is_written(location: tuple[str | int, ...], place: Place) -> None:
    assert MAP.find(location) == (Path("p.yaml"), place)


def test_two_maps_are_joined() -> None:
    other = SourceMap({("sets", 0): (SOURCE, ("name",))})
    assert MAP.join(other).find(("sets", 0)) == (Path("p.yaml"), Place(1, 7))


def test_what_no_file_holds_is_not_found() -> None:
    with pytest.raises(KeyError):
        SourceMap({("rules", 0): (SOURCE, ())}).find(("deployments", 1))

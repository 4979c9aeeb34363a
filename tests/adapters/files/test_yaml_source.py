from pathlib import Path

import pytest

from router.adapters.files.mistakes import Place
from router.adapters.files.yaml_source import parse_yaml, read_yaml
from router.core.errors import ConfigurationError

SOURCE = parse_yaml("a: 1\nrules:\n  - when: {team: x}\n", path=Path("p.yaml"))


def test_a_place_is_found_for_values_and_keys() -> None:
    assert SOURCE.place_of(("rules", 0, "when", "team")) == Place(3, 18)
    assert SOURCE.place_of_key(("rules", 0, "when", "team")) == Place(3, 12)


def test_what_is_missing_is_placed_at_what_encloses_it() -> None:
    assert SOURCE.nearest(("rules", 0, "id")) == ("rules", 0)
    assert SOURCE.place_of(("rules", 0, "id")) == Place(3, 5)


def test_a_single_value_in_place_of_a_list_is_found() -> None:
    assert SOURCE.nearest(("rules", 0, "when", "team", 0)) == ("rules", 0, "when", "team")


def test_the_data_at_a_location_is_found() -> None:
    assert SOURCE.at(("rules", 0, "when")) == {"team": "x"}


def test_a_refusal_names_the_file(tmp_path: Path) -> None:
    file = tmp_path / "p.yaml"
    file.write_text("a: [1\n")
    with pytest.raises(ConfigurationError, match=r"p\.yaml:1:4: not valid YAML"):
        read_yaml(file)

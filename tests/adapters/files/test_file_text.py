import os
from pathlib import Path

import pytest

from router.adapters.files.file_text import MAX_BYTES, read_text
from router.core.errors import ConfigurationError


def refusal(path: Path) -> str:
    with pytest.raises(ConfigurationError) as caught:
        read_text(path)
    return caught.value.message.replace(str(path), "FILE")


def test_reads_utf8_with_and_without_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"\xef\xbb\xbfname: Z\xc3\xbcrich\n")
    assert read_text(file) == "name: Zürich\n"


def test_a_missing_file_suggests_a_neighbour(tmp_path: Path) -> None:
    (tmp_path / "default.yaml").touch()
    said = refusal(tmp_path / "defaults.yml")
    assert said == f"FILE: no such file. Did you mean '{tmp_path / 'default.yaml'}'?"


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    said = refusal(tmp_path / "polices" / "default.yaml")
    assert said == f"FILE: no such file. Its folder {tmp_path / 'polices'} does not exist either."


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert refusal(tmp_path) == "FILE: is a folder, not a file. Name the file itself."


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    said = refusal(tmp_path / "pipe")
    assert said == "FILE: is a device or pipe, not a file. Name the file itself."


def test_a_file_in_place_of_a_folder_says_so(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    said = refusal(tmp_path / "a" / "b.yaml")
    assert said == "FILE: cannot be read (Not a directory). Check its permissions and its path."


def test_a_binary_file_is_refused_where_it_stops_being_text(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"version: 1\n\x00\x01\xff")
    assert (
        refusal(file) == "FILE:2:1: this is a binary file (a zero byte is here). "
        "Name a YAML text file."
    )


def test_another_encoding_is_refused_at_the_first_foreign_byte(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes("version: 1\nname: é".encode() + b"\xe9\n")
    assert refusal(file) == "FILE:2:8: byte 0xe9 is not UTF-8. Save the file as UTF-8 text."


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"#" * (MAX_BYTES + 1))
    assert refusal(file) == "FILE: is larger than 2,000,000 bytes. Is it the right file?"

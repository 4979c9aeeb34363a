"""Tests of `router.cli.standard_input`."""

import subprocess
import sys

import pytest

SCRIPT = "from router.cli.standard_input import standard_input as s; print(ascii(s().read()))"


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("größe 海".encode(), "größe 海"),
        ("\ufeffhello".encode(), "hello"),
        (b"caf\xe9", "caf\udce9"),
        (b"", ""),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8:strict", "ascii:strict"])
def test_no_byte_stops_the_reading_in_any_locale(sent: bytes, read: str, encoding: str) -> None:
    done = subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", SCRIPT],
        input=sent,
        env={"PYTHONIOENCODING": encoding},
        capture_output=True,
        check=True,
    )

    assert done.stdout.decode().strip() == ascii(read)

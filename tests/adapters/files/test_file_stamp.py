import os
from pathlib import Path

from router.adapters.files.file_stamp import stamp


def test_a_file_that_is_written_or_replaced_has_another_stamp(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    assert stamp(file) is None
    file.write_text("one")
    before = stamp(file)
    assert stamp(file) == before
    os.utime(file, ns=(1, 1))
    touched = stamp(file)
    assert touched != before
    new = tmp_path / "new"
    new.write_text("one")
    os.utime(new, ns=(1, 1))
    new.replace(file)
    assert stamp(file) != touched

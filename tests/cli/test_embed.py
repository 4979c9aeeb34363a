"""Does `tierwise embed` write vectors by id, the same whoever works?"""

import json
from pathlib import Path

import numpy as np
import pytest

from router.core.errors import InvalidRequest
from tests.cli.calling import call


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "traffic.jsonl"
    rows = [
        {"id": f"p{n}", "messages": [{"role": "user", "content": "word " * n}]} for n in range(70)
    ]
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


def test_vectors_and_features_stand_under_their_ids(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "vectors.npz"

    said = call("embed", file, "--out", out).stdout

    with np.load(out, allow_pickle=False) as found:
        assert found["ids"].tolist() == [f"p{n}" for n in range(70)]
        count, views, size = found["vectors"].shape
        assert said == (
            f"{count} prompts, {views} vectors of {size} and {found['small'].shape[1]} features "
            f"each: written to {out}\n"
        )
        assert not found["vectors"][0].any()


def test_processes_write_the_very_same_file(file: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one.parquet", tmp_path / "other.parquet"

    call("embed", file, "--out", one)
    call("embed", file, "--out", other, "--workers", "2")

    assert one.read_bytes() == other.read_bytes()


def test_what_cannot_be_done_is_told(file: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match=r"neither \.parquet nor \.npz"):
        call("embed", file, "--out", tmp_path / "vectors.csv")
    with pytest.raises(InvalidRequest, match=r"none\.jsonl cannot be read"):
        call("embed", tmp_path / "none.jsonl", "--out", tmp_path / "v.npz")
    with pytest.raises(InvalidRequest, match="cannot be written: No such file"):
        call("embed", file, "--out", tmp_path / "nowhere" / "v.npz")

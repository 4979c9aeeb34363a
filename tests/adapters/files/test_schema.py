from pathlib import Path

from router.adapters.files.schema import GENERATED, main, stale, write

POLICIES = Path(__file__).resolve().parents[3] / "policies"


def test_the_committed_files_are_up_to_date() -> None:
    assert stale(POLICIES) == [], "run `make generate`"


def test_all_files_are_written(tmp_path: Path) -> None:
    assert main([], folder=tmp_path) is None
    assert {file.name for file in tmp_path.iterdir()} == set(GENERATED)


def test_a_changed_and_a_missing_file_are_named_and_left_alone(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "schema.json").write_text("{}\n")
    (tmp_path / "README.md").unlink()
    said = main(["--check"], folder=tmp_path)
    assert said == f"Out of date in {tmp_path}: schema.json, README.md. Run `make generate`."
    assert (tmp_path / "schema.json").read_text() == "{}\n"
    assert not (tmp_path / "README.md").exists()


def test_fresh_files_pass_the_check(tmp_path: Path) -> None:
    write(tmp_path)
    assert main(["--check"], folder=tmp_path) is None


def test_wrong_use_is_explained(tmp_path: Path) -> None:
    said = main(["--chek"], folder=tmp_path)
    assert said == "Unknown arguments --chek. Write nothing, or --check."
    said = main([], folder=tmp_path / "none")
    assert said is not None
    assert said.startswith("There is no folder")

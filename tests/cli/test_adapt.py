"""Does `tierwise adapt` write a router that can be loaded?"""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from classifier.routing.adaptation import AdaptedRouter
from router.cli.adapt import adapt
from router.core.errors import InvalidRequest
from tests.classifier.routing import invented


def run(*arguments: str | Path) -> str:
    app = typer.Typer()
    app.command()(adapt)
    result = CliRunner().invoke(app, list(map(str, arguments)))
    if isinstance(result.exception, InvalidRequest):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("start", [[], ["--from-scratch"]], ids=["shipped", "from scratch"])
def test_the_folder_holds_a_router_for_the_models(tmp_path: Path, start: list[str]) -> None:
    file = invented.write(tmp_path / "mine.parquet", invented.outcomes(40))

    said = run(file, "--out", tmp_path / "mine", *start)

    loaded = AdaptedRouter.load(tmp_path / "mine")
    assert loaded.models == ("large", "small")
    assert (loaded.known is None) == bool(start)
    assert "40 prompts, 2 models" in said


def test_a_wrong_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match=r"none\.parquet"):
        run(tmp_path / "none.parquet", "--out", tmp_path / "mine")
    assert not (tmp_path / "mine").exists()

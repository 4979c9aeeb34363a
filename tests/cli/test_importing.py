"""Tests of `router.cli.importing`."""

import json
from pathlib import Path

import pytest

from router.core.errors import ConfigurationError
from tests.cli.calling import call

CONFIG = """\
model_list:
  - model_name: fast
    litellm_params: {model: openai/gpt-4o-mini, api_key: live-live-live, rpm: 60}
  - model_name: house
    litellm_params: {model: hosted_vllm/qwen, api_base: os.environ/HOUSE_URL}
"""
SEMANTIC = """\
providers:
  models: [{name: mini, backend_refs: [{endpoint: "10.0.0.1:8000"}]}]
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "config.yaml"
    file.write_text(CONFIG, encoding="utf-8")
    return file


def test_a_litellm_configuration_becomes_three_files_and_a_report(
    config: Path, tmp_path: Path
) -> None:
    result = call("import", "litellm", config, "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "IMPORT.md",
        "catalog.yaml",
        "policy.yaml",
    ]
    assert result.stdout == (tmp_path / "out" / "IMPORT.md").read_text("utf-8")
    assert "line 3, `model_list[0].litellm_params.rpm`" in result.stdout
    assert "Try it: tierwise explain" in result.stderr


def test_what_it_wrote_decides(config: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    call("import", "litellm", config, "--out", out, HOUSE_URL="http://10.0.0.1:8000/v1")
    files = ("--policy", out / "policy.yaml", "--catalog", out / "catalog.yaml")
    said = json.loads(call("explain", "Hi", "--model", "house", *files, "--json").stdout)
    assert said["decision"]["deployment"] == "qwen"


def test_the_report_may_be_json(config: Path, tmp_path: Path) -> None:
    result = call("import", "litellm", config, "--out", tmp_path / "out", "--json")
    said = json.loads(result.stdout)
    assert said["deployments"] == ["gpt-4o-mini"]
    assert said["held_back"][0]["model"] == "hosted_vllm/qwen"
    assert [Path(file).name for file in said["files"]] == [
        "catalog.yaml",
        "policy.yaml",
        "IMPORT.md",
    ]
    assert "live-live" not in result.output


def test_nothing_is_overwritten_without_force(config: Path, tmp_path: Path) -> None:
    arguments = ("import", "litellm", config, "--out", tmp_path / "out")
    call(*arguments)
    with pytest.raises(ConfigurationError, match="--force"):
        call(*arguments)
    assert call(*arguments, "--force").exit_code == 0


def test_a_mistake_is_told_with_file_and_line(tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text("model_list: [{model_name: a}]", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"broken\.yaml:1:\d+: .*lacks `litellm_params`"):
        call("import", "litellm", file, "--out", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_routellm_takes_its_pair_as_options(tmp_path: Path) -> None:
    file = tmp_path / "routellm.yaml"
    file.write_text("mf: {checkpoint_path: x}", encoding="utf-8")
    pair = ("--strong-model", "gpt-4o", "--weak-model", "gpt-4o-mini")
    more = ("--router", "router-mf-0.11593", "--out", tmp_path / "out", "--json")
    said = json.loads(call("import", "routellm", file, *pair, *more).stdout)
    assert said["deployments"] == ["gpt-4o", "gpt-4o-mini"]
    assert said["not_carried_over"][0]["field"] == "--router"


def test_vllm_semantic_router_is_imported(tmp_path: Path) -> None:
    file = tmp_path / "semantic.yaml"
    file.write_text(SEMANTIC, encoding="utf-8")
    out = tmp_path / "out"
    said = json.loads(call("import", "vllm-semantic-router", file, "--out", out, "--json").stdout)
    assert said["deployments"] == ["mini"]

"""The other commands, as people and scripts call them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from router import __version__
from tests.journeys.command import tierwise
from tests.journeys.rulebooks import DEFAULT_POLICY
from tests.journeys.running import variables

PROMPTS = [
    {"id": "a", "messages": [{"role": "user", "content": "Sort these words: b, a, c"}]},
    {"messages": [{"role": "user", "content": [{"type": "text", "text": "Weigh the appeal"}]}]},
    {"id": 7, "messages": []},
    {"id": None, "messages": ["just text", None, 4]},
    {"id": "deep", "messages": [{"role": "user", "content": {"text": ["x"]}}], "tools": "none"},
    {"id": "long", "messages": [{"role": "user", "content": "salt " * 20_000}]},
    {"id": "odd", "messages": [{"role": "user", "content": "\u0000 \ud83d 海 \u202e"}]},
]
LABELS = {
    "priority": {"low", "normal", "high"},
    "complexity": {"trivial", "moderate", "demanding"},
}
HEAVY = "torch litellm sklearn scipy sentence_transformers aiohttp fastapi uvicorn numpy openai"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return variables(tmp_path, policy=DEFAULT_POLICY, PYTHONIOENCODING="utf-8")


def test_classify_writes_a_line_for_each_prompt_however_odd(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    file, output = tmp_path / "prompts.jsonl", tmp_path / "labels.jsonl"
    file.write_text("\n\n".join(json.dumps(prompt) for prompt in PROMPTS), encoding="utf-8")

    done = tierwise("classify", str(file), "-o", str(output), environment=environment)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    lines = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    assert [line["id"] for line in lines] == ["a", 3, 7, None, "deep", "long", "odd"]
    for line in lines:
        assert list(line) == [
            "id",
            "priority",
            "complexity",
            "task",
            "probabilities",
            "output_tokens_p50",
            "output_tokens_p95",
            "abstained",
        ]
        assert isinstance(line["abstained"], bool)
        for head, labels in LABELS.items():
            assert line[head] in labels
            assert set(line["probabilities"][head]) == labels
        for head in ("priority", "complexity", "task"):
            assert sum(line["probabilities"][head].values()) == pytest.approx(1, abs=1e-3)


def test_classify_reads_standard_input_and_writes_standard_output(
    environment: dict[str, str],
) -> None:
    done = tierwise("classify", "-", stdin=json.dumps(PROMPTS[0]), environment=environment)

    assert json.loads(done.stdout)["id"] == "a"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "line 2 is not JSON"),
        ('{"messages": "hi"}', "line 2 has no messages"),
    ],
)
def test_a_bad_line_is_named_after_the_good_ones_were_written(
    environment: dict[str, str], line: str, says: str
) -> None:
    stdin = f"{json.dumps(PROMPTS[0])}\n{line}\n"

    done = tierwise("classify", "-", stdin=stdin, environment=environment)

    assert done.returncode != 0
    assert done.stderr.startswith(f"tierwise: {says}")
    assert len(done.stdout.splitlines()) == 1


def test_a_file_that_is_not_there_is_named(environment: dict[str, str]) -> None:
    done = tierwise("classify", "nowhere.jsonl", environment=environment)

    assert done.returncode != 0
    assert done.stderr == "tierwise: nowhere.jsonl cannot be read: No such file or directory.\n"


def test_explain_says_in_words_what_it_decides(environment: dict[str, str]) -> None:
    done = tierwise("explain", "Sort these words: b, a, c", environment=environment)

    assert (done.returncode, done.stderr) == (0, "")
    assert "The classifier says: priority " in done.stdout
    assert "Rule low-trivial: " in done.stdout
    assert "simulated-large (premium): " in done.stdout
    assert done.stdout.splitlines()[-1].startswith("Decision: simulated-")


def test_explain_reads_standard_input_and_heeds_its_options(environment: dict[str, str]) -> None:
    options = ("--json", "--model", "premium", "--team", "sea", "--system", "Be brief.")

    done = tierwise("explain", "-", *options, stdin="Sort: b, a", environment=environment)

    said = json.loads(done.stdout)
    assert said["request"]["requested_model"] == "premium"
    assert said["request"]["team"] == "sea"
    assert {trial["id"] for trial in said["rules"]} >= {"low-trivial", "high-demanding"}
    assert sum(trial["matched"] for trial in said["rules"]) >= 1


def test_explain_tells_a_refusal_too(environment: dict[str, str]) -> None:
    done = tierwise("explain", "Hi", "--model", "nonsense", environment=environment)

    assert done.returncode == 0
    assert "Refused: The model 'nonsense' is not in the catalog." in done.stdout


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("TIERWISE_PROT", "1", "Unknown setting TIERWISE_PROT. Known settings: TIERWISE_HOST"),
        ("TIERWISE_PORT", "x", "TIERWISE_PORT='x' is no number. Write one, such as 8080."),
        ("TIERWISE_PORT", "70000", "Cannot listen on 127.0.0.1:70000: ports end at 65535."),
    ],
)
def test_a_bad_setting_is_one_sentence(
    environment: dict[str, str], variable: str, value: str, says: str
) -> None:
    done = tierwise("serve", environment=environment | {variable: value})

    assert done.returncode != 0
    assert done.stderr.startswith(f"tierwise: {says}")
    assert done.stderr.count("\n") == 1


def test_a_bad_duration_is_one_sentence(environment: dict[str, str]) -> None:
    done = tierwise("spend", "--since", "soon", environment=environment)

    assert done.returncode != 0
    assert done.stderr == (
        "tierwise: 'soon' is no duration. Write a number and a unit: 30m, 24h, 7d or 2w.\n"
    )


def test_the_version_is_told() -> None:
    assert tierwise("--version", environment={}).stdout == f"tierwise {__version__}\n"


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_and_version_load_nothing_heavy(argument: str) -> None:
    script = (
        "import sys; from router.cli import main; sys.argv[1:] = sys.argv[1:2]\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted(sys.modules.keys()), file=sys.stderr)"
    )
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", script, argument], capture_output=True, text=True, check=True
    )

    loaded = set(json.loads(done.stderr.replace("'", '"')))
    assert "router.cli.main" in loaded
    assert not loaded & set(HEAVY.split())


def test_help_names_every_command() -> None:
    printed = tierwise("--help", environment={}).stdout

    for command in ("serve", "explain", "classify", "spend", "demo", "keys"):
        assert command in printed

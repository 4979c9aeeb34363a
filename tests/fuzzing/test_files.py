"""Spoilt policies, catalogs, batches: each is valid, or its mistakes are named with their place."""

import random
import re
from pathlib import Path

import pytest

from router.adapters.files.catalog_file import load_catalog
from router.adapters.files.policy_file import load_policy
from router.core.batch import plan_of, rewritten
from router.core.errors import ConfigurationError, InvalidRequest
from tests.fuzzing.seeds import SEEDS, Body
from tests.fuzzing.spoiling import spoilt

POLICIES = Path(__file__).resolve().parents[2] / "policies"
_PLACE = re.compile(r"spoilt\.yaml(:\d+:\d+)?:")
_TOKEN = re.compile(r"[\w.-]+|\s+|[^\w\s]")
_TOKENS = (
    *(":", "-", "{", "}", "[", "]", '"', "'", "&a", "*a", "!!python/object:os.system", "!!binary"),
    *("1e999", "-1", ".nan", ".inf", "null", "~", "yes", "2030-13-45", "\t", "\n", "\n\n  ", "#"),
    *(
        "|",
        ">",
        "<<: *a",
        "? ",
        "---",
        "...",
        "%YAML 9.9",
        "\u2028",
        "\x07",
        "9" * 5_000,
        "💥",
        "@",
    ),
)
_REQUEST: Body = {
    "custom_id": "a",
    "method": "POST",
    "url": "/v1/chat/completions",
    "body": SEEDS["/v1/chat/completions"][2],
}


def spoilt_text(draw: random.Random, text: str) -> str:
    tokens = _TOKEN.findall(text)
    for _ in range(draw.choice((1, 1, 2, 4))):
        at = draw.randrange(len(tokens))
        tokens[at : at + draw.randint(0, 3)] = draw.choices(_TOKENS, k=draw.randint(0, 2))
    return "".join(tokens)


@pytest.mark.parametrize("name", ["default.yaml", "governed.yaml", "catalog.yaml"])
@pytest.mark.parametrize("seed", range(3))
def test_a_spoilt_file_is_valid_or_its_mistakes_have_a_place(
    tmp_path: Path, name: str, seed: int
) -> None:
    draw = random.Random(f"{name}{seed}")  # noqa: S311 - the same cases each time
    text = (POLICIES / name).read_text()[:6_000].rpartition("\n\n")[0]
    file = tmp_path / "spoilt.yaml"
    for _ in range(30):
        file.write_text(spoilt_text(draw, text), encoding="utf-8")
        try:
            if name == "catalog.yaml":
                load_catalog(file)
            else:
                load_policy(file)
        except ConfigurationError as error:
            assert _PLACE.search(str(error)), error


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0",
        b"\xff\xfe",
        b"[" * 100_000,
        b"{a: " * 5_000,
        b"a: &a [*a]\n",
        b"\xef\xbb\xbfversion: 1",
        b"- " * 20_000,
        b"version: " + b"9" * 10_000,
        b"a: &a [x,x,x,x,x,x,x,x]\n"
        + b"".join(b"%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c]\n" % (n + 1, n + 1, *[n] * 6)
                   for n in range(ord("a"), ord("k"))),
    ],
)  # fmt: skip
@pytest.mark.parametrize("load", [load_catalog, load_policy])
def test_a_monstrous_file_is_refused(tmp_path: Path, content: bytes, load: object) -> None:
    file = tmp_path / "spoilt.yaml"
    file.write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"spoilt\.yaml"):
        load(file)  # type: ignore[operator]


@pytest.mark.parametrize("seed", range(3))
def test_a_spoilt_file_of_requests_is_a_batch_or_its_line_is_named(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - the same cases each time
    for _ in range(200):
        lines = [spoilt(draw, _REQUEST) for _ in range(3)]
        data = b"\n".join(lines)
        try:
            plan = plan_of(data, endpoint="/v1/chat/completions")
        except InvalidRequest as error:
            assert re.search(r"(?i)line \d|model|no request", str(error)), error
        else:
            sent = rewritten(data, model="m", most_output_tokens=5)
            assert plan_of(sent, endpoint=plan.endpoint).lines == plan.lines

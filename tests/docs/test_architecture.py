"""Does the page on architecture agree with the code?"""

import re
import tomllib

from tests.docs.pages import ROOT, blocks, prose, rows, spans

PAGE = ROOT / "docs" / "architecture.md"
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
    "contracts"
]


def test_every_path_that_it_names_exists() -> None:
    paths = {span for span in spans(PAGE) if re.fullmatch(r"[\w.-]+(/[\w.-]+)+", span)}
    assert len(paths) > 20
    assert not [path for path in sorted(paths) if not (ROOT / path).exists()]


def test_a_request_takes_nine_steps() -> None:
    steps = rows(PAGE, "#")
    assert [step[0] for step in steps] == [str(number) for number in range(1, 10)]


def test_the_layers_are_those_that_are_checked() -> None:
    (block,) = blocks(PAGE, "text")
    drawn = re.split(r"\s*>\s*|\n(?=\w)", block.text.strip())
    checked = [
        layer if index else f"{contract['containers'][0]} {layer}"
        for contract in CONTRACTS
        if contract["type"] == "layers"
        for index, layer in enumerate(contract["layers"])
    ]
    assert [" ".join(layer.split()) for layer in drawn] == checked


def test_it_counts_the_other_contracts_right() -> None:
    others = [contract for contract in CONTRACTS if contract["type"] != "layers"]
    assert len(others) == 6
    assert "there are six more contracts" in prose(PAGE)

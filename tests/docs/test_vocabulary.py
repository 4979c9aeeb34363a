"""Do files and classes use the words of the glossary, and no others for the same things?"""

import ast
import re
from pathlib import Path

import pytest

from classifier.labels import Complexity, Priority
from router.core.effects import Then
from router.core.ledger import Outcome
from router.core.tier import Tier
from tests.docs.pages import ROOT

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text("utf-8")
REFUSED = {"engine", "manager", "helper", "util", "utility", "backend", "strategy", "handler"}
SOURCES = sorted(
    path for package in ("router", "classifier") for path in (ROOT / package).rglob("*.py")
)


def test_no_file_or_class_bears_a_refused_word() -> None:
    offenders = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in SOURCES
        for name in (path.stem, *_classes(path))
        if REFUSED & set(_words(name))
    }
    assert not offenders


def _classes(path: Path) -> list[str]:
    tree = ast.parse(path.read_bytes())
    return [node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]


@pytest.mark.parametrize(
    ("word", "values"),
    [
        ("tier", list(Tier)),
        ("priority", list(Priority)),
        ("complexity", list(Complexity)),
        ("outcome", list(Outcome)),
        ("effect", list(Then.model_fields)),
    ],
)
def test_the_glossary_lists_the_values_that_the_code_knows(word: str, values: list[str]) -> None:
    meaning = re.search(rf"^\| \*\*{word}\*\* \| (.+) \|$", GLOSSARY, re.MULTILINE)
    assert meaning is not None
    assert re.findall(r"`(\w+)`", meaning[1]) == values


def _words(name: str) -> list[str]:
    """The words of a snake_case or CamelCase name, in the singular."""
    return [word.lower().removesuffix("s") for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)]

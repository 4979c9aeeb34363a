"""Do sizes, names and places of the files keep to the house style? There is no exceptions list."""

import ast
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted(
    path for package in ("router", "classifier") for path in (ROOT / package).rglob("*.py")
)
MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 40
MOST_METHODS_OF_A_PROTOCOL = 5
MOST_POSITIONAL = 2
REFUSED = re.compile(r"utils|helpers|common|misc|manager|service|models|base_.*")
UNTESTED = ("__init__", "__main__")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions_of(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(parsed(path)) if isinstance(node, Function))


def names_of(nodes: list[ast.expr]) -> set[str]:
    """The last names of decorators or bases: `typing.override` is `override`."""
    bare = [node.func if isinstance(node, ast.Call) else node for node in nodes]
    bare = [node.value if isinstance(node, ast.Subscript) else node for node in bare]
    return {ast.unparse(node).rpartition(".")[2] for node in bare}


def positional_of(function: Function) -> list[str]:
    given = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    return [name for name in given if name not in ("self", "cls")]


def imports_of(path: Path) -> set[str]:
    """Top-level packages that a file imports, at its head, in a function or by name."""
    found: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
        elif isinstance(node, ast.Call) and names_of([node.func]) & {"import_module", "__import__"}:
            named = [a.value for a in node.args[:1] if isinstance(a, ast.Constant)]
            found |= {str(name).partition(".")[0] for name in named}
    return found


def test_there_is_something_to_look_at() -> None:
    assert len(SOURCES) > 100


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_file_is_short_and_says_first_which_question_it_answers(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert text.startswith('"""'), "the first line is no docstring"
    assert len(text.splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_function_fits_on_a_screen(path: Path) -> None:
    lengths = {f.name: (f.end_lineno or f.lineno) - f.lineno + 1 for f in functions_of(path)}

    assert {n: lines for n, lines in lengths.items() if lines > MOST_LINES_OF_A_FUNCTION} == {}


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_after_two_arguments_they_are_named(path: Path) -> None:
    """Where a base class or Python itself prescribes the signature, it is theirs."""
    prescribed = {"__exit__", "__aexit__"}
    own = [
        function
        for function in functions_of(path)
        if function.name not in prescribed and "override" not in names_of(function.decorator_list)
    ]

    assert [f.name for f in own if len(positional_of(f)) > MOST_POSITIONAL] == []


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_protocol_has_few_methods(path: Path) -> None:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ClassDef) and "Protocol" in names_of(node.bases):
            methods = [item.name for item in node.body if isinstance(item, Function)]

            assert len(methods) <= MOST_METHODS_OF_A_PROTOCOL, node.name


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_file_is_named_after_a_concept_and_not_after_a_layer(path: Path) -> None:
    assert not REFUSED.fullmatch(path.stem)


@pytest.mark.parametrize(
    "path",
    # Ports are only Protocols and what they speak of: tests/contracts runs them on each adapter.
    [p for p in SOURCES if p.stem not in UNTESTED and p.parent != ROOT / "router" / "ports"],
    ids=name_of,
)
def test_a_test_stands_at_the_same_path(path: Path) -> None:
    place = path.relative_to(ROOT)
    mirrored = place.relative_to("router") if place.parts[0] == "router" else place

    assert (ROOT / "tests" / mirrored.parent / f"test_{path.name}").is_file()


def test_every_test_of_a_mirrored_folder_has_a_source() -> None:
    mirrored = ("core", "services", "api")
    tests = [path for name in mirrored for path in (ROOT / "tests" / name).rglob("test_*.py")]
    places = [path.relative_to(ROOT / "tests") for path in tests]

    def has_source(place: Path) -> bool:
        named = ROOT / "router" / place.parent / place.name.removeprefix("test_")
        package = ROOT / "router" / place.parent / "__init__.py"
        return named.is_file() or (named.stem == place.parent.name and package.is_file())

    assert [place.as_posix() for place in places if not has_source(place)] == []


def test_policies_hold_no_code() -> None:
    assert [name_of(path) for path in (ROOT / "policies").rglob("*.py*")] == []


@pytest.mark.parametrize("package", ["litellm", "sentence_transformers"])
def test_a_replaceable_package_is_imported_in_exactly_one_file(package: str) -> None:
    importing = [name_of(path) for path in SOURCES if package in imports_of(path)]

    assert len(importing) == 1, importing


def test_no_file_mentions_a_path_of_this_machine() -> None:
    """Prompts of the labelled set may speak of folders as their writers do, but not of ours."""
    everywhere = {str(ROOT)}
    in_code = everywhere | {str(Path.home()), tempfile.gettempdir()}
    files = [
        path
        for package in ("router", "classifier", "policies")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]

    def gives_away(path: Path) -> bool:
        content = path.read_bytes()
        places = everywhere if path.suffix == ".jsonl" else in_code
        return any(f"{place}/".encode() in content for place in places if len(place) > 1)

    assert [name_of(path) for path in files if gives_away(path)] == []

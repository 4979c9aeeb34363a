"""`tierwise policy test`: do policies decide as their cases expect?"""

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from router.cli.options import ClassifierOption, PolicyOption
from router.core.errors import InvalidRequest

if TYPE_CHECKING:
    from router.services.run_cases import SuiteResult

__all__ = ["run_tests"]

_FAILED = 1
_ALL = 100


def run_tests(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Files of cases, or folders; else all *.cases.yaml beside the policy."),
    ] = None,
    *,
    catalog: Annotated[
        Path | None, typer.Option(help="Catalog file, whatever the cases name.")
    ] = None,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Print for each rule how many cases meet it.")
    ] = False,
    fail_under: Annotated[
        int, typer.Option(min=0, max=_ALL, help="Fail where fewer per cent of rules are met.")
    ] = 0,
    mutate: Annotated[
        bool, typer.Option("--mutate", help="Try every single change of each rule, too.")
    ] = False,
    junit: Annotated[Path | None, typer.Option(help="Write JUnit XML here.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    policy: PolicyOption = None,
    classifier: ClassifierOption = None,
) -> None:
    """Run the tests of policies; exit code 1 where one fails, 2 where a file is wrong."""
    from router.bootstrap.casebook import open_casebook
    from router.settings import Settings

    settings = Settings.load(policy=policy, classifier=classifier)
    book = open_casebook(settings, catalog=catalog)
    suites = book.suites(files or [])

    async def run() -> list["SuiteResult"]:
        return [await book.run(suite, with_mutants=mutate) for suite in suites]

    results = asyncio.run(run())
    if junit is not None:
        _write_junit(junit, results)
    _print(results, as_json=as_json, with_coverage=coverage)
    if not all(_is_good(result, fail_under=fail_under) for result in results):
        raise typer.Exit(_FAILED)


def _print(results: list["SuiteResult"], *, as_json: bool, with_coverage: bool) -> None:
    from router.cli.policy.case_json import suite_json
    from router.cli.policy.case_report import case_lines

    if as_json:
        print(json.dumps([suite_json(one) for one in results], indent=2, ensure_ascii=False))
        return
    for result in results:
        print("\n".join(case_lines(result, with_coverage=with_coverage)))


def _is_good(result: "SuiteResult", *, fail_under: int) -> bool:
    from router.core.cases.coverage import covered_share

    missed = result.mutation.missed if result.mutation else ()
    is_covered = covered_share(result.coverage) * _ALL >= fail_under
    return not result.failed and not missed and is_covered


def _write_junit(file: Path, results: list["SuiteResult"]) -> None:
    from router.cli.policy.junit import junit_xml

    try:
        file.write_text(junit_xml(results), encoding="utf-8")
    except OSError as error:
        raise InvalidRequest(f"{file} cannot be written: {error.strerror}.") from error

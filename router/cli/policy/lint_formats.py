"""How are findings written for people, programs, code scanners and GitHub?"""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from pathlib import PurePath
from urllib.parse import quote

from router import __version__
from router.core.lint import CODES
from router.core.lint.finding import Severity
from router.core.lint.placed import PlacedFinding

__all__ = ["WRITERS", "summary"]

Found = Sequence[PlacedFinding]
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def summary(found: Found) -> str:
    """How many there are, such as `2 errors, 1 warning`."""
    counts = Counter(finding.code.severity for finding in found)
    told = [
        f"{counts[severity]} {severity}{'' if counts[severity] == 1 else 's'}"
        for severity in Severity
        if counts[severity]
    ]
    return f"{', '.join(told)}." if told else "Nothing found."


def _text(found: Found) -> str:
    """A line for each finding, as compilers write it, an empty line between files."""
    files = groupby(found, key=lambda finding: finding.path)
    return "\n\n".join("\n".join(map(_line, group)) for _, group in files)


def _line(one: PlacedFinding) -> str:
    return f"{one.path}:{one.line}:{one.column}: {one.code.severity} {one.code.name}: {one.text}"


def _json(found: Found) -> str:
    counts = Counter(finding.code.severity for finding in found)
    findings = [
        {
            "file": one.path,
            "line": one.line,
            "column": one.column,
            "severity": one.code.severity,
            "code": one.code.name,
            "message": one.text,
        }
        for one in found
    ]
    report = {"findings": findings, "counts": {level: counts[level] for level in Severity}}
    return json.dumps(report, indent=2, ensure_ascii=False)


def _github(found: Found) -> str:
    """Commands of GitHub's runner, which shows them beside the lines of a pull request."""
    return "\n".join(
        f"::{_LEVELS[one.code.severity]} file={_property(PurePath(one.path).as_posix())},"
        f"line={one.line},col={one.column},title={_property(one.code.name)}::{_escaped(one.text)}"
        for one in found
    )


def _sarif(found: Found) -> str:
    """SARIF 2.1.0, the format of OASIS for code scanners."""
    places = {code.name: place for place, code in enumerate(CODES)}
    rules = [
        {
            "id": code.name,
            "shortDescription": {"text": code.meaning},
            "defaultConfiguration": {"level": code.severity.value},
        }
        for code in CODES
    ]
    results = [
        {
            "ruleId": one.code.name,
            "ruleIndex": places[one.code.name],
            "level": one.code.severity.value,
            "message": {"text": one.text},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": _uri(one.path)},
                        "region": {"startLine": one.line, "startColumn": one.column},
                    }
                }
            ],
        }
        for one in found
    ]
    driver = {"name": "tierwise", "version": __version__, "rules": rules}
    log = {
        "$schema": _SARIF,
        "version": "2.1.0",
        "runs": [
            {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
        ],
    }
    return json.dumps(log, indent=2, ensure_ascii=False)


def _uri(path: str) -> str:
    """Relative paths stay so: scanners take them from the root of the repository."""
    pure = PurePath(path)
    return pure.as_uri() if pure.is_absolute() else quote(pure.as_posix())


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


WRITERS: Mapping[str, Callable[[Found], str]] = {
    "text": _text,
    "json": _json,
    "sarif": _sarif,
    "github": _github,
}
"""Format to what writes it."""

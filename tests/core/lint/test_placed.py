import pytest

from router.core.lint.finding import Code, Severity
from router.core.lint.placed import SCHEMA, PlacedFinding, is_refused


def placed(severity: Severity) -> PlacedFinding:
    code = Code("x", severity, "")
    return PlacedFinding(path="p.yaml", line=1, column=1, code=code, text="")


@pytest.mark.parametrize(
    ("severity", "plainly", "strictly"),
    [(Severity.ERROR, True, True), (Severity.WARNING, False, True), (Severity.NOTE, False, False)],
)
def test_errors_refuse_warnings_only_strictly_and_notes_never(
    severity: Severity, plainly: bool, strictly: bool
) -> None:
    found = [placed(Severity.NOTE), placed(severity)]
    assert is_refused(found, is_strict=False) is plainly
    assert is_refused(found, is_strict=True) is strictly


def test_a_mistake_of_form_is_an_error() -> None:
    assert SCHEMA.severity is Severity.ERROR

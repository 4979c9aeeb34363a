from dataclasses import replace

from router.core.lint.unused_sets import check
from tests.core.lint.subjects import found, subject, texts


def test_sets_that_no_rule_uses_are_found() -> None:
    one = replace(subject(), unused_sets=("legal", "money"))
    assert found(check, one) == [("unused-set", ("sets", 0)), ("unused-set", ("sets", 1))]
    assert texts(check, one)[0] == (
        "No rule uses the set 'legal'. Write $legal where it belongs, or delete it."
    )

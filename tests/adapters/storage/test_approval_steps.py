"""Tests of `router.adapters.storage.approval_steps`."""

from router.adapters.storage.approval_rows import approval_to_row
from router.adapters.storage.approval_steps import ApprovalSteps, following
from tests.approving import approval


def test_an_id_that_is_taken_is_numbered_and_follows_the_last() -> None:
    assert following(approval(), []) == approval()
    assert following(approval(), ["apr_1"]).id == "apr_1-2"
    assert following(approval(), ["apr_1", "apr_1-2"]).follows == "apr_1-2"


def test_a_change_begins_with_the_row_that_all_changes_write() -> None:
    for steps in (
        ApprovalSteps("?").ask(approval()),
        ApprovalSteps("%s").change_grant("grt_1", lambda one: one),
    ):
        statement, parameters = next(steps)
        assert statement.startswith("UPDATE approval_version")
        assert parameters == ()


def test_every_value_is_a_parameter_in_the_words_of_its_database() -> None:
    odd = approval(id="apr_'; DROP TABLE approval; --")
    steps = ApprovalSteps("%s").ask(odd)
    said = [next(steps), *(steps.send([]) for _ in range(3))]

    assert all("DROP" not in statement and "?" not in statement for statement, _ in said)
    assert said[-1][1] == tuple(approval_to_row(odd, root=odd.id))

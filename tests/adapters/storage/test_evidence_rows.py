"""Do feedback, outcome rows and texts come back exactly?"""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from router.adapters.storage.evidence_rows import (
    feedback_from_row,
    feedback_to_row,
    outcome_from_row,
    outcome_to_row,
    text_from_row,
    text_to_row,
)
from router.core.feedback import Feedback, Verdict
from router.core.kept_text import KeptText
from router.core.outcome_row import OutcomeRow, OutcomeSource

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
"""No store keeps NUL: PostgreSQL cannot."""
MOMENT = st.datetimes(datetime(1990, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
SHARE = st.floats(0, 1)
USD = st.integers(-(2**62), 2**62).map(lambda nanos: Decimal(nanos).scaleb(-9))


@given(
    said=st.builds(
        Feedback,
        id=TEXT,
        decision_id=TEXT,
        at=MOMENT,
        key_id=TEXT,
        verdict=st.none() | st.sampled_from(Verdict),
        score=st.none() | SHARE,
        outcome_value_usd=st.none() | USD,
        comment=st.none(),
        idempotency_key=st.none() | TEXT,
    )
)
def test_all_feedback_comes_back(said: Feedback) -> None:
    assert feedback_from_row(feedback_to_row(said)) == said


def test_a_comment_is_no_part_of_the_row() -> None:
    said = Feedback(id="fb", decision_id="dec", at=datetime.now(UTC), key_id="key")

    assert feedback_to_row(replace(said, comment="planted")) == feedback_to_row(said)


@given(
    row=st.builds(
        OutcomeRow,
        decision_id=TEXT,
        at=MOMENT,
        deployment=TEXT,
        source=st.sampled_from(OutcomeSource),
        score=SHARE,
        weight=SHARE,
        cost_usd=USD,
        is_simulated=st.booleans(),
    )
)
def test_all_outcome_rows_come_back(row: OutcomeRow) -> None:
    assert outcome_from_row(outcome_to_row(row)) == row


@given(
    text=st.builds(
        KeptText,
        decision_id=TEXT,
        at=MOMENT,
        messages=st.lists(st.dictionaries(TEXT, TEXT | st.none(), max_size=3), max_size=3),
        answer=TEXT,
    )
)
def test_all_texts_come_back(text: KeptText) -> None:
    assert text_from_row(text_to_row(text)) == text

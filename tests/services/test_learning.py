"""Tests of `router.services.learning`."""

from decimal import Decimal

from router.core.audit import AuditPlan
from router.core.kept_text import TextKeeping
from tests.fakes import Service


def test_by_default_no_request_meets_any_of_it_and_old_texts_are_still_purged() -> None:
    learning = Service().learning

    assert list(learning.learners) == []
    assert (learning.texts, learning.audit) == (None, None)
    assert [work.__name__ for work in learning.background] == ["purge_in_time"]


def test_what_is_switched_on_is_shown_answers_and_runs() -> None:
    service = Service(keeping=TextKeeping(share=0.1), plan=AuditPlan(share=0.1))
    learning = service.learning

    assert list(learning.learners) == [learning.texts, learning.audit]
    assert len(learning.background) == 3


def test_audits_without_a_budget_are_off() -> None:
    service = Service(plan=AuditPlan(share=1.0, daily_usd=Decimal(0)))

    assert service.learning.audit is None

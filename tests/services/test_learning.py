"""Tests of `router.services.learning`."""

from decimal import Decimal

from router.core.audit import AuditPlan
from router.core.kept_text import TextKeeping
from tests.fakes import Service


def test_by_default_only_what_a_rule_shadows_is_compared_and_old_texts_are_purged() -> None:
    learning = Service().learning

    assert list(learning.learners) == [learning.audit]
    assert learning.texts is None
    assert [work.__name__ for work in learning.background] == ["purge_in_time", "run"]


def test_what_is_switched_on_is_shown_answers_and_runs() -> None:
    service = Service(keeping=TextKeeping(share=0.1), plan=AuditPlan(share=0.1))
    learning = service.learning

    assert list(learning.learners) == [learning.texts, learning.audit]
    assert len(learning.background) == 3


def test_audits_without_a_budget_are_off() -> None:
    service = Service(plan=AuditPlan(share=1.0, daily_usd=Decimal(0)))

    assert service.learning.audit is None
    assert list(service.learning.learners) == []

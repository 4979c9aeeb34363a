"""Tests of `router.services.point_to_findings`."""

from dataclasses import replace

from router.core.errors import KeyQuarantined, PolicyDenied
from router.core.finding import Finding
from router.services.journey import Journey
from router.services.point_to_findings import PointToFindings
from tests.contracts.test_findings import finding
from tests.factories import facts, rulebook


def pointing(*found: Finding) -> PointToFindings:
    return PointToFindings(lambda caller, at: found)


def journey() -> Journey:
    known = replace(facts(), findings=("burst",))
    return Journey(decision_id="dec_1", facts=known, rulebook=rulebook(), started_s=0)


def test_a_quarantine_says_for_what_until_when_and_who_ends_it() -> None:
    refusal = KeyQuarantined("Held back.")

    pointing(finding(), finding("fnd_2", kind="loop"))(journey(), refusal)

    assert refusal.details == {"finding": "fnd_1", "until": "2026-11-20T12:30:00+00:00"}
    assert refusal.message == (
        "Held back. 90 requests within a minute; 12 are usual. This ends 2026-11-20 12:30 UTC "
        "unless it goes on; an administrator can release it before: tierwise findings release "
        "fnd_1"
    )


def test_other_refusals_and_findings_that_are_gone_add_nothing() -> None:
    denied, held = PolicyDenied("No."), KeyQuarantined("Held back.")

    pointing(finding())(journey(), denied)
    pointing()(journey(), held)

    assert (denied.message, denied.details) == ("No.", {})
    assert (held.message, held.details) == ("Held back.", {})

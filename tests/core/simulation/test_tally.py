"""Tests of `router.core.simulation.tally`."""

from decimal import Decimal

from classifier.labels import Complexity, Priority
from router.core.simulation.ending import Ending
from router.core.simulation.event import Truth
from router.core.simulation.tally import Tally
from router.core.tier import Tier
from tests.core.simulation.small import ask, ending, request


def tally(*endings: Ending) -> Tally:
    made = Tally()
    for one in endings:
        made.add(one)
    return made


def bad(
    at_s: float, *, cost_usd: str = "0", refusal: str | None = None, known: bool = False
) -> Ending:
    return ending(
        request(at_s, anomaly="a"),
        cost_usd=cost_usd,
        refusal=refusal,
        findings=("burst",) if known else (),
    )


def test_shares_are_of_honest_answers_by_what_their_prompts_truly_were() -> None:
    high = request(asked=ask(priority=Priority.HIGH, complexity=Complexity.DEMANDING))
    made = tally(
        ending(high, tier=Tier.PREMIUM),
        ending(high, tier=Tier.STANDARD),
        ending(high, refusal="budget_exceeded"),
        ending(tier=Tier.ECONOMY),
        ending(request(anomaly="a"), tier=Tier.PREMIUM),
    )

    assert made.share(Tier.PREMIUM, priority=Priority.HIGH) == 0.5
    assert made.share(Tier.ECONOMY, complexity=Complexity.TRIVIAL) == 1.0
    assert made.share(Tier.ECONOMY, priority=Priority.LOW) is None


def test_work_that_counts_is_told_by_truth_and_by_what_the_classifier_took_it_for() -> None:
    high = request(asked=ask(priority=Priority.HIGH, complexity=Complexity.MODERATE))
    seen = Truth(Priority.HIGH, Complexity.DEMANDING)
    missed = Truth(Priority.NORMAL, Complexity.MODERATE)
    made = tally(
        ending(high, tier=Tier.PREMIUM, judged=seen),
        ending(high, tier=Tier.STANDARD, judged=missed),
        ending(high, tier=Tier.STANDARD),
    )

    assert made.share_of_work(is_judged=False) == 1 / 3
    assert made.share_of_work(is_judged=True) == 1.0
    assert made.high == {"high": 1, "normal": 1, "unsure": 1}


def test_requests_that_pass_once_they_are_approved_are_counted() -> None:
    made = tally(ending(refusal="approval_required", rule_id="r"), ending(is_resumed=True))

    assert made.resumed == 1
    assert made.stopped == {("r", Priority.NORMAL): 1}


def test_all_spend_counts_and_honest_spend_is_kept_apart() -> None:
    made = tally(ending(cost_usd="2", premium_usd="5"), bad(0, cost_usd="3"))

    assert (made.spent_usd, made.honest_usd, made.premium_usd) == (
        Decimal(5),
        Decimal(2),
        Decimal(5),
    )


def test_an_anomaly_is_caught_when_its_first_request_is_decided_as_one() -> None:
    found = tally(
        bad(100, cost_usd="1"), bad(130, cost_usd="2", known=True), bad(110, cost_usd="4")
    ).anomalies["a"]

    assert found.delay_s == 30
    assert found.caught_by == ("burst",)
    assert (found.lost_usd, found.later_usd) == (Decimal(5), Decimal(2))


def test_the_earliest_catch_counts_though_it_ends_late() -> None:
    found = tally(bad(100), bad(130, known=True), bad(120, refusal="approval_required"))

    assert found.anomalies["a"].delay_s == 20
    assert found.anomalies["a"].caught_by == ("approval_required",)
    assert found.anomalies["a"].refused.total() == 1


def test_what_nobody_caught_has_no_delay() -> None:
    assert tally(bad(100)).anomalies["a"].delay_s is None


def test_refusals_of_anomalies_are_no_refusals_of_people() -> None:
    made = tally(bad(0, refusal="key_quarantined"), ending(refusal="budget_exceeded"))

    assert dict(made.refused) == {("budget_exceeded", Priority.NORMAL): 1}


def test_a_user_day_is_a_key_and_a_day_on_which_it_asked() -> None:
    made = tally(ending(), ending(), ending(request(90_000)), bad(0))

    assert len(made.active) == 2


def test_oddities_are_counted_by_what_became_of_them() -> None:
    odd = request(oddity="launch")
    made = tally(ending(odd), ending(odd, refusal="x"), ending(odd, findings=("burst",)))

    assert made.odd == {
        ("launch", "answered"): 2,
        ("launch", "refused"): 1,
        ("launch", "under a finding"): 1,
    }


def test_who_is_refused_beside_an_anomaly_is_told_apart() -> None:
    made = Tally(planted=frozenset({"key-stolen"}))
    for key in ("key-stolen", "key-other"):
        made.add(ending(request(key=key), refusal="key_quarantined"))

    assert (made.refused.total(), made.refused_beside) == (2, 1)

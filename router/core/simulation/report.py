"""How is a simulation told to people: one page, its aims first, with what is not real about it?"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from router.core.simulation.figures import Aim, AnomalyFigures, Figures
from router.core.simulation.outcomes import OutcomeFigures

__all__ = ["NOT_REAL", "page"]

NOT_REAL = (
    "People, prompts and anomalies are made up, from templates and a seed; real prompts vary more, "
    "and real thieves adapt. Classifier, policy, budgets, holds, ledger and detection are the "
    "service's own. No model was called: answers have lengths drawn per task, and prices are the "
    "catalog's. Nobody's refused work comes back later, unless an approval is asked for."
)
"""What a reader must know before believing a figure."""
_MINUTE_S, _HOUR_S = 60, 3_600


def page(figures: Figures) -> str:
    """The report as Markdown."""
    return "\n".join(
        (
            *_head(figures),
            *_aims(figures.aims),
            *_money(figures),
            *_work(figures),
            *_approvals(figures),
            *_outcomes(figures.outcomes),
            *_anomalies(figures.anomalies),
            *_alarms(figures),
            *_refusals(figures),
            "## What is not real",
            "",
            NOT_REAL,
            "",
        )
    )


def _head(told: Figures) -> Iterator[str]:
    versions = told.versions
    yield f"# {told.people} people, {told.days} days"
    yield ""
    yield (
        f"{told.people} people and {told.programs} programs sent {told.requests:,} requests in "
        f"{told.days} simulated days (seed {told.seed}). Policy `{versions.policy}`, catalog "
        f"`{versions.catalog}`, classifier `{versions.classifier}`."
    )
    yield ""


def _aims(aims: Sequence[Aim]) -> Iterator[str]:
    yield from ("## Aims", "", "| aim | measured | met |", "|---|---|---|")
    for aim in aims:
        met = {True: "yes", False: "**no**", None: "-"}[aim.is_met]
        yield f"| {aim.text} | {aim.measured} | {met} |"
    yield ""


def _money(told: Figures) -> Iterator[str]:
    yield from ("## Money", "", "| | USD |", "|---|---|")
    yield f"| honest work, as routed | {_usd(told.honest_usd)} |"
    yield f"| the same answers, always on {told.versions.premium} | {_usd(told.premium_usd)} |"
    if told.saved is not None:
        yield f"| saved | {told.saved:.1%} |"
    yield f"| planted anomalies | {_usd(told.spent_usd - told.honest_usd)} |"
    if told.budget is not None:
        yield f"| budget of the month | {_usd(told.budget.limit_usd)} |"
        yield f"| spent of it | {_usd(told.spent_usd)} ({told.budget.share:.1%}) |"
    yield f"| accounts that a recount found to be off | {told.drifts} |"
    yield ""


def _work(told: Figures) -> Iterator[str]:
    shares = told.shares
    yield from ("## Work", "", "| honest answers, by what the prompt truly was | share |")
    yield "|---|---|"
    yield f"| high priority and not trivial, on premium | {_share(shares.high_work_on_premium)} |"
    seen = _share(shares.high_work_judged_on_premium)
    yield f"| the same, by what the classifier took prompts for | {seen} |"
    hardest = _share(shares.high_demanding_on_premium)
    yield f"| high priority and demanding, on premium | {hardest} |"
    yield f"| high priority, on premium | {_share(shares.high_on_premium)} |"
    yield f"| high priority, on economy | {_share(shares.high_on_economy)} |"
    yield f"| trivial, on economy | {_share(shares.trivial_on_economy)} |"
    yield f"| low priority, on economy | {_share(shares.low_on_economy)} |"
    yield ""
    if shares.high_seen_as:
        seen_as = ", ".join(f"{name}: {count:,}" for name, count in shares.high_seen_as)
        yield f"What the classifier took high priority for: {seen_as}."
        yield ""
    if told.reused:
        yield f"{told.reused:,} answers were given again at no cost."
        yield ""


def _approvals(told: Figures) -> Iterator[str]:
    asked = told.approvals
    yield from ("## Approvals", "")
    if not asked.asked:
        yield from ("Nobody asked for any.", "")
        return
    yield (
        f"{asked.asked} were asked for, of USD {_usd(asked.wanted_usd)} together: {asked.granted} "
        f"granted ({asked.granted_less} with less than was asked for, USD "
        f"{_usd(asked.granted_usd)} together), {asked.denied} denied, {asked.waiting} not decided. "
        f"{told.resumed:,} refused requests passed when they were sent again; {told.granted:,} "
        "drew on a grant."
    )
    if asked.median_s is not None and asked.longest_s is not None:
        yield (
            f"A decision took {asked.median_s / _MINUTE_S:,.0f} minutes in the middle and "
            f"{asked.longest_s / _HOUR_S:,.1f} hours at most, nights and weekends included."
        )
    rules = ", ".join(f"{name}: {count}" for name, count in asked.rules)
    yield from (f"Asked for by rule: {rules}.", "")


def _outcomes(told: OutcomeFigures) -> Iterator[str]:
    yield from ("## What became of answers", "")
    if not told.said:
        yield from ("Nobody said.", "")
        return
    yield (
        f"People said something of {told.said:,} answers and accepted {told.accepted:,} as they "
        f"were. An accepted one cost USD {_fine(told.usd_each)}; always on premium it would have "
        f"been USD {_fine(told.premium_usd_each)}. How often a tier is accepted is assumed."
    )
    yield from ("", "| tier | verdict | answers |", "|---|---|---|")
    for tier, verdict, count in told.verdicts:
        yield f"| {tier} | {verdict} | {count:,} |"
    yield ""


def _anomalies(anomalies: Sequence[AnomalyFigures]) -> Iterator[str]:
    yield from ("## Planted anomalies", "")
    yield "| what | whose | day | caught after | by | cost until then | cost after | refused |"
    yield "|---|---|---|---|---|---|---|---|"
    for one in anomalies:
        caught = "never" if one.delay_s is None else f"{one.delay_s:,.0f} s"
        if one.must_be_caught and not one.is_in_time:
            caught = f"**{caught}**"
        yield (
            f"| {one.kind} | {one.subject} | {one.day} | {caught} | {', '.join(one.caught_by)} | "
            f"{_usd(one.lost_usd)} | {_usd(one.later_usd)} | {one.refused:,} of {one.sent:,} |"
        )
    yield ""


def _alarms(told: Figures) -> Iterator[str]:
    yield from ("## False alarms", "")
    false = ", ".join(f"{name}: {count}" for name, count in told.false_acts) or "none"
    yield (
        f"Findings that acted on honest callers: {false}. That is "
        f"{_number(told.false_per_thousand)} per 1,000 users and day, of {told.user_days:,}. "
        f"{told.told_only} more were only told. {told.under_findings:,} honest requests were "
        "decided while their caller, team or project had an open finding, right ones included."
    )
    yield from ("", "| unusual and honest | | requests |", "|---|---|---|")
    for name, what, count in told.odd:
        yield f"| {name} | {what} | {count:,} |"
    yield ""


def _refusals(told: Figures) -> Iterator[str]:
    yield from ("## Honest requests that were refused", "")
    if not told.refused:
        yield from ("None.", "")
        return
    yield from ("| reason | priority | requests |", "|---|---|---|")
    for code, priority, count in told.refused:
        yield f"| {code} | {priority} | {count:,} |"
    yield ""
    yield (
        f"{told.refused_beside:,} of them came with a key on which an anomaly was planted: whoever "
        "shares a key with a thief or a script is stopped with it."
    )
    yield ""


def _usd(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def _fine(amount: float | None) -> str:
    return "-" if amount is None else f"{amount:,.5f}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"

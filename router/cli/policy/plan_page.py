"""What does a plan say to the people who decide on a change?"""

from collections.abc import Iterator, Sequence

from router.cli.policy.page import Page, Table
from router.core.money import NANOS_PER_USD, format_usd, from_nanos
from router.core.plan.clusters import Estimate
from router.core.plan.report import Plan
from router.core.plan.sample import Changed
from router.core.plan.side import Verdict
from router.core.plan.tally import REFUSED, Dimension, Group
from router.core.plan.verdicts import Crossing
from router.core.tier import TIERS

__all__ = ["plan_page"]

_GROUP = ("requests", "changed", "lower", "refused", "+USD", "+cost", "+P(good)")


def plan_page(plan: Plan, crossings: Sequence[Crossing], *, most_rows: int) -> Page:
    """The plan as tables and sentences; of each kind of group the `most_rows` largest."""
    tables = [
        _summary(plan),
        _transitions(plan),
        _hardest(plan),
        *(_by(plan, dimension, most=most_rows) for dimension in Dimension),
        _sample(plan),
    ]
    return Page(
        title=f"Plan: {plan.new.policy_version} against {plan.old.policy_version}",
        lead=list(_lead(plan)),
        verdicts=[(not one.is_crossed, one.sentence) for one in crossings],
        tables=[table for table in tables if table.rows],
        notes=list(_notes(plan)),
    )


def _lead(plan: Plan) -> Iterator[str]:
    found = plan.comparison
    if found.first_at is None or found.last_at is None:
        yield f"Nothing was asked between {plan.since:%Y-%m-%d} and {plan.until:%Y-%m-%d}."
        return
    yield (
        f"{plan.whole.sums.requests:,} requests of {found.first_at:%Y-%m-%d %H:%M} to "
        f"{found.last_at:%Y-%m-%d %H:%M} UTC, each decided again under both."
    )
    old, new = plan.old.catalog_version, plan.new.catalog_version
    yield f"Catalog: {new}, for both." if old == new else f"Catalog: {new} against {old}."


def _summary(plan: Plan) -> Table:
    whole = plan.whole
    sums, of = whole.sums, whole.sums.requests
    refused_old = sum(n for (old, _), n in plan.transitions.items() if old == REFUSED)
    refused_new = sum(n for (_, new), n in plan.transitions.items() if new == REFUSED)
    old_usd, new_usd = from_nanos(sums.old_nanos), from_nanos(sums.new_nanos)
    more = f"{_signed(whole.cost_nanos)} ({_relative(whole.cost_nanos, sums.old_nanos)})"
    rows = [
        ("cost in USD", format_usd(old_usd), format_usd(new_usd), more, _usd_interval(plan)),
        _quality_row(plan),
        ("refused", f"{refused_old:,}", f"{refused_new:,}", f"{refused_new - refused_old:+,}", ""),
        ("another route", "", "", _count(sums.changed, of), ""),
        ("a lower tier", "", "", _count(whole.lower, of), ""),
        ("a higher tier", "", "", _count(whole.higher, of), ""),
    ]
    return Table(
        title="What changes",
        columns=("", "old", "new", "difference", "95 % interval"),
        rows=rows if of else (),
    )


def _quality_row(plan: Plan) -> tuple[str, ...]:
    sums, moved = plan.whole.sums, plan.whole.quality
    if moved is None:
        return ("P(good)", "unknown", "unknown", "", "both serve no chat")
    low, high = plan.quality.low, plan.quality.high
    between = "" if low is None or high is None else f"{_points(low)} to {_points(high)}"
    return (
        "mean P(good)",
        f"{sums.old_good / sums.known:.1%}",
        f"{sums.new_good / sums.known:.1%}",
        f"{_points(moved)} points",
        between,
    )


def _usd_interval(plan: Plan) -> str:
    found: Estimate = plan.cost_nanos
    if found.low is None or found.high is None:
        return "too few to say"
    return f"{_signed(found.low)} to {_signed(found.high)}"


def _transitions(plan: Plan) -> Table:
    names = [*(tier.value for tier in TIERS), REFUSED]
    rows = [
        (old, *(_plain(plan.transitions.get((old, new), 0)) for new in names))
        for old in names
        if any(plan.transitions.get((old, new)) for new in names)
    ]
    return Table(title="From tier (rows) to tier", columns=("", *names), rows=rows)


def _by(plan: Plan, dimension: Dimension, *, most: int) -> Table:
    groups = plan.by(dimension)
    title = "By tier of the old policy" if dimension is Dimension.TIER else f"By {dimension}"
    if len(groups) > most:
        title += f", the {most} of {len(groups)} with most requests"
    rows = [(group.name, *_figures(group)) for group in groups[:most]]
    return Table(title=title, columns=(dimension.value, *_GROUP), rows=rows)


def _hardest(plan: Plan) -> Table:
    rows = [(f"{dimension} {group.name}", *_figures(group)) for dimension, group in plan.hardest]
    return Table(title="Who is hit hardest", columns=("", *_GROUP), rows=rows)


def _figures(group: Group) -> tuple[str, ...]:
    sums = group.sums
    return (
        f"{sums.requests:,}",
        _share(sums.changed, sums.requests),
        _share(group.lower, sums.requests),
        _share(group.newly_refused, sums.requests),
        _signed(group.cost_nanos) if group.cost_nanos else "",
        _relative(group.cost_nanos, sums.old_nanos) if group.cost_nanos else "",
        "" if not group.quality else _points(group.quality),
    )


def _sample(plan: Plan) -> Table:
    shown = list(plan.comparison.sample)
    return Table(
        title=f"{len(shown)} of {plan.whole.sums.changed:,} changed requests, drawn by hash",
        columns=("request", "old, then new route", "USD"),
        rows=[line for one in shown for line in _changed(one)],
        names=2,
    )


def _changed(one: Changed) -> Iterator[tuple[str, str, str]]:
    what = f"{one.team}, {one.task}, {one.priority}, {one.input_tokens:,}+{one.output_tokens:,}"
    yield (one.decision_id, _route(one.old), _rounded(one.old.cost_nanos))
    yield (what, _route(one.new), _rounded(one.new.cost_nanos))


def _route(verdict: Verdict) -> str:
    if verdict.refusal is not None:
        return verdict.refusal
    return f"{verdict.deployment} by {verdict.rule_id}"


def _notes(plan: Plan) -> Iterator[str]:
    found, sums = plan.comparison, plan.whole.sums
    yield from plan.gaps
    if sums.assumed:
        yield (
            f"P(good) of {_many(sums.assumed, 'request')} rests on the difficulty that is usual of "
            "its complexity: none was measured."
        )
    if sums.estimated:
        yield (
            f"{_many(sums.estimated, 'request')} refused then would be served: the cost is what "
            "the quote expects."
        )
    if sums.cut_off:
        yield (
            f"{_many(sums.cut_off, 'answer')} longer than the new policy permits would be cut off; "
            "what that saves is not counted."
        )
    if found.failed:
        yield (
            f"{_many(found.failed, 'request')} that failed at the provider: taken to fail again."
        )
    if found.audits:
        audits = format_usd(from_nanos(found.audit_nanos))
        yield f"{_many(found.audits, 'call')} of audits, for {audits} USD: no policy decides them."
    if found.as_decided < sums.requests:
        yield (
            f"The old policy decides {found.as_decided:,} of {sums.requests:,} requests as they "
            f"were decided. The ledger has {format_usd(from_nanos(found.booked_nanos))} USD in "
            "this time."
        )
    yield (
        "lower: served by a lower tier. refused: newly. +P(good): in points, where both serve a "
        "chat. +cost: relative."
    )
    yield (
        "Answers are taken to be as long as they were, prompt caches as warm, conversations where "
        "they were and budgets as full as they were."
    )


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _count(count: int, of: int) -> str:
    return f"{count:,} ({_share(count, of) or '0%'})"


def _share(count: int, of: int) -> str:
    if not count:
        return ""
    share = 100 * count / of
    return f"{share:.0f}%" if share >= 10 else f"{share:.1f}%" if share >= 0.1 else "<0.1%"


def _plain(count: int) -> str:
    return f"{count:,}" if count else ""


def _points(share: float) -> str:
    return f"{100 * share:+.2f}"


def _relative(more: int, of: int) -> str:
    if not of:
        return "new" if more else "+0.0%"
    return f"{100 * more / of:+.1f}%"


def _rounded(nanos: float) -> str:
    """Cents, or what is left of less: single calls cost fractions of a cent."""
    usd = nanos / NANOS_PER_USD
    places = 2 if abs(usd) >= 1 or not usd else 4 if abs(usd) >= 0.01 else 6
    return f"{usd:,.{places}f}"


def _signed(nanos: float) -> str:
    return f"{'+' if nanos >= 0 else ''}{_rounded(nanos)}"

"""How is a report of behaviour told to programs?"""

from decimal import Decimal

from router.core.behaviour.report import BehaviourReport, BehaviourRow, JudgedCost

__all__ = ["report_told", "row_told"]

Told = dict[str, object]


def report_told(report: BehaviourReport) -> Told:
    """The whole report, plain enough for JSON."""
    return {
        "object": "tierwise.behaviour",
        "by": report.by.value,
        "since": report.since.isoformat(),
        "until": report.until.isoformat(),
        "is_hidden": report.is_hidden,
        "data": [row_told(row) for row in report.rows],
    }


def row_told(row: BehaviourRow) -> Told:
    """One group."""
    return {
        "group": row.group,
        "people": row.people,
        "requests": row.requests,
        "spent_usd": _usd(row.spent_usd),
        "productive_usd": _usd(row.productive_usd),
        "wasted_usd": _usd(row.wasted_usd),
        "wastes": {
            waste.kind: {
                "requests": waste.requests,
                "share": waste.share,
                "saved_usd": _usd(waste.saved_usd),
            }
            for waste in row.wastes
        },
        "accepted": None if row.accepted is None else _judged(row.accepted),
    }


def _judged(found: JudgedCost) -> Told:
    return {
        "judged": found.judged,
        "accepted": found.accepted,
        "usd_each": _usd(found.usd),
        "usd_each_low": _usd(found.low_usd),
        "usd_each_high": _usd(found.high_usd),
    }


def _usd(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:f}"

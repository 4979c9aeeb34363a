"""What does an evaluation of routing say, in Markdown and in JSON?"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from math import isnan

from classifier.routing.intervals import Interval
from classifier.routing.plot import draw
from classifier.routing.scoring import FrontierFigures, PairFigures

__all__ = ["as_record", "many_plot", "many_table", "pair_plot", "pair_table"]

Figures = PairFigures | FrontierFigures


def pair_table(rows: Sequence[PairFigures]) -> str:
    """RouteLLM's figures as a Markdown table, one method a line."""
    lines = [
        "| method | APGR | 95 % interval | AUC | CPT 20 % | CPT 50 % | CPT 80 % |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        shares = " | ".join(_percent(share) for share in (row.cpt20, row.cpt50, row.cpt80))
        interval = _interval(row.apgr_interval)
        lines.append(f"| {row.method} | {row.apgr:.3f} | {interval} | {row.auc:.3f} | {shares} |")
    return "\n".join(lines)


def many_table(rows: Sequence[FrontierFigures]) -> str:
    """RouterBench's figures as a Markdown table, one method a line."""
    lines = [
        "| method | AIQ | 95 % interval | cost for 95 % of the best model's quality | interval |",
        "|---|---|---|---|---|",
    ]
    for row in rows:
        low, high = map(_percent, row.cost_share_interval)
        lines.append(
            f"| {row.method} | {row.aiq:.4f} | {_interval(row.aiq_interval)} "
            f"| {_percent(row.cost_share)} | {low} to {high} |"
        )
    return "\n".join(lines)


def pair_plot(rows: Sequence[PairFigures], title: str) -> str:
    """Quality by share of strong calls, as SVG."""
    lines = {row.method: row.curve for row in rows}
    return draw(lines, title, x_label="share of calls to the strong model", y_label="mean score")


def many_plot(rows: Sequence[FrontierFigures], title: str) -> str:
    """Quality by cost, as SVG."""
    lines = {row.method: row.curve for row in rows}
    return draw(lines, title, x_label="mean cost of a call in USD", y_label="mean score")


def as_record(rows: Sequence[Figures], *, settings: Mapping[str, object]) -> dict[str, object]:
    """What is written to a JSON file: settings first, curves left to the plot."""
    return {"settings": dict(settings), "methods": [_finite(asdict(row)) for row in rows]}


def _finite(record: dict[str, object]) -> dict[str, object]:
    """JSON knows no NaN: a quality that is never reached has no cost."""
    return {name: _known(value) for name, value in record.items() if name != "curve"}


def _known(value: object) -> object:
    if isinstance(value, tuple):
        return [_known(part) for part in value]
    return None if isinstance(value, float) and isnan(value) else value


def _interval(interval: Interval) -> str:
    return f"{interval[0]:.3f} to {interval[1]:.3f}"


def _percent(share: float) -> str:
    return "never" if isnan(share) else f"{100 * share:.0f} %"

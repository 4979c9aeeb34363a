"""What was measured of each server, and how is it told: a table, a file, a picture?"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan
from statistics import median

from benchmarks.overhead.contenders import OURS

__all__ = ["ALONE", "BARE", "CONNECTIONS", "Row", "as_json", "as_picture", "as_table"]

ALONE = "upstream alone"
BARE = "bare FastAPI + aiohttp"
CONNECTIONS = (1, 16, 64)
_SHARES = ("p50", "p95", "p99")


@dataclass(slots=True)
class Row:
    """Figures of one server; each list has a value a round."""

    latency_ms: dict[str, list[float]] = field(default_factory=dict)
    """By `p50@1` and so on, of whole answers."""
    first_ms: dict[str, list[float]] = field(default_factory=dict)
    requests_per_s: list[float] = field(default_factory=list)
    """At 16 at once, on one core."""
    cpu_ms: list[float] = field(default_factory=list)
    chunks_per_s: list[float] = field(default_factory=list)
    idle_mb: float = 0.0
    memory_mb: float = 0.0
    ready_s: float = 0.0
    errors: int = 0
    asked: int = 0
    """What was sent, less what the upstream saw of it: 0 where all went through."""

    def note(self, kind: str, place: str, value: float) -> None:
        """Add a latency: `kind` is `latency_ms` or `first_ms`."""
        getattr(self, kind).setdefault(place, []).append(value)


Rows = Mapping[str, Row]


def added_ms(rows: Rows, name: str, *, place: str, kind: str = "latency_ms") -> float:
    """The median over the rounds of what a server adds to the upstream alone."""
    own: list[float] = getattr(rows[name], kind)[place]
    alone: list[float] = getattr(rows[ALONE], kind)[place]
    return median(one - other for one, other in zip(own, alone, strict=True))


def figures(rows: Rows, name: str) -> dict[str, float]:
    """All figures of one server, medians of the rounds."""
    row = rows[name]
    latencies = {
        f"added_{share}_ms_at_{n}": added_ms(rows, name, place=f"{share}@{n}")
        for n in CONNECTIONS
        for share in _SHARES
    }
    return {
        **latencies,
        "p99_ms_at_16": median(row.latency_ms["p99@16"]),
        "added_first_chunk_ms": added_ms(rows, name, place="p50@1", kind="first_ms"),
        "requests_per_s": median(row.requests_per_s),
        "cpu_ms": median(row.cpu_ms),
        "chunks_per_s": median(row.chunks_per_s),
        "idle_mb": row.idle_mb,
        "memory_mb": row.memory_mb,
        "ready_s": row.ready_s,
        "errors": row.errors,
        "not_passed_on": row.asked,
    }


def servers(rows: Rows) -> Sequence[str]:
    """The rows that are compared."""
    return [name for name in rows if name != ALONE]


def as_table(rows: Rows) -> str:
    """The medians, then the ratios to the floor and to Tierwise."""
    head = (
        f"{'':26}{'added ms at 1':>24}{'at 16':>21}{'at 64':>21}{'req/s':>8}{'CPU ms':>8}"
        f"{'+1st ms':>9}{'chunks/s':>10}{'MB':>6}{'idle':>6}{'ready s':>8}{'errors':>7}"
    )
    lines = [
        head,
        f"{'':26}" + f"{'p50':>10}{'p95':>7}{'p99':>7}" + f"{'p50':>7}{'p95':>7}{'p99':>7}" * 2,
    ]
    found = {name: figures(rows, name) for name in servers(rows)}
    for name, of in found.items():
        latencies = "".join(
            f"{of[f'added_{share}_ms_at_{n}']:{10 if (n, share) == (1, 'p50') else 7}.2f}"
            for n in CONNECTIONS
            for share in _SHARES
        )
        lines.append(
            f"{name:26}{latencies}{of['requests_per_s']:8.0f}{of['cpu_ms']:8.3f}"
            f"{of['added_first_chunk_ms']:9.2f}{of['chunks_per_s']:10.0f}{of['memory_mb']:6.0f}"
            f"{of['idle_mb']:6.0f}{of['ready_s']:8.1f}{of['errors'] + of['not_passed_on']:7.0f}"
        )
    return "\n".join([*lines, "", *_ratios(found)])


def _ratios(found: Mapping[str, Mapping[str, float]]) -> list[str]:
    ours = found[OURS]
    kinds = ("added p50@1", "p99@16", "req/s", "chunks/s", "CPU")
    lines = [f"{'Tierwise over':26}" + "".join(f"{kind:>13}" for kind in kinds)]
    for name, of in found.items():
        if name != OURS:
            lines.append(
                f"{name:26}{ours['added_p50_ms_at_1'] / of['added_p50_ms_at_1']:13.2f}"
                f"{ours['p99_ms_at_16'] / of['p99_ms_at_16']:13.2f}"
                f"{ours['requests_per_s'] / of['requests_per_s']:13.2f}"
                f"{ours['chunks_per_s'] / of['chunks_per_s']:13.2f}"
                f"{ours['cpu_ms'] / of['cpu_ms']:13.2f}"
            )
    return lines


def as_json(rows: Rows, *, about: Mapping[str, object]) -> str:
    """All figures, with what is known of the machine and the run."""
    found = {name: figures(rows, name) for name in servers(rows)}
    rounded = {
        name: {key: None if isnan(value) else round(value, 4) for key, value in of.items()}
        for name, of in found.items()
    }
    return json.dumps({**about, "servers": rounded}, indent=1) + "\n"


def as_picture(rows: Rows) -> str:
    """Three bar charts as SVG: requests and chunks a second (longer is better), added latency."""
    charts = (
        ("requests_per_s", "requests a second, 16 at once, one core (more is better)"),
        ("chunks_per_s", "chunks of streams a second, 16 at once, one core (more is better)"),
        ("added_p50_ms_at_1", "added median latency in ms, one at a time (less is better)"),
    )
    names = servers(rows)
    height = 34 + 22 * len(names)
    parts = [
        _chart(title, {n: figures(rows, n)[key] for n in names}, top=height * place)
        for place, (key, title) in enumerate(charts)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 {height * len(charts)}" '
        'font-family="system-ui, sans-serif" font-size="12">\n'
        '<rect width="100%" height="100%" fill="#ffffff"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _chart(title: str, values: Mapping[str, float], *, top: int) -> str:
    longest = max(value for value in values.values() if not isnan(value))
    lines = [f'<text x="10" y="{top + 20}" font-weight="600">{title}</text>']
    for place, (name, value) in enumerate(values.items()):
        y = top + 30 + 22 * place
        width = 1.0 if isnan(value) else max(1.0, 440 * value / longest)
        colour = "#1a7f5a" if name == OURS else "#9aa5b1"
        told = "none" if isnan(value) else f"{value:,.0f}" if value >= 100 else f"{value:.2f}"
        lines += [
            f'<text x="190" y="{y + 13}" text-anchor="end">{name}</text>',
            f'<rect x="198" y="{y}" width="{width:.1f}" height="17" rx="2" fill="{colour}"/>',
            f'<text x="{204 + width:.1f}" y="{y + 13}">{told}</text>',
        ]
    return "\n".join(lines)

"""How is a comparison of two artifacts written down, in Markdown?"""

from collections.abc import Mapping, Sequence

from classifier.agreement import Agreement
from classifier.comparison.prompts import Comparison
from classifier.manifest import Manifest

__all__ = ["render_agreement", "render_comparison", "render_differences"]

_MOST_ROWS = 12


def render_differences(
    pair: tuple[Manifest, Manifest], differences: Mapping[str, tuple[object, object]]
) -> str:
    """What the manifests say."""
    title = f"# {pair[0].label} → {pair[1].label}"
    if not differences:
        return f"{title}\n\nBoth say the same of themselves."
    rows = [[name, _plain(before), _plain(after)] for name, (before, after) in differences.items()]
    return f"{title}\n\n{_table(['', 'before', 'after'], rows)}"


def render_comparison(comparison: Comparison, *, source: str) -> str:
    """What changes on some prompts."""
    before, after = comparison.abstained
    parts = [
        f"## On {comparison.prompts:,} prompts of {source}",
        _heads(comparison),
        *([_scores(comparison)] if comparison.scores else []),
        f"Abstained: {before:,} before, {after:,} after. One prediction takes "
        f"{comparison.latency_ms[0]:.2f} ms before and {comparison.latency_ms[1]:.2f} ms after "
        f"(ratio {comparison.latency_ratio:.2f}).",
        _changes(comparison),
        _shares("language", comparison.by_language),
        _shares("task", comparison.by_task),
    ]
    return "\n\n".join(part for part in parts if part)


def render_agreement(found: Agreement) -> str:
    """What a shadow would have said of the traffic."""
    rows = [
        [what, f"{found.agreed(what):.1%}", change, f"{count:,}"]
        for what in found.changes
        for change, count in (found.changed(what).most_common(_MOST_ROWS) or [("none", 0)])
    ]
    mean_ms = 1_000 * found.shadow_s / max(1, found.seen)
    return (
        f"## {found.in_force} in force, {found.shadow} beside it\n\n"
        f"{found.seen:,} requests since {found.since}; {found.missed:,} missed, {found.failed:,} "
        f"failed; the shadow took {mean_ms:.2f} ms on average.\n\n"
        + _table(["", "same", "change", "requests"], rows)
    )


def _heads(comparison: Comparison) -> str:
    rows = [
        [head, f"{found.total():,}", f"{found.total() / comparison.prompts:.1%}"]
        for head, found in comparison.changes.items()
    ]
    return _table(["head", "prompts that change", "share"], rows)


def _scores(comparison: Comparison) -> str:
    rows = [
        [
            head,
            f"{found.accuracy[0]:.3f} → {found.accuracy[1]:.3f}",
            f"{found.macro_f1[0]:.3f} → {found.macro_f1[1]:.3f}",
            f"{found.interval[0]:+.3f} to {found.interval[1]:+.3f}",
            f"{found.better} : {found.worse}",
            f"{found.p_value:.3g}",
            f"**{found.verdict}**",
        ]
        for head, found in comparison.scores.items()
    ]
    header = [
        "head",
        "accuracy",
        "macro-F1",
        "95 % of its change",
        "mended : broken",
        "McNemar p",
        "",
    ]
    count = next(iter(comparison.scores.values())).prompts
    return f"Judged by the labels of {count:,} prompts:\n\n{_table(header, rows)}"


def _changes(comparison: Comparison) -> str:
    rows = [
        [head, before, after, f"{count:,}"]
        for head, found in comparison.changes.items()
        for (before, after), count in found.most_common(_MOST_ROWS)
    ]
    return _table(["head", "before", "after", "prompts"], rows) if rows else ""


def _shares(kind: str, shares: Mapping[str, tuple[int, int]]) -> str:
    if len(shares) < 2:
        return ""
    rows = [
        [name, f"{of:,}", f"{changed:,}", f"{changed / of:.1%}"]
        for name, (of, changed) in sorted(shares.items(), key=lambda item: -item[1][1])
    ]
    return _table([kind, "prompts", "that change", "share"], rows[:_MOST_ROWS])


def _plain(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(str, value))
    return "none" if value is None else str(value)


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    safe = [[cell.replace("|", r"\|") for cell in row] for row in rows]
    lines = [list(header), ["---"] * len(header), *safe]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)

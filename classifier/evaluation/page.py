"""What does an evaluation look like as one HTML page that needs nothing else?

No script, no font, no picture is loaded: the page can be mailed, archived and read offline.
"""

from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files
from typing import Final

from classifier.evaluation.drawing import coverage_plot, reliability_plot
from classifier.evaluation.mistakes import Mistake
from classifier.evaluation.report import Report
from classifier.evaluation.scores import HeadScore
from classifier.evaluation.slices import HeadSlice, SliceScore
from classifier.evaluation.wording import EXPLAINED, interval, percent, summary
from classifier.heads import HEADS

__all__ = ["render_page"]

# From so many labels on, the names of the columns stand upright.
MANY_LABELS: Final = 6
OURS: Final = "classifier"


def render_page(report: Report, title: str = "labelled prompts") -> str:
    """The whole page."""
    style = files("classifier.evaluation").joinpath("page.css").read_text("utf-8")
    name = escape(f"Evaluation on {title}")
    said = (
        f"{report.prompts:,} prompts in {report.groups:,} groups, judged by "
        f"<code>{escape(report.classifier)}</code>."
    )
    parts = [
        f"<h1>{name}</h1>",
        f'<p class="quiet">{said}</p>',
        f"<p>{escape(summary(report))}</p>",
        _cards(report),
        f'<p class="quiet">{escape(_heads_note(report))}</p>',
        _section("Calibration", EXPLAINED["reliability"], content=_reliability(report.heads)),
        _section("Abstaining", EXPLAINED["coverage"], content=_coverage(report)),
        _section("Confusions", EXPLAINED["confusion"], content=_confusions(report.heads)),
        _section("Slices", EXPLAINED["slices"], content=_slices(report.slices)),
        _section("Surest mistakes", EXPLAINED["mistakes"], content=_mistakes(report.mistakes)),
        '<footer class="quiet">Written by <code>tierwise evaluate labels</code>.</footer>',
    ]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{name}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(parts)
        + "\n</main>\n</body>\n</html>\n"
    )


def _section(title: str, explained: str, *, content: str) -> str:
    return f'<h2>{title}</h2>\n<p class="quiet">{escape(explained)}</p>\n{content}'


def _heads_note(report: Report) -> str:
    beside = (
        f" Baselines were trained on the same {report.trained_on:,} prompts as the classifier."
        if report.baselines
        else ""
    )
    return EXPLAINED["heads"] + beside


def _cards(report: Report) -> str:
    cards = [_card(report, head, score=score) for head, score in report.heads.items()]
    return f'<div class="cards">{"".join(cards)}</div>'


def _card(report: Report, head: str, *, score: HeadScore) -> str:
    figures = {
        "95 % interval": interval(score.interval),
        "accuracy": f"{score.accuracy:.3f}",
        "calibration error": f"{score.calibration_error:.3f}",
        "Brier score": f"{score.brier:.3f}",
        "log loss": f"{score.log_loss:.3f}",
        "flipped by shouting": percent(report.flips[head]),
    }
    listed = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in figures.items())
    rivals = [(OURS, score.macro_f1, score.interval)]
    rivals += [
        (name, of[head].macro_f1, of[head].interval) for name, of in report.baselines.items()
    ]
    tracks = "".join(_track(name, value, bounds=bounds) for name, value, bounds in rivals)
    against = f'<div class="against">{tracks}</div>' if report.baselines else ""
    return (
        f'<section class="card {head}"><h3>{head}</h3>'
        f'<div class="figure">{score.macro_f1:.3f} <span class="unit">macro-F1</span></div>'
        f"<dl>{listed}</dl>{against}</section>"
    )


def _track(name: str, value: float, *, bounds: tuple[float, float]) -> str:
    low, high = bounds
    kind = ' class="ours"' if name == OURS else ""
    return (
        f"<div{kind}><span>{escape(name)}</span>"
        f'<span class="track"><i style="left:{100 * low:.1f}%;width:{100 * (high - low):.1f}%"></i>'
        f'<b style="left:{100 * value:.1f}%"></b></span><span>{value:.3f}</span></div>'
    )


def _reliability(heads: Mapping[str, HeadScore]) -> str:
    figures = [
        f'<figure class="{head}"><figcaption><b>{head}</b>: calibration error '
        f"{score.calibration_error:.3f}</figcaption>"
        f"{reliability_plot(score.reliability, kind=head)}</figure>"
        for head, score in heads.items()
    ]
    return f'<div class="plots">{"".join(figures)}</div>'


def _coverage(report: Report) -> str:
    plot = coverage_plot({head: score.coverage for head, score in report.heads.items()})
    kept = ", ".join(
        f"{head} {percent(score.accuracy)} → {percent(score.kept_accuracy)}"
        for head, score in report.heads.items()
    )
    said = (
        f"As the classifier is set, it abstains on {percent(report.abstained)} of the prompts. "
        f"Right on all prompts → on those that it acts on: {kept}."
    )
    return f'<div class="plots"><figure>{plot}</figure><p>{said}</p></div>'


def _confusions(heads: Mapping[str, HeadScore]) -> str:
    tables = [_confusion(head, score) for head, score in heads.items()]
    return f'<div class="pair">{"".join(tables)}</div>'


def _confusion(head: str, score: HeadScore) -> str:
    labels = [str(label) for label in HEADS[head]]
    many = " many" if len(labels) > MANY_LABELS else ""
    names = "".join(f"<th>{label}</th>" for label in labels)
    rows = []
    for place, row in enumerate(score.confusion.tolist()):
        total = max(1, sum(row))
        cells = "".join(
            f'<td class="{"hit" if place == column else ""}{"" if count else " none"}" '
            f'style="--s:{count / total:.2f}">{count}</td>'
            for column, count in enumerate(row)
        )
        rows.append(f"<tr><th>{labels[place]}</th>{cells}</tr>")
    return (
        f'<div><h3>{head.capitalize()}</h3><div class="wide"><table class="confusion{many}"><thead>'
        f"<tr><th></th>{names}</tr></thead><tbody>{''.join(rows)}</tbody></table></div></div>"
    )


def _slices(slices: Mapping[str, Mapping[str, SliceScore]]) -> str:
    return "\n".join(_slice_table(kind, rows) for kind, rows in slices.items())


def _slice_table(kind: str, rows: Mapping[str, SliceScore]) -> str:
    names = "".join(f"<th>{head}</th>" for head in HEADS)
    body = "".join(
        f'<tr><th>{escape(name)}</th><td class="count">{score.prompts:,}</td>'
        + "".join(_share(head, of) for head, of in score.heads.items())
        + "</tr>"
        for name, score in rows.items()
    )
    columns = '<col class="name"><col class="count">' + "<col>" * len(HEADS)
    return (
        f'<h3>By {kind}</h3><div class="wide slices"><table><colgroup>{columns}</colgroup><thead>'
        f'<tr><th></th><th class="count">prompts</th>{names}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _share(head: str, score: HeadSlice) -> str:
    bar = f'<span class="bar"><i style="width:{100 * score.accuracy:.0f}%"></i></span>'
    mark = ' <span class="worse">▼</span>' if score.is_worse else ""
    return f'<td class="share {head}">{bar}{100 * score.accuracy:.0f} %{mark}</td>'


def _mistakes(mistakes: Sequence[Mistake]) -> str:
    if not mistakes:
        return "<p>There are none.</p>"
    return f'<ol class="mistakes">{"".join(map(_mistake, mistakes))}</ol>'


def _mistake(mistake: Mistake) -> str:
    notes = [f"{mistake.confidence:.0%} sure", escape(mistake.id), escape(mistake.language)]
    notes += ["abstained"] if mistake.abstained else []
    text = f"<p>{escape(mistake.text)}</p>" if mistake.text else ""
    return (
        f'<li class="card {mistake.head}"><b>{mistake.head}</b>: <s>{mistake.said}</s> → '
        f'<b>{mistake.truth}</b> <span class="meta">{" · ".join(filter(None, notes))}</span>'
        f"{text}</li>"
    )

"""What does the data card say?"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from classifier.datasets.agreement import Agreement, agreement, written_agreement
from classifier.datasets.real import load_labels
from classifier.datasets.schema import LabelledPrompt
from classifier.labels import Complexity, Priority

__all__ = ["render_data_card"]

_CARD: Final = """\
# Data card: labelled prompts

Written by `tierwise train`; the counts are those of the files in `data/`.

{count} prompts of {groups} groups by {authors} authors, written for this project as people and
programs send them to a company's gateway, and labelled by the written definitions in
`classifier/labels.py`. No prompt was copied from another data set; names, figures and secrets in
them are invented. Licence: that of the project.

## Fields

One JSON object a line: `id`, `author`, `group` (variants and translations of one prompt share
it), `language`, `trade`, `traps` (what a line is meant to catch a classifier with), `messages`,
`tools` (names, where the request offers some), `priority`, `complexity`, `task`; in newer files
`answer_tokens`, the author's estimate of how long a good answer is.

## Split

By author: nobody's prompts stand on both sides. Temperatures and thresholds are fitted on author f,
whom the encoder never learns from; reported figures are of author q, who had read nothing but the
definitions of the labels, and whom no training sees. A prompt of the training side that shares its
group or its opening with the test side is left out.

## Agreement

A second annotator labelled {doubled} of the written prompts without seeing the first labels:
Cohen's kappa {kappas}. Of the labels of real prompts (`labels/real.jsonl`: ids and labels, no
text), {real_doubled} prompts have two annotators: kappa {real_kappas}.

## Priority by complexity

{cells}

## Counts

| what | counts |
| --- | --- |
| author | {by_author} |
| language | {by_language} |
| task | {by_task} |
| trap | {by_trap} |

## Known limits

- Most lines were labelled once, by their author, who then read them again.
- All authors but q share one style guide. Real traffic is messier and less balanced than this set.
- Some languages have a few dozen lines each.
"""


def render_data_card(prompts: Sequence[LabelledPrompt]) -> str:
    """The card as Markdown."""
    written, real = written_agreement(prompts), agreement(load_labels())
    return _CARD.format(
        doubled=written.prompts,
        kappas=_kappas(written),
        real_doubled=real.prompts,
        real_kappas=_kappas(real),
        count=len(prompts),
        groups=len({prompt.group for prompt in prompts}),
        authors=len({prompt.author for prompt in prompts}),
        cells=_cells(prompts),
        by_author=_counts(prompts, lambda prompt: [prompt.author]),
        by_language=_counts(prompts, lambda prompt: [prompt.language]),
        by_task=_counts(prompts, lambda prompt: [str(prompt.task)]),
        by_trap=_counts(prompts, lambda prompt: prompt.traps),
    )


def _counts(
    prompts: Sequence[LabelledPrompt], names_of: Callable[[LabelledPrompt], Iterable[str]]
) -> str:
    counts = Counter(name for prompt in prompts for name in names_of(prompt))
    return ", ".join(f"{name} {count}" for name, count in counts.most_common())


def _kappas(found: Agreement) -> str:
    return ", ".join(f"{value:.2f} ({head})" for head, value in found.kappa.items())


def _cells(prompts: Sequence[LabelledPrompt]) -> str:
    counts = Counter((prompt.priority, prompt.complexity) for prompt in prompts)
    lines = [f"| | {' | '.join(Complexity)} |", "| --- | --- | --- | --- |"]
    for priority in Priority:
        cells = " | ".join(str(counts[priority, complexity]) for complexity in Complexity)
        lines.append(f"| {priority} | {cells} |")
    return "\n".join(lines)

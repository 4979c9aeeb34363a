"""What does the data card say?"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from classifier.datasets.schema import LabelledPrompt
from classifier.labels import Complexity, Priority

__all__ = ["render_data_card"]

_CARD: Final = """\
# Data card: labelled prompts

Written by `python -m classifier.training`; the counts are those of the files in `data/`.

{count} prompts of {groups} groups by {authors} authors, written for this project as people and
programs send them to a company's gateway, and labelled by the written definitions in
`classifier/labels.py`. No prompt was copied from another data set; names, figures and secrets in
them are invented. Licence: that of the project.

## Fields

One JSON object a line: `id`, `author`, `group` (variants and translations of one prompt share
it), `language`, `trade`, `traps` (what a line is meant to catch a classifier with), `messages`,
`tools` (names, where the request offers some), `priority`, `complexity`, `task`.

## Split

By author: nobody's prompts stand on both sides. Thresholds and temperatures are fitted on authors
left out in turn, and reported figures are of one author whom training never sees. A prompt of the
training side that shares its group or its opening with the test side is left out.

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

- Each line was labelled once, by its author, who then read it again; agreement between annotators
  has not been measured.
- The authors share one style guide. Real traffic is messier and less balanced than this set.
- About half of the lines are English; some languages have a few dozen lines each.
"""


def render_data_card(prompts: Sequence[LabelledPrompt]) -> str:
    """The card as Markdown."""
    return _CARD.format(
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


def _cells(prompts: Sequence[LabelledPrompt]) -> str:
    counts = Counter((prompt.priority, prompt.complexity) for prompt in prompts)
    lines = [f"| | {' | '.join(Complexity)} |", "| --- | --- | --- | --- |"]
    for priority in Priority:
        cells = " | ".join(str(counts[priority, complexity]) for complexity in Complexity)
        lines.append(f"| {priority} | {cells} |")
    return "\n".join(lines)

"""What does the model card say?"""

from classifier.evaluation.report import Report
from classifier.features import GROUPS
from classifier.manifest import Manifest

__all__ = ["render_card"]

_CARD = """\
# Model card: {label}

Written by `python -m classifier.training`; every figure is measured by that run.

## What it is

Three multinomial logistic regressions (priority, complexity, task) over one reading of the whole
conversation: pooled token vectors ({dimensions} dimensions for each of three views, distilled
from {source}), words, word pairs and letter groups, and {small} small features (length, code,
structure, dialogue, script). Calibrated by one temperature a head, fitted on authors that the
heads had not seen. It runs on a CPU, offline, without torch.

## What it is for

To choose how good and how dear a model a prompt deserves. It judges the work, never the person:
no feature looks at who asks. Do not use it to rank people or to decide about them.

## Trained on

{prompts} prompts written for this project by authors {authors}, labelled by the written
definitions in `classifier/labels.py` (data sha256 `{data}`). No customer data, no copied prompts.

## How good it is

On {tested} prompts by an author whom training did not see. The same prompts were looked at after
each of several training runs while this release was made; settings were chosen on the training
authors, left out in turn, but a set that nobody has looked at may well score lower:

| head | macro-F1 | 95 % interval | accuracy | calibration error |
| --- | --- | --- | --- | --- |
{rows}

It abstains on {abstained:.1%} of them: where the confidence in priority or complexity is among
the lowest {abstain_note}, where a text is unlike anything in training, or where there is no text.
Phrases of shouting, flattery and false urgency that training did not see flip {flips:.1%} of
priorities. Slices by language, length,
task and turn count, baselines and confusions are in `REPORT.md`.

## Where it falls short

- All prompts are written by few people; real traffic will differ. Label some of your own.
- Languages other than English have fewer prompts each; look at the slices before you rely on one.
- Single shouted words are passed over by a list; a shouted phrase that is not in training still
  moves {flips:.1%} of priorities. The aim is 2 %.
- Stakes that are not in the text cannot be seen. Team, project and key belong in a policy's rules.
"""


def render_card(manifest: Manifest, report: Report) -> str:
    """The card as Markdown."""
    rows = "\n".join(
        f"| {head} | {score.macro_f1:.3f} | {score.interval[0]:.3f} to {score.interval[1]:.3f} "
        f"| {score.accuracy:.3f} | {score.calibration_error:.3f} |"
        for head, score in report.heads.items()
    )
    authors = manifest.data["authors"]
    return _CARD.format(
        label=manifest.label,
        dimensions=manifest.encoder["dimensions"],
        source=manifest.encoder["source"],
        small=sum(len(group.feature_names) for group in GROUPS),
        prompts=manifest.data["prompts"],
        authors=", ".join(authors) if isinstance(authors, list) else authors,
        data=str(manifest.data["sha256"])[:16],
        tested=report.prompts,
        rows=rows,
        abstained=report.abstained,
        abstain_note="3 % of held-out prompts",
        flips=report.flips["priority"],
    )

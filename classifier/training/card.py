"""What does the model card say?"""

from classifier.evaluation.report import Report
from classifier.features import GROUPS
from classifier.manifest import Manifest
from classifier.training.recipe import SHIPPED_TEST, Sets

__all__ = ["render_card"]

_CARD = """\
# Model card: {label}

Written by `tierwise train`; every figure is measured by that run.

## What it is

Three multinomial logistic regressions (priority, complexity, task) over one reading of the whole
conversation: a vector of {dimensions} numbers for each of three views (the turn that asks, the
system message, the other turns) and {small} small features (length, code, structure, dialogue,
script). The encoder of the vectors: {source}. Calibrated by one temperature a head, fitted on
prompts of authors that neither heads nor encoder had seen. It runs on a CPU, offline, without
torch.

## What it is for

To choose how good and how dear a model a prompt deserves. It judges the work, never the person:
no feature looks at who asks. Do not use it to rank people or to decide about them.

## Trained on

{trained_on}

## How good it is

{judged_on}

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
- Languages beyond the ten of the slices were trained on a few dozen prompts each, or none.
- Single shouted words are passed over by a list; a shouted phrase that is not in training still
  moves {flips:.1%} of priorities. The aim is 2 %.
- Stakes that are not in the text cannot be seen. Team, project and key belong in a policy's rules.
"""


_SHIPPED_PROMPTS = """\
{prompts} prompts by authors {authors}, labelled by the written definitions in
`classifier/labels.py` (data sha256 `{data}`): most were written for this project; real ones, from
open data sets, count where a file with their text was given. No customer data."""
_MORE_PROMPTS = """\
{prompts} prompts, among them {own} of whoever trained it (data sha256 `{data}`), labelled by the
written definitions in `classifier/labels.py`; parts {authors} were left out in turn to calibrate.
The artifact holds weights of word pieces, and no text of any prompt."""
_SHIPPED_TEST = """\
On {tested} prompts by an author who knew only the definitions of the labels, and whom neither
training nor calibration saw:"""
_OTHER_TEST = """\
On {tested} prompts of `{test}`, of groups that training did not see:"""


def render_card(manifest: Manifest, report: Report, *, sets: Sets | None = None) -> str:
    """The card as Markdown; without `sets`, that of an artifact of shipped prompts only."""
    rows = "\n".join(
        f"| {head} | {score.macro_f1:.3f} | {score.interval[0]:.3f} to {score.interval[1]:.3f} "
        f"| {score.accuracy:.3f} | {score.calibration_error:.3f} |"
        for head, score in report.heads.items()
    )
    authors = manifest.data["authors"]
    test = SHIPPED_TEST if sets is None else sets.main_test
    facts = {
        "prompts": manifest.data["prompts"],
        "authors": ", ".join(authors) if isinstance(authors, list) else authors,
        "data": str(manifest.data["sha256"])[:16],
        "own": 0 if sets is None else sets.own_prompts,
        "tested": report.prompts,
        "test": test,
    }
    trained_on = _MORE_PROMPTS if facts["own"] else _SHIPPED_PROMPTS
    judged_on = _SHIPPED_TEST if test == SHIPPED_TEST else _OTHER_TEST
    return _CARD.format(
        label=manifest.label,
        dimensions=manifest.encoder["dimensions"],
        source=manifest.encoder["source"],
        small=sum(len(group.feature_names) for group in GROUPS),
        trained_on=trained_on.format(**facts),
        judged_on=judged_on.format(**facts),
        rows=rows,
        abstained=report.abstained,
        abstain_note="3 % of held-out prompts",
        flips=report.flips["priority"],
    )

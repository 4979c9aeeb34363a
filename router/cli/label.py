"""`tierwise label`: give prompts of one's own traffic their labels, the most useful first."""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from router.cli.labelling_screen import Screen
from router.cli.workshop import refusals, showing
from router.core.errors import InvalidRequest

if TYPE_CHECKING:
    from classifier.labelling.order import Candidate
    from classifier.labelling.session import Session

__all__ = ["label"]


def label(
    file: Annotated[Path, typer.Argument(help='JSONL with {"id", "messages"} lines.')],
    *,
    out: Annotated[
        Path | None, typer.Option(help="JSONL that labels are added to; what it has is not asked.")
    ] = None,
    model: Annotated[
        Path | None, typer.Option(help="Folder of the artifact that guesses; else the shipped one.")
    ] = None,
    annotator: Annotated[str, typer.Option(help="Who labels.")] = "own",
    plan: Annotated[
        int | None, typer.Option(min=1, help="Ask nothing; list so many that would be asked.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the plan as JSON.")] = False,
) -> None:
    """Ask for priority, complexity and task of each prompt, one key each, most uncertain first."""
    from classifier.prediction import SHIPPED

    if out is None and plan is None:
        raise InvalidRequest("Labels need a file. Name one with --out, or list with --plan 20.")
    if out is not None and out.exists() and file.exists() and out.samefile(file):
        raise InvalidRequest(f"{out} holds the prompts. Write the labels to another file.")
    with refusals():
        from classifier.labelling.notebook import Notebook
        from classifier.labelling.session import Session

        is_open = out is not None and (plan is None or out.exists())
        notebook = Notebook(out) if out is not None and is_open else None
        done = notebook.done if notebook is not None else set()
        queue = _queue(file, model or SHIPPED, done=done)
        if plan is not None or notebook is None:
            _list(queue[:plan], as_json=as_json)
            return
        session = Session(queue, notebook, annotator=annotator)
        _ask(session, already=len(done))
    typer.echo(_farewell(session, file=file, out=notebook.path))


def _queue(file: Path, model: Path, *, done: set[str]) -> "list[Candidate]":
    from classifier.datasets.traffic import load_traffic
    from classifier.labelling.order import candidates
    from classifier.parcel import Parcel

    prompts = [one for one in load_traffic(file) if one.id not in done]
    parcel = Parcel.of(model)
    with showing() as bar:
        bar.begin("reading", 2 * len(prompts))
        return candidates(parcel, prompts, on_prompts=bar.advance)


def _list(queue: "Sequence[Candidate]", *, as_json: bool) -> None:
    from classifier.evaluation.mistakes import excerpt
    from classifier.heads import HEADS

    for one in queue:
        guesses = {head: str(one.guess_of(head)[0]) for head in HEADS}
        text = excerpt(one.traffic.prompt, chars=100)
        if as_json:
            row = {"id": one.traffic.id, "uncertainty": one.uncertainty, **guesses, "text": text}
            print(json.dumps(row))
        else:
            said = " / ".join(guesses.values())
            typer.echo(f"{one.uncertainty:.2f}  {one.traffic.id}  {said}  {text}")


def _ask(session: "Session", *, already: int) -> None:
    from classifier.labelling.session import Effect

    screen = Screen(session)
    if session.candidate is None:
        return
    screen.welcome(already=already)
    screen.prompt()
    screen.question()
    for key in _keys():
        effect = session.press(key)
        if effect is Effect.END:
            return
        if effect in (Effect.NEXT_PROMPT, Effect.TAKEN_BACK):
            screen.prompt()
        elif effect is Effect.SHOW_WHOLE:
            screen.prompt(whole=True)
        elif effect is Effect.EXPLAIN:
            screen.definitions()
        elif effect is Effect.NOTHING:
            screen.unknown()
        screen.question()


def _keys() -> Iterator[str]:
    """Single keys of a terminal; elsewhere each line is an answer, an empty one accepts."""
    if not sys.stdin.isatty():
        for line in sys.stdin:
            answer = line.rstrip("\r\n")
            yield answer.strip() or answer[:1]
        return
    while True:
        try:
            yield typer.getchar()
        except (KeyboardInterrupt, EOFError):
            return


def _farewell(session: "Session", *, file: Path, out: Path) -> str:
    left = session.total - session.position
    if not session.total:
        return f"Every prompt of {file} has its labels in {out}. Next: tierwise train {out} --out …"
    said = f"{session.labelled:,} labelled, {left:,} left: {out}"
    again = f"Go on with: tierwise label {file} --out {out}"
    return f"{said}\n{again}" if left else f"{said}\nNext: tierwise train {out} --out FOLDER"

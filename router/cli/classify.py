"""`tierwise classify`: labels for a file of prompts."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from router.cli.options import ClassifierOption
from router.cli.standard_input import standard_input
from router.core.errors import InvalidRequest

if TYPE_CHECKING:
    from router.ports.classifier import Classifier

__all__ = ["classify"]


def classify(
    file: Annotated[Path, typer.Argument(help='JSONL with {"id", "messages"} lines; - for stdin.')],
    *,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write here.")] = None,
    classifier: ClassifierOption = None,
) -> None:
    """Write priority, complexity and task of each prompt as JSON lines."""
    from router.bootstrap import load_classifier
    from router.settings import Settings

    trained = load_classifier(Settings.load(classifier=classifier))
    with _opened(output, source=file) as target:
        for line in _classified(trained, _lines(file)):
            target.write(line + "\n")


@contextmanager
def _opened(output: Path | None, *, source: Path) -> Iterator[IO[str]]:
    if output is None:
        yield sys.stdout
        return
    if output.exists() and source.exists() and output.samefile(source):
        raise InvalidRequest(f"{output} holds the prompts. Write the labels to another file.")
    try:
        target = output.open("w", encoding="utf-8")
    except OSError as error:
        raise InvalidRequest(f"{output} cannot be written: {error.strerror}.") from error
    with target:
        yield target


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    if str(file) == "-":
        yield from enumerate(standard_input(), start=1)
        return
    try:
        with file.open(encoding="utf-8-sig", errors="surrogateescape") as source:
            yield from enumerate(source, start=1)
    except OSError as error:
        raise InvalidRequest(f"{file} cannot be read: {error.strerror}.") from error


def _classified(trained: "Classifier", lines: Iterator[tuple[int, str]]) -> Iterator[str]:
    import asyncio

    with asyncio.Runner() as runner:
        for number, line in lines:
            if not line.strip():
                continue
            record = _record(number, line)
            said = runner.run(
                trained.assess(_messages(record), tool_count=len(_list(record.get("tools"))))
            )
            yield json.dumps(
                {
                    "id": record.get("id", number),
                    "priority": said.priority,
                    "complexity": said.complexity,
                    "task": said.task,
                    "probabilities": said.probabilities,
                    "output_tokens_p50": said.output_tokens_p50,
                    "output_tokens_p95": said.output_tokens_p95,
                    "abstained": said.is_abstained,
                }
            )


def _record(number: int, line: str) -> dict[str, object]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InvalidRequest(f"line {number} is not JSON: {error}.") from error
    if not isinstance(record, dict) or not isinstance(record.get("messages"), list):
        raise InvalidRequest(
            f'line {number} has no messages. Write {{"id": "1", "messages": '
            '[{"role": "user", "content": "…"}]}.'
        )
    return record


def _messages(record: dict[str, object]) -> list[dict[str, object]]:
    return [m if isinstance(m, dict) else {"content": m} for m in _list(record["messages"])]


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []

"""Where do the demo's prompts come from: a file, a table of prompts nearby, or our own set?"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import msgspec

from router.cli.demo.prompts import DemoPrompt, sample
from router.core.errors import ConfigurationError, InvalidRequest

__all__ = ["PARQUET", "PromptSet", "choose_prompts", "read_parquet"]

PARQUET = Path("../shared/data/prompts.parquet")
_EXAMPLE = '{"messages": [{"role": "user", "content": "…"}]}'
_FAMILIAR = (
    "The classifier was trained on most of these prompts: it knows them better than it will know "
    "yours. Send your own with --prompts."
)
_TOOL_FIELDS = ("tool_calls", "function_call")


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptSet:
    """The prompts that were drawn, and from what."""

    prompts: tuple[DemoPrompt, ...]
    origin: str
    remark: str | None = None
    """What the user should know of the choice."""


class _Line(msgspec.Struct):
    messages: list[dict[str, object]]
    tools: object = None
    source: str | None = None
    task: str | None = None

    @property
    def is_tool_work(self) -> bool:
        return bool(self.tools) or any(
            message.get("role") == "tool" or any(message.get(name) for name in _TOOL_FIELDS)
            for message in self.messages
        )


def read_parquet(path: Path) -> list[DemoPrompt]:
    """The prompts of a table with the columns `source` and `prompt`.

    Raises:
        ModuleNotFoundError: pyarrow is not installed.
        InvalidRequest: the file is not such a table.
    """
    import pyarrow.parquet

    try:
        rows = pyarrow.parquet.read_table(path, columns=["source", "prompt"]).to_pylist()
    except (OSError, ValueError) as error:
        raise InvalidRequest(f"{path} cannot be read: {error}.") from error
    return [
        DemoPrompt(kind=row["source"], messages=({"role": "user", "content": row["prompt"]},))
        for row in rows
        if row["prompt"]
    ]


def choose_prompts(
    file: Path | None,
    *,
    count: int,
    seed: int,
    parquet: Path = PARQUET,
    read_table: Callable[[Path], list[DemoPrompt]] = read_parquet,
) -> PromptSet:
    """Draw `count` prompts from `file`, else from `parquet` where it is there, else from ours.

    Raises:
        InvalidRequest: a file cannot be read or holds no prompts.
        ConfigurationError: this installation has no prompts of its own.
    """
    if file is not None:
        return _draw(_from_file(file), count=count, seed=seed, place=str(file))
    remark = _FAMILIAR
    if parquet.is_file():
        try:
            return _draw(read_table(parquet), count=count, seed=seed, place=str(parquet))
        except ModuleNotFoundError:
            remark = (
                f"{parquet} is there and pyarrow is not, so Tierwise's own prompts are sent. "
                f"Install the extra tierwise[parquet] to sample from the file. {_FAMILIAR}"
            )
    return _draw(_own(), count=count, seed=seed, place="Tierwise's own set", remark=remark)


def _draw(
    found: Iterable[DemoPrompt], *, count: int, seed: int, place: str, remark: str | None = None
) -> PromptSet:
    distinct = list({repr(prompt.messages).casefold(): prompt for prompt in found}.values())
    if not distinct:
        raise InvalidRequest(f"{place} holds no prompts without tools. Write lines {_EXAMPLE}.")
    drawn = sample(distinct, count, seed=seed)
    kinds = len({prompt.kind for prompt in drawn})
    origin = f"{len(drawn):,} of {len(distinct):,} prompts from {place}"
    if kinds > 1:
        origin += f", spread evenly over {kinds} kinds"
    return PromptSet(prompts=tuple(drawn), origin=origin, remark=remark)


def _from_file(file: Path) -> Iterator[DemoPrompt]:
    try:
        lines = file.read_bytes().splitlines()
    except OSError as error:
        raise InvalidRequest(f"{file} cannot be read: {error.strerror}.") from error
    return _from_lines(lines, name=str(file))


def _own() -> Iterator[DemoPrompt]:
    folder = files("classifier").joinpath("datasets", "data")
    if not folder.is_dir():
        raise ConfigurationError(
            "This installation has no prompts of its own. Name a file: --prompts FILE.jsonl."
        )
    for file in sorted(folder.iterdir(), key=lambda found: found.name):
        if file.name.endswith(".jsonl"):
            yield from _from_lines(file.read_bytes().splitlines(), name=file.name)


def _from_lines(lines: Sequence[bytes], *, name: str) -> Iterator[DemoPrompt]:
    """One prompt a line; lines with tools are left out, for nobody here would run the tools."""
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        where = f"{name}, line {number}"
        try:
            line = msgspec.json.decode(text, type=_Line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise InvalidRequest(f"{where}: {error}. Write {_EXAMPLE}.") from error
        if not line.is_tool_work:
            kind = line.source or line.task or ""
            yield DemoPrompt(kind=kind, messages=tuple(_kept(line, where=where)))


def _kept(line: _Line, *, where: str) -> Iterator[dict[str, object]]:
    if not line.messages:
        raise InvalidRequest(f"{where}: no messages. Write {_EXAMPLE}.")
    for message in line.messages:
        role, content = message.get("role"), message.get("content")
        if not isinstance(role, str) or not isinstance(content, str | list):
            raise InvalidRequest(f"{where}: a message lacks role or content. Write {_EXAMPLE}.")
        yield {"role": role, "content": content}

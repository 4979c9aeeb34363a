"""How are prompts without labels read: those of one's own traffic?"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from classifier.datasets.load import DatasetError, read_rows
from classifier.prompt import Prompt

__all__ = ["TrafficPrompt", "load_traffic", "readable"]


@dataclass(frozen=True, slots=True)
class TrafficPrompt:
    """A prompt as it was sent. `row` is its line, so that nothing of it is lost on the way."""

    id: str
    prompt: Prompt
    row: Mapping[str, object]


def load_traffic(path: Path) -> list[TrafficPrompt]:
    """Every prompt of a file of `{"id", "messages"}` lines, in order.

    Raises:
        DatasetError: the file or a line of it cannot be used.
    """
    prompts: list[TrafficPrompt] = []
    places: dict[str, str] = {}
    with readable(path):
        for row, where in read_rows(path):
            found = _parse(row, where=where)
            if found.id in places:
                message = (
                    f"{where}: field 'id' is {found.id!r} as in {places[found.id]}. Write another."
                )
                raise DatasetError(message)
            places[found.id] = where
            prompts.append(found)
    if not prompts:
        message = f'{path} holds no prompts. Write one {{"id", "messages"}} object a line.'
        raise DatasetError(message)
    return prompts


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """What keeps a file from being read is told in one sentence."""
    try:
        yield
    except OSError as error:
        raise DatasetError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise DatasetError(f"{path} is not UTF-8. Save it as UTF-8.") from error
    except RecursionError as error:
        message = f"{path} holds a line that is nested too deeply. Leave that line out."
        raise DatasetError(message) from error


def _parse(row: Mapping[str, object], *, where: str) -> TrafficPrompt:
    identity, messages = row.get("id"), row.get("messages")
    if not isinstance(identity, str | int) or identity == "":
        message = f"{where}: field 'id' is missing. Give each prompt an id of its own."
        raise DatasetError(message)
    if not isinstance(messages, list) or not messages:
        message = (
            f"{where}: field 'messages' must be a list with at least one message, "
            'such as [{"role": "user", "content": "…"}].'
        )
        raise DatasetError(message)
    prompt = Prompt.from_messages(messages, tools=row.get("tools"))
    return TrafficPrompt(id=str(identity), prompt=prompt, row=row)

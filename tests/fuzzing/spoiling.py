"""How is a valid body spoilt: in its tree, its tokens or its bytes?"""

import copy
import json
import random
import re
from collections.abc import Callable
from typing import Any

from tests.fuzzing.seeds import BOUNDARY, Body

__all__ = ["monsters", "spoilt"]


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+|\s+')
_VALUES: tuple[object, ...] = (
    *(None, True, False, 0, -1, 1, 1.5, 2**31, 2**53 + 1, 2**63, 2**64, -(2**63) - 1, 10**400),
    *(1e308, -0.0, float("nan"), float("inf"), "", " ", "\0", "\ud800", "\udfff\ud800", "💥" * 50),
    *("a" * 10_000, "auto", "user", "\u202e\u2028", "2030-01-01", "9" * 30, "data:,", "\r\n\r\n"),
    *([], {}, [[]], {"": None}, [None], [{}], {"type": None}, {"type": []}, list(range(500))),
    *({"type": "text"}, {"type": "text", "text": 1}, {"type": "image_url"}, [{"type": "image"}]),
    *({"role": "user"}, [{"role": "user", "content": "x"}], {"type": "json_schema"}, "x\ty"),
)
_TOKENS = (
    *(
        "1e999",
        "-1e999",
        "1E400",
        "-0",
        "00",
        "0x10",
        "NaN",
        "-Infinity",
        "tru",
        "null",
        "{}",
        "[]",
    ),
    *('"\\ud800"', '"\\u0000"', '"\\x"', '"', "{", "}", "[", "]", ",", ":", "//", "1" * 5_000),
    *("true", "1.0", "-1", "18446744073709551616", '"' + "\\" * 99 + '"', '"model"', '"stream"'),
)
_BYTES = (
    *(b"\0", b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xf4\x90\x80\x80", b"\x80"),
    *(b"\r\n", b"\x1b[0m", b"\\", b'"', b"{", b"}", b"[", b"]", b",", b"\xe2\x80", b"\x7f"),
)
_MOST_EDITS = 4
_DEEP = 100_000


def spoilt(draw: random.Random, seed: Body, *, is_form: bool = False) -> bytes:
    """One body; about one in twenty is still as it was."""
    write = _written_as_form if is_form else _written
    way = draw.random()
    if way < 0.05:
        return write(seed)
    if way < 0.55:
        return write(_spoilt_tree(draw, seed))
    text = write(_spoilt_tree(draw, seed) if draw.random() < 0.3 else seed)
    return _spoilt_tokens(draw, text) if way < 0.75 else _spoilt_bytes(draw, text)


def monsters(seed: Body, *, megabytes: int) -> dict[str, Callable[[], bytes]]:
    """Bodies that are made only when they are sent, by what is wrong with them."""
    size = megabytes * 1_000_000
    start = _written(seed)[:-1]

    def with_field(value: bytes) -> Callable[[], bytes]:
        return lambda: start + b"," * (len(start) > 1) + b'"extra":' + value + b"}"

    turn = b'{"role":"user","content":"hello there"}'
    return {
        "nothing": lambda: b"",
        "blank": lambda: b" \n\t ",
        "null": lambda: b"null",
        "a list": lambda: b"[]",
        "an empty object": lambda: b"{}",
        "lists in lists": lambda: b"[" * _DEEP + b"]" * _DEEP,
        "objects in objects": lambda: b'{"a":' * _DEEP + b"1" + b"}" * _DEEP,
        "lists that never end": lambda: b"[" * _DEEP,
        "a deep field": with_field(b"[" * _DEEP + b"]" * _DEEP),
        "a field as deep as some parsers go": with_field(b"[" * 900 + b"]" * 900),
        "deep messages": lambda: (
            b'{"model":"auto","max_tokens":1,"input":"x","messages":[{"role":"user","content":'
            + b'[{"a":' * 400
            + b"1"
            + b"}]" * 400
            + b"}]}"
        ),
        "a long number": with_field(b"1" * 100_000),
        "a long text": lambda: (
            b'{"model":"auto","max_tokens":1,"messages":[{"role":"user","content":"'
            + b"word " * (size // 5 - 40)
            + b'"}]}'
        ),
        "a text without a gap": lambda: (
            b'{"model":"auto","max_tokens":1,"input":"' + b"x" * (size // 4) + b'","messages":[]}'
        ),
        "too much": lambda: b" " * (size + 1),
        "thousands of messages": lambda: (
            b'{"model":"auto","max_tokens":1,"messages":[' + b",".join([turn] * 5_000) + b"]}"
        ),
        "thousands of fields": lambda: (
            b"{" + b",".join(b'"f%d":%d' % (number, number) for number in range(50_000)) + b"}"
        ),
        "thousands of tags": with_field(b"1")
        if not seed
        else lambda: start + b',"tags":[' + b",".join([b'"t"'] * 50_000) + b"]}",
        "the same field twice": lambda: start + b',"model":1,"messages":0,"stream":{}}',
    }


def _written(value: object) -> bytes:
    return json.dumps(value).encode()


def _written_as_form(value: Any) -> bytes:
    """A form of the fields of an object; of anything else, a form of one field."""
    fields = value if isinstance(value, dict) else {"file": value}
    return b"".join(_field(str(name), said) for name, said in fields.items()) + (
        f"--{BOUNDARY}--\r\n".encode()
    )


def _field(name: str, said: Any) -> bytes:
    extra = ""
    if isinstance(said, dict) and "value" in said:
        extra = f'; filename="{said["file_name"]}"' if "file_name" in said else ""
        said = said["value"]
    text = said if isinstance(said, str) else json.dumps(said)
    head = f'--{BOUNDARY}\r\ncontent-disposition: form-data; name="{name}"{extra}\r\n\r\n'
    return (head + text + "\r\n").encode("utf-8", "surrogatepass")


def _spoilt_tree(draw: random.Random, seed: Body) -> Any:
    root: Any = [copy.deepcopy(seed)]
    for _ in range(draw.choice((1, 1, 1, 2, _MOST_EDITS))):  # most that is spoilt twice is refused
        holder, place = draw.choice(list(_places(root)))
        _edit(draw, holder, place)
        if not root:
            return {}
    return root[0]


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every place in a tree: what holds it, and where."""
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        holder = waiting.pop()
        for place in holder if isinstance(holder, dict) else range(len(holder)):
            found.append((holder, place))
            if isinstance(holder[place], dict | list):
                waiting.append(holder[place])
    return found


def _edit(draw: random.Random, holder: Any, place: Any) -> None:
    value = holder[place]
    match draw.randrange(7):
        case 0:
            del holder[place]
        case 1:
            holder[place] = [value]
        case 2:
            holder[place] = {draw.choice(("", "type", "text", "content", "\ud800")): value}
        case 3 if isinstance(holder, dict):
            holder[draw.choice(("", "\0", "tags", "metadata", "user", place * 2))] = value
        case 4 if isinstance(holder, list):
            holder.insert(place, value)
        case _:
            holder[place] = copy.deepcopy(draw.choice(_VALUES))


def _spoilt_tokens(draw: random.Random, text: bytes) -> bytes:
    tokens = _TOKEN.findall(text.decode(errors="replace"))
    for _ in range(draw.randint(1, _MOST_EDITS)):
        at = draw.randrange(len(tokens) + 1)
        width = draw.randint(0, 3)
        tokens[at : at + width] = draw.choices(_TOKENS, k=draw.randint(0, 2))
    return "".join(tokens).encode()


def _spoilt_bytes(draw: random.Random, text: bytes) -> bytes:
    made = bytearray(text)
    for _ in range(draw.randint(1, _MOST_EDITS)):
        at = draw.randrange(len(made) + 1)
        match draw.randrange(5):
            case 0 if at < len(made):
                made[at] = draw.randrange(256)
            case 1:
                del made[at : at + draw.randint(1, 20)]
            case 2:
                made[at:at] = made[at : at + draw.randint(1, 40)]
            case 3 if draw.random() < 0.3:
                del made[at:]
            case _:
                made[at:at] = draw.choice(_BYTES)
    return bytes(made)

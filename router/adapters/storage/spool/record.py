"""How does an entry with its decision become a line of a file, and how is a torn line told?"""

from collections.abc import Mapping
from typing import NamedTuple
from zlib import crc32

import msgspec

from router.adapters.storage.rows import (
    DecisionRow,
    EntryRow,
    decision_from_row,
    entry_from_row,
    rows_of,
)
from router.core.ledger import DecisionRecord, LedgerEntry

__all__ = ["Waiting", "line_of", "read_line"]

_HEAD = 17
"""Eight hexadecimal digits of the checksum, eight of the length, and a space."""
_encoder = msgspec.json.Encoder()


class _Columns(msgspec.Struct):
    """By their names: an older Tierwise may have written it, with fewer of them."""

    entry: dict[str, str | int | None]
    decision: dict[str, str | int | None]


_decoder = msgspec.json.Decoder(_Columns)


class Waiting(NamedTuple):
    """What is still to be booked."""

    entry: LedgerEntry
    decision: DecisionRecord


def line_of(waiting: Waiting) -> bytes:
    """A line with checksum and length; JSON has no line break of its own."""
    entry, decision = rows_of(*waiting)
    body = _encoder.encode(_Columns(entry=entry._asdict(), decision=decision._asdict()))
    return b"%08x%08x %s\n" % (crc32(body), len(body), body)


def read_line(line: bytes) -> Waiting | None:
    """What was written; None where the line is not whole."""
    head, body = line[:_HEAD], line[_HEAD:-1]
    if not line.endswith(b"\n") or head != b"%08x%08x " % (crc32(body), len(body)):
        return None
    kept = _decoder.decode(body)
    return Waiting(
        entry_from_row([_column(EntryRow, name, kept=kept.entry) for name in EntryRow._fields]),
        decision_from_row(
            [_column(DecisionRow, n, kept=kept.decision) for n in DecisionRow._fields]
        ),
    )


def _column(
    row: type[EntryRow] | type[DecisionRow], name: str, *, kept: Mapping[str, str | int | None]
) -> str | int | None:
    return kept.get(name, 0 if row.__annotations__[name] is int else None)

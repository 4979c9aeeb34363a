"""How are ledger entries written into a file: Parquet, CSV or JSON lines?"""

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Protocol

from router.core.errors import ConfigurationError, InvalidRequest
from router.core.ledger import LedgerEntry
from router.core.money import to_usd

if TYPE_CHECKING:
    import pyarrow.parquet

__all__ = ["EntryFile"]

_Value = str | int | bool | Decimal | datetime | list[str] | None
_AT_ONCE = 10_000
_TOKENS = (
    "input_tokens",
    "cached_tokens",
    "cache_write_tokens",
    "cache_write_1h_tokens",
    "output_tokens",
    "reasoning_tokens",
    "image_input_tokens",
    "audio_input_tokens",
    "audio_output_tokens",
)
_CALLER = ("key_id", "user", "team", "project", "environment")
_ABOVE = ("organisation", "department", "cost_centre", "service_account")
_CALL = ("deployment", "provider", "model", "tier", "price_version")
_REST = ("policy_version", "classifier_version", "response_id", "corrects", "note")


def _row(entry: LedgerEntry) -> dict[str, _Value]:
    """The columns of an entry, in their order."""
    return {
        "id": entry.id,
        "decision_id": entry.decision_id,
        "at": entry.at,
        "outcome": entry.outcome.value,
        "error_code": entry.error_code,
        **{name: getattr(entry.caller, name) for name in (*_CALLER, *_ABOVE)},
        "tags": list(entry.caller.tags),
        **{name: getattr(entry, name) for name in _CALL},
        **{name: getattr(entry.usage, name) for name in _TOKENS},
        "is_estimated": entry.usage.is_estimated,
        "service_tier": entry.usage.service_tier,
        "units": entry.usage.units,
        "unit": entry.usage.unit.value if entry.usage.unit is not None else None,
        "cost_usd": to_usd(entry.cost_usd),
        "duration_ms": entry.duration_ms,
        **{name: getattr(entry, name) for name in _REST},
    }


class EntryFile:
    """Written beside its place and then renamed, so that a file is whole or not there."""

    def __init__(self, path: Path) -> None:
        """Its ending says how it is written.

        Raises:
            InvalidRequest: the ending is none of .parquet, .csv and .jsonl.
            ConfigurationError: it cannot be written, or Parquet is not installed.
        """
        kinds: dict[str, Callable[[Path], _Form]] = {
            ".parquet": _Parquet,
            ".csv": _Csv,
            ".jsonl": _JsonLines,
        }
        kind = kinds.get(path.suffix)
        if kind is None:
            raise InvalidRequest(
                f"{path}: write a name that ends in .parquet, .csv or .jsonl, which says the form."
            )
        self._path, self._draft = path, path.with_name(f".{path.name}.part")
        try:
            self._form: _Form = kind(self._draft)
        except OSError as error:
            raise ConfigurationError(f"{path}: it cannot be written ({error.strerror}).") from error
        self._rows: list[Mapping[str, _Value]] = []

    def add(self, entry: LedgerEntry) -> None:
        """Write one more entry."""
        self._rows.append(_row(entry))
        if len(self._rows) >= _AT_ONCE:
            self._flush()

    def __enter__(self) -> "EntryFile":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if error is None:
            self._flush()
        self._form.close()
        if error is None:
            self._draft.replace(self._path)
        else:
            with suppress(FileNotFoundError):
                self._draft.unlink()

    def _flush(self) -> None:
        if self._rows:
            self._form.write(self._rows)
            self._rows = []


class _Form(Protocol):
    def write(self, rows: Sequence[Mapping[str, _Value]]) -> None: ...

    def close(self) -> None: ...


class _JsonLines:
    def __init__(self, path: Path) -> None:
        self._file: IO[str] = path.open("w", encoding="utf-8")

    def write(self, rows: Sequence[Mapping[str, _Value]]) -> None:
        for row in rows:
            plain = {name: _plain(value) for name, value in row.items()}
            self._file.write(json.dumps(plain, ensure_ascii=False) + "\n")

    def close(self) -> None:
        self._file.close()


class _Csv:
    def __init__(self, path: Path) -> None:
        self._file: IO[str] = path.open("w", encoding="utf-8", newline="")
        self._writer: csv.DictWriter[str] | None = None

    def write(self, rows: Sequence[Mapping[str, _Value]]) -> None:
        if self._writer is None:
            self._writer = csv.DictWriter(self._file, list(rows[0]))
            self._writer.writeheader()
        for row in rows:
            plain = {name: _plain(value) for name, value in row.items()}
            plain["tags"] = json.dumps(plain["tags"], ensure_ascii=False)
            self._writer.writerow(plain)

    def close(self) -> None:
        self._file.close()


class _Parquet:
    def __init__(self, path: Path) -> None:
        try:
            import pyarrow.parquet
        except ModuleNotFoundError as error:
            raise ConfigurationError(
                "Parquet needs a package that is not installed. "
                "Run: pip install 'tierwise[parquet]'."
            ) from error
        self._arrow = pyarrow
        self._schema = pyarrow.schema([(name, self._type(name)) for name in _NAMES])
        self._writer = pyarrow.parquet.ParquetWriter(path, self._schema)

    def write(self, rows: Sequence[Mapping[str, _Value]]) -> None:
        table = self._arrow.Table.from_pylist(list(rows), schema=self._schema)
        self._writer.write_table(table)

    def close(self) -> None:
        self._writer.close()

    def _type(self, name: str) -> "pyarrow.DataType":
        if name == "cost_usd":
            return self._arrow.decimal128(38, 9)
        if name == "at":
            return self._arrow.timestamp("us", tz="UTC")
        if name == "tags":
            return self._arrow.list_(self._arrow.string())
        if name == "is_estimated":
            return self._arrow.bool_()
        is_count = name in (*_TOKENS, "units", "duration_ms")
        return self._arrow.int64() if is_count else self._arrow.string()


_NAMES = (
    *("id", "decision_id", "at", "outcome", "error_code"),
    *(*_CALLER, *_ABOVE, "tags"),
    *(*_CALL, *_TOKENS, "is_estimated", "service_tier", "units", "unit"),
    *("cost_usd", "duration_ms"),
    *_REST,
)


def _plain(value: _Value) -> object:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, datetime) else value

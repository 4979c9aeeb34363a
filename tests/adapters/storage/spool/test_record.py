from dataclasses import replace
from zlib import crc32

import msgspec
import pytest

from router.adapters.storage.spool.record import line_of, read_line
from router.core.ledger import Outcome
from router.core.usage import Usage, UsageUnit
from tests import factories
from tests.adapters.storage.spool.away import waiting


def test_an_entry_and_its_decision_come_back_exactly() -> None:
    given = waiting()
    usage = Usage(input_tokens=9, cache_write_tokens=3, cache_write_1h_tokens=2, service_tier="x")
    usage = replace(usage, units=7, unit=UsageUnit.SECONDS)
    who = factories.caller(user="line\nbreak", tags=("a", "ü"))
    entry = replace(given.entry, usage=usage, caller=who, outcome=Outcome.CANCELLED, note="late")
    given = given._replace(entry=entry)
    line = line_of(given)
    assert line.count(b"\n") == 1
    assert read_line(line) == given


@pytest.mark.parametrize("missing", [1, 2, 50])
def test_a_line_that_lacks_its_end_is_not_whole(missing: int) -> None:
    assert read_line(line_of(waiting())[:-missing]) is None


@pytest.mark.parametrize("place", [0, 9, 16, 40])
def test_a_line_in_which_one_byte_changed_is_not_whole(place: int) -> None:
    line = bytearray(line_of(waiting()))
    line[place] ^= 1
    assert read_line(bytes(line)) is None


def test_a_line_of_an_older_version_lacks_columns_that_came_later() -> None:
    given = waiting()
    body = msgspec.json.decode(line_of(given)[17:])
    for later in ("cache_write_1h_tokens", "corrects", "units", "unit"):
        del body["entry"][later]
    old = msgspec.json.encode(body)
    assert read_line(b"%08x%08x %s\n" % (crc32(old), len(old), old)) == given
